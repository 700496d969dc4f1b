"""The configuration of a run: all its settings in one frozen object, which is stored beside the weights.

It is flat on disk and on the command line, because the names of the run's and of the model's settings differ.
"""

import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import torch

from vae_core.datasets import DATASETS, Dataset, OwnData, dataset_of, find_own
from vae_core.datasets.targets import TARGETS
from vae_core.models import MODELS, Model, model_class, parameter_count
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.nn.networks import ACTIVATIONS, IMPORTED, NETWORKS, Architecture, ImportedLayers
from vae_core.nn.networks.imported import imported_layers_from_plain
from vae_core.own_sets import own_data_from_plain
from vae_core.settings import check_settings, from_plain, setting, setting_fields, to_plain

DEVICES = ("auto", "cpu", "cuda", "mps")
_RUN_NAME = re.compile(r"[A-Za-z0-9_.-]{0,100}")


@dataclass(frozen=True)
class RunConfig:
    """The settings of one training run. Raises a ValueError for a forbidden value."""

    data: str = setting(
        "mnist", "Data set; the name of an added one is allowed too", choices=tuple(DATASETS), is_open=True
    )
    classes: tuple[str, ...] = setting((), "Train on these classes only; empty: all classes", empty="all classes")
    subset: int = setting(0, "Number of training images; 0: all of them", low=0)
    target: str = setting(
        "grey",
        "Target of the likelihood; " + "; ".join(f"{name}: {words}" for name, words in TARGETS.items()),
        choices=tuple(TARGETS),
    )
    model: str = setting("vae", "Model to train", choices=tuple(MODELS))
    settings: LikelihoodSettings | None = None  # the model's own; None: its defaults
    own_data: OwnData | None = None  # the facts of a data set that somebody brought; None: found by its name
    layers: ImportedLayers | None = None  # those of an imported network
    start_from: str = setting(
        "", "Run whose weights the training starts from; empty: random weights", empty="random weights"
    )
    latent_dim: int = setting(
        2, "Numbers in a code; more: sharper reconstructions, a latent space that is harder to show", low=1, high=1024
    )
    network: str = setting("dense", "Kind of encoder and decoder", choices=tuple(NETWORKS), is_open=True)
    hidden: tuple[int, ...] = setting(
        (),
        "Units of each hidden layer; for conv the channels, then units; empty: sizes that suit the images",
        empty="sizes that suit the images",
    )
    activation: str = setting("relu", "Activation function between layers", choices=tuple(ACTIVATIONS))
    epochs: int = setting(10, "Passes over the training images", low=1, high=100_000)
    seconds: float = setting(0.0, "Stop after this time, which schedules then follow; 0: no limit", low=0.0, unit="s")
    batch_size: int = setting(128, "Images in one optimizer step", low=1, high=100_000)
    learning_rate: float = setting(
        1e-3,
        "Step size of Adam, the peak for one_cycle; higher: faster, but it may diverge",
        above=0.0,
        high=10.0,
        log=True,
    )
    learning_rate_schedule: str = setting(
        "constant",
        "Course of the learning rate: constant, or up to the peak and down to 0",
        choices=("constant", "one_cycle"),
    )
    clip: float = setting(
        0.0, "Largest norm of the gradient; larger ones are scaled down to it; 0: no limit", low=0.0, high=1e9
    )
    patience: int = setting(0, "Stop after this many epochs without a better validation loss; 0: never", low=0)
    seed: int = setting(0, "Seed of all random numbers; the same seed repeats the run", low=0, high=2**31 - 1)
    device: str = setting("auto", "Device that trains; auto: a GPU if there is one", choices=DEVICES)
    threads: int = setting(0, "CPU threads; 0: measured at the start", low=0, high=1024)
    precision: str = setting(
        "float32",
        "Number format in the layers; bfloat16: less exact, faster on some devices",
        choices=("float32", "bfloat16"),
    )
    compile: bool = setting(
        False,
        "Compile the networks with torch.compile: a start 10 s slower, faster steps on a GPU, slower ones on most CPUs",
    )

    def __post_init__(self) -> None:
        check_settings(self)
        if self.own_data is None or self.own_data.name != self.data:
            found = None if self.data in DATASETS else find_own(self.data)
            object.__setattr__(self, "own_data", None if found is None else found.data)
        wanted = model_class(self.model).Settings
        if self.settings is None:
            object.__setattr__(self, "settings", wanted())
        elif type(self.settings) is not wanted:
            raise ValueError(
                f"settings are {type(self.settings).__name__}; give model {self.model!r} its {wanted.__name__}"
            )
        if not _RUN_NAME.fullmatch(self.start_from) or self.start_from.startswith("."):
            raise ValueError(
                f"start_from is {self.start_from[:80]!r}; give that run's folder a name of "
                "letters, digits, _, - and . that does not begin with ."
            )
        if self.hidden and min(self.hidden) < 1:
            raise ValueError(f"hidden is {','.join(map(str, self.hidden))}; every layer needs at least 1 unit")
        self.architecture(self.dataset.shape)  # raises where the sizes do not fit the images
        if self.layers is not None:
            weightless_model(self)  # raises where the layers do not fit the model

    @property
    def dataset(self) -> Dataset:
        """The entry of the data set; raises a ValueError for an unknown one."""
        return dataset_of(self.data, self.own_data)

    @property
    def beta(self) -> float | None:
        """The weight of the KL, or None for a model without this setting."""
        return getattr(self.settings, "beta", None)

    def architecture(self, shape: tuple[int, int, int]) -> Architecture:
        """Returns the sizes of the networks for images of `shape` (C, H, W). Raises a ValueError for impossible sizes."""
        labels = len(set(self.classes)) or len(self.dataset.class_names)
        return Architecture(shape, self.latent_dim, self.network, self.hidden, self.activation, labels, self.layers)

    def without_effect(self) -> dict[str, str]:
        """Returns the settings that change nothing beside the others, each with what would give it an effect."""
        assert self.settings is not None  # a configuration makes its model's own
        idle, model = self.settings.without_effect(), model_class(self.model)
        if not model.has_hidden_layers:
            idle |= dict.fromkeys(("network", "hidden", "activation"), "a model with hidden layers")
        if model.is_fitted_at_once():
            steps = ("learning_rate", "learning_rate_schedule", "clip", "patience")
            idle |= dict.fromkeys(steps, "a model that is trained in steps")
        return idle

    def to_plain(self) -> dict[str, Any]:
        """Returns all settings by name, JSON-ready; the model's own follow the run's."""
        return to_plain(self) | to_plain(self.settings)

    def to_file(self) -> dict[str, Any]:
        """Returns the content of config.json: all settings, the facts of an own data set, the layers of an imported network."""
        others = {"own_data": self.own_data, "layers": self.layers}
        return self.to_plain() | {name: part.to_plain() for name, part in others.items() if part is not None}

    def to_json(self) -> str:
        """Returns the text of config.json."""
        return json.dumps(self.to_file(), indent=1)


