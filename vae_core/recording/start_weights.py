"""The weights of an earlier run as the start of a training on other images, or with another loss."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from torch import Tensor

from vae_core.config import RunConfig, config_from_plain, weightless_model, with_changes
from vae_core.datasets import dataset_of
from vae_core.files import DamagedRun, read_tensors
from vae_core.models import Model, model_class
from vae_core.runs.run import START, Run, known_model
from vae_core.training.state import check_weights

_OF_IMAGES = ("data", "own_data", "target")
_OF_NETWORKS = ("model", "network", "hidden", "latent_dim", "activation")  # settings without which weights mean nothing


def start_weights(config: RunConfig, origin: Run) -> dict[str, Tensor]:
    """Returns the weights of `origin` for a training with `config`.

    Raises a ValueError where the model of `config` has other weights, by name or shape, or `origin` has none, and for a
    model whose weights come from its own images.
    """
    if model_class(config.model).holds_images:
        raise ValueError(f"model {config.model!r} is fitted to its own images; train it without start_from")
    weights = known_model(origin).state_dict()
    if not has_same_networks(config, origin.config):
        raise ValueError(
            f"the weights of run {origin.id} do not fit this training: {_difference(config, origin)}; "
            "choose the run's own settings and images of its shape, or start from random weights"
        )
    return weights


def continued_config(origin: Run, given: dict[str, Any]) -> RunConfig:
    """Returns the settings of a training that starts from `origin`; those `given` replace the others.

    Images, model and networks are the run's unless they are given, all others have their defaults: nobody can state the
    layers of an imported network. Raises a ValueError for a forbidden value.
    """
    config = origin.config
    assert config.settings is not None  # the model's defaults where nothing was given
    kept = {*_OF_IMAGES, *_OF_NETWORKS, "layers", *(entry.name for entry in fields(config.settings))}
    base = config_from_plain({name: value for name, value in config.to_file().items() if name in kept})
    data = given.get("data", config.data)
    if config.layers is not None and data != config.data and (shape := dataset_of(data).shape) != origin.shape:
        raise ValueError(
            f"images of {data} are {_in_words(shape)}, and run {origin.id} has {_in_words(origin.shape)}; "
            "choose a data set of images of its shape"
        )
    return with_changes(base, given)


def _in_words(shape: tuple[int, int, int]) -> str:
    return " x ".join(map(str, shape))


def has_same_networks(one: RunConfig, other: RunConfig) -> bool:
    """Returns True if weights of one configuration mean the same in the other: equal names, shapes, activation and layers."""
    return (one.activation, one.layers) == (other.activation, other.layers) and weight_shapes(one) == weight_shapes(
        other
    )


@lru_cache(maxsize=4096)
def weight_shapes(config: RunConfig) -> dict[str, tuple[int, ...]]:
    """Returns the shapes of a model's weights by name; callers may not change it."""
    return {name: tuple(value.shape) for name, value in weightless_model(config).state_dict().items()}


def _difference(config: RunConfig, origin: Run) -> str:
    """Returns the first settings that differ, in words: "latent_dim is 3, and the run has 2"."""
    ours, theirs = config.to_plain(), origin.config.to_plain()
    pairs = [(name, ours[name], theirs[name]) for name in _OF_NETWORKS]
    pairs = [("the image shape", list(config.dataset.shape), list(origin.shape)), *pairs]
    found = [f"{name} is {one}, and the run has {other}" for name, one, other in pairs if one != other]
    return "; ".join(found[:2]) or "the number of classes or a setting of the model differs"


def load_start(run: Run, model: Model) -> None:
    """Loads the weights with which `run` starts into `model`. Raises a DamagedRun where the file is missing or differs."""
    if not (run.path / START).exists():
        raise DamagedRun(
            f"run {run.id} starts from run {run.config.start_from}, and its {START} is missing; train it as a new run"
        )
    weights = read_tensors(run.path / START)[0]
    check_weights(model, weights, START)
    model.load_state_dict(weights)
