"""Everything that decides how a run turns out, in one frozen object that is stored beside the weights.

On disk and on the command line it is flat: the names of the run's own settings and of its model's never collide.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch

from vae_core.datasets import DATASETS
from vae_core.datasets.targets import TARGETS
from vae_core.models import MODELS, Model, model_class, parameter_count
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.nn.networks import ACTIVATIONS, NETWORKS, Architecture
from vae_core.settings import check_settings, from_plain, setting, setting_fields, to_plain

DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class RunConfig:
    """The settings of one training run; made only if every value is allowed."""

    data: str = setting("mnist", "Which images", choices=tuple(DATASETS))
    classes: tuple[str, ...] = setting((), "Only these classes; empty: all of them", empty="all classes")
    subset: int = setting(0, "Only so many training images; 0: all of them", low=0)
    target: str = setting("grey", "What the likelihood is asked about", choices=tuple(TARGETS))
    model: str = setting("vae", "Which model", choices=tuple(MODELS))
    settings: LikelihoodSettings | None = None  # the model's own; None: its defaults
    latent_dim: int = setting(2, "Numbers in a code", low=1, high=1024)
    network: str = setting("dense", "Kind of encoder and decoder", choices=tuple(NETWORKS))
    hidden: tuple[int, ...] = setting(
        (),
        "Units of each layer; for conv: channels of each, then units; empty: sizes that suit the images",
        empty="sizes that suit the images",
    )
    activation: str = setting("relu", "Function between layers", choices=tuple(ACTIVATIONS))
    epochs: int = setting(10, "Passes over the training images", low=1, high=100_000)
    seconds: float = setting(0.0, "Stop after so long; schedules then follow the clock; 0: no limit", low=0.0, unit="s")
    batch_size: int = setting(128, "Images of one optimizer step", low=1, high=100_000)
    learning_rate: float = setting(1e-3, "Step size of Adam; the peak of one_cycle", above=0.0, high=10.0, log=True)
    learning_rate_schedule: str = setting("constant", "How the learning rate moves", choices=("constant", "one_cycle"))
    clip: float = setting(0.0, "Largest norm of the gradient; 0: no limit", low=0.0, high=1e9)
    patience: int = setting(0, "Stop after so many epochs without a better validation loss; 0: never", low=0)
    seed: int = setting(0, "Where all randomness starts", low=0, high=2**31 - 1)
    device: str = setting("auto", "Where the arithmetic happens", choices=DEVICES)
    threads: int = setting(0, "CPU threads; 0: measured at the start", low=0, high=1024)
    precision: str = setting("float32", "Arithmetic of the layers", choices=("float32", "bfloat16"))
    compile: bool = setting(False, "Compile the networks with torch.compile")

    def __post_init__(self) -> None:
        check_settings(self)
        wanted = model_class(self.model).Settings
        if self.settings is None:
            object.__setattr__(self, "settings", wanted())
        elif type(self.settings) is not wanted:
            raise ValueError(
                f"settings are of {type(self.settings).__name__}; model {self.model!r} takes {wanted.__name__}"
            )
        if self.hidden and min(self.hidden) < 1:
            raise ValueError(f"hidden is {','.join(map(str, self.hidden))}; every layer needs at least 1 unit")
        self.architecture(DATASETS[self.data].shape)  # raises where the sizes do not fit the images

    @property
    def beta(self) -> float | None:
        """The weight of the KL, or None for a model without this setting."""
        return getattr(self.settings, "beta", None)

    def architecture(self, shape: tuple[int, int, int]) -> Architecture:
        """The sizes of the networks for images of `shape` (C, H, W); a ValueError where they are impossible."""
        labels = len(set(self.classes)) or len(DATASETS[self.data].class_names)
        return Architecture(shape, self.latent_dim, self.network, self.hidden, self.activation, labels)

    def to_plain(self) -> dict[str, Any]:
        """All settings by name, JSON-ready; the model's own follow the run's."""
        return to_plain(self) | to_plain(self.settings)

    def to_json(self) -> str:
        """The text of config.json."""
        return json.dumps(self.to_plain(), indent=1)


def config_from_plain(plain: dict[str, Any]) -> RunConfig:
    """The inverse of `RunConfig.to_plain`; unknown names and forbidden values are ValueErrors."""
    if not isinstance(plain, dict):
        raise ValueError(f"a configuration is a JSON object, not {type(plain).__name__}")
    kind = model_class(plain.get("model", RunConfig.model)).Settings
    own = {entry.name for entry in setting_fields(kind)}
    config = from_plain(RunConfig, {name: value for name, value in plain.items() if name not in own})
    return replace(config, settings=from_plain(kind, {name: value for name, value in plain.items() if name in own}))


def with_changes(config: RunConfig, changes: dict[str, Any]) -> RunConfig:
    """The configuration with these settings; where they choose another model, what that one does not have is left behind."""
    plain = config.to_plain()
    kind = model_class(changes.get("model", config.model)).Settings
    kept = {entry.name for entry in (*setting_fields(RunConfig), *setting_fields(kind))}
    plain = {name: value for name, value in plain.items() if name in kept}
    return config_from_plain(
        plain | {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
    )


def config_from_json(text: str) -> RunConfig:
    """The configuration that `RunConfig.to_json` wrote."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"config.json is not JSON: {error}") from error
    return config_from_plain(plain)


def weightless_model(config: RunConfig) -> Model:
    """The model of a configuration on the device "meta", with shapes and no memory: it may be absurdly large."""
    with torch.device("meta"):
        return model_class(config.model)(config.architecture(DATASETS[config.data].shape), config.settings)


@lru_cache(maxsize=256)
def config_parameters(config: RunConfig) -> int:
    """How many numbers a training of this configuration learns; counted without taking memory for them."""
    return parameter_count(weightless_model(config))