def config_from_plain(plain: dict[str, Any]) -> RunConfig:
    """Returns the configuration that `to_plain` or `to_file` wrote.

    Raises a ValueError for an unknown name or a forbidden value.
    """
    if not isinstance(plain, dict):
        raise ValueError(f"the configuration is a {type(plain).__name__}; it must be a JSON object")
    plain = dict(plain)
    own_data = own_data_from_plain(plain.pop("own_data")) if "own_data" in plain else None
    layers = imported_layers_from_plain(plain.pop("layers")) if "layers" in plain else None
    kind = model_class(plain.get("model", RunConfig.model)).Settings
    own = {entry.name for entry in setting_fields(kind)}
    settings = {name: value for name, value in plain.items() if name not in own}
    config = from_plain(RunConfig, settings, own_data=own_data, layers=layers)
    return replace(config, settings=from_plain(kind, {name: value for name, value in plain.items() if name in own}))


def with_changes(config: RunConfig, changes: dict[str, Any]) -> RunConfig:
    """Returns the configuration with these settings replaced.

    Another model drops the settings that it does not have, and has its own defaults where the first model had its. Another
    kind of network drops the layers of an imported one.
    """
    kind = model_class(changes.get("model", config.model)).Settings
    kept = {entry.name for entry in (*setting_fields(RunConfig), *setting_fields(kind))}
    if changes.get("model", config.model) != config.model:
        defaults, own = to_plain(model_class(config.model).Settings()), to_plain(config.settings)
        kept -= {name for name in own if own[name] == defaults[name]}
    plain = {name: value for name, value in config.to_file().items() if name in kept | {"own_data", "layers"}}
    if changes.get("data", config.data) != config.data:
        plain.pop("own_data", None)
    if changes.get("network", config.network) != IMPORTED:
        plain.pop("layers", None)
    return config_from_plain(
        plain | {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
    )


def config_from_json(text: str) -> RunConfig:
    """Returns the configuration that `RunConfig.to_json` wrote. Raises a ValueError for other text."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"config.json is not JSON ({error}); copy it again from the run") from error
    return config_from_plain(plain)


def weightless_model(config: RunConfig) -> Model:
    """Returns the model of a configuration on the device "meta": shapes without memory, so it may be absurdly large."""
    with torch.device("meta"):
        return model_class(config.model)(config.architecture(config.dataset.shape), config.settings)


@lru_cache(maxsize=256)
def config_parameters(config: RunConfig) -> int:
    """Returns the number of trainable parameters of this configuration; takes no memory for them."""
    return parameter_count(weightless_model(config))
