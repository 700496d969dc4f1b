"""Checks of saved weights and training states before use: they may be damaged, or come from another machine."""

import math
from typing import Any

import torch
from torch import Tensor

from vae_core.files import DamagedRun
from vae_core.models import Model

STATE = "state.safetensors"
MOST_STEPS = 2**53


def part(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names have this prefix, under their names without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def check_weights(model: Model, weights: dict[str, Tensor], file: str, under: str = "") -> None:
    """Raises a DamagedRun naming the `file` where these are no weights of `model`, which may be on the device "meta"."""
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    if {name: value.shape for name, value in weights.items()} != shapes:
        raise DamagedRun(f"{file} does not fit config.json: other names or shapes{under} than the model has")
    if not all(bool(value.isfinite().all()) for value in weights.values()):
        raise DamagedRun(f"{file} holds numbers{under} that are not finite")


def check_state(model: Model, tensors: dict[str, Tensor], numbers: dict[str, Any]) -> None:
    """Raises a DamagedRun where this is no state of a training of `model`.

    Adam's fused update does not check the sizes of its moments before it writes, so they are checked here.
    """
    check_weights(model, part("model.", tensors), STATE, " under model")
    if best := part("best.", tensors):  # none before the first validation, and without early stopping
        check_weights(model, best, STATE, " under best")
    _check_numbers(numbers)
    _check_moments(model, part("optimizer.", tensors), numbers["step"])
    generator = tensors.get("generator")
    if generator is None or generator.dtype != torch.uint8 or generator.dim() != 1:
        raise DamagedRun(f"{STATE} holds no state of the random numbers under generator")


def _check_numbers(numbers: dict[str, Any]) -> None:
    for name in ("step", "epochs_since_best"):
        if type(numbers.get(name)) is not int or not 0 <= numbers[name] < MOST_STEPS:
            raise DamagedRun(f"{STATE} has {name} {numbers.get(name)!r}; it must be a whole number from 0 on")
    seconds: Any = numbers.get("seconds")
    if type(seconds) not in (int, float) or not 0 <= seconds < math.inf:
        raise DamagedRun(f"{STATE} has seconds {seconds!r}; it must be a number from 0 on")
    for name in ("first_reconstruction", "best_loss"):
        if name not in numbers or not (numbers[name] is None or type(numbers[name]) in (int, float)):
            raise DamagedRun(f"{STATE} has {name} {numbers.get(name)!r}; it must be a number or null")


def _check_moments(model: Model, found: dict[str, Tensor], step: int) -> None:
    """Checks the three tensors that Adam keeps for each parameter with a gradient."""
    wanted = {
        str(index): {"step": torch.Size(), "exp_avg": parameter.shape, "exp_avg_sq": parameter.shape}
        for index, parameter in enumerate(model.parameters())
        if parameter.requires_grad
    }
    indices = {name.split(".")[0] for name in found}
    known = {f"{index}.{name}": shape for index in indices & wanted.keys() for name, shape in wanted[index].items()}
    fits = {name: value.shape for name, value in found.items()} == known
    if not fits or any(value.dtype != torch.float32 for value in found.values()) or (wanted and step and not found):
        raise DamagedRun(f"{STATE} does not fit config.json: other names or shapes under optimizer than Adam keeps")
