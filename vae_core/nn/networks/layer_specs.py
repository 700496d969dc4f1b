"""The kinds of layer that an imported network may have, each given by plain numbers, and the registry of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from math import prod
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from vae_core.nn.dense_layer import Linear
from vae_core.nn.networks.layer_convolutions import ConvSpec, ConvTransposeSpec
from vae_core.nn.networks.layer_resizing import FlattenSpec, PoolSpec, UnflattenSpec, UpsampleSpec
from vae_core.nn.networks.layer_spec import MOST_UNITS, Inner, LayerSpec, check_count, check_shape, shape_words

LAYER_ACTIVATIONS: dict[str, Callable[[float], nn.Module]] = {  # each by its slope, which most of them ignore
    "relu": lambda slope: nn.ReLU(),
    "relu6": lambda slope: nn.ReLU6(),
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "selu": lambda slope: nn.SELU(),
    "gelu": lambda slope: nn.GELU(),
    "gelu_tanh": lambda slope: nn.GELU("tanh"),
    "silu": lambda slope: nn.SiLU(),
    "softplus": lambda slope: nn.Softplus(),
    "tanh": lambda slope: nn.Tanh(),
    "sigmoid": lambda slope: nn.Sigmoid(),
}
SLOPES = {"leaky_relu": 0.01, "elu": 1.0}  # PyTorch's defaults of the activations that have a slope


@dataclass(frozen=True)
class LinearSpec(LayerSpec):
    """A dense layer."""

    inputs: int
    outputs: int
    kind: ClassVar[str] = "linear"

    def __post_init__(self) -> None:
        check_count("inputs", self.inputs, 1, 10 * MOST_UNITS)
        check_count("outputs", self.outputs, 1, 10 * MOST_UNITS)

    def module(self) -> nn.Module:
        return Linear(self.inputs, self.outputs)

    def output(self, shape: Inner) -> Inner:
        if shape != (self.inputs,):
            raise ValueError(f"{self} gets {shape_words(shape)} values")
        return (self.outputs,)

    @property
    def parameters(self) -> int:
        return (self.inputs + 1) * self.outputs

    def products(self, shape: Inner) -> int:
        return self.inputs * self.outputs

    def __str__(self) -> str:
        return f"linear, {self.inputs} to {self.outputs}"


class Affine(nn.Module):
    """Multiplies by a number and adds one, each of them for a channel, a value or everything."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape))
        self.bias = nn.Parameter(torch.zeros(shape))

    def forward(self, values: Tensor) -> Tensor:
        return values * self.weight + self.bias


@dataclass(frozen=True)
class AffineSpec(LayerSpec):
    """A factor and a summand: of a batch norm that could not be folded into a layer, or of a scale of grey values."""

    shape: tuple[int, ...]  # (1,), (F,), (C, 1, 1) or (C, H, W)
    kind: ClassVar[str] = "affine"

    def __post_init__(self) -> None:
        check_shape(self.shape, (1, 3))

    def module(self) -> nn.Module:
        return Affine(self.shape)

    def output(self, shape: Inner) -> Inner:
        fits = self.shape == (1,) or (
            len(self.shape) == len(shape) and all(own in (1, size) for own, size in zip(self.shape, shape, strict=True))
        )
        if not fits:
            raise ValueError(f"{self} gets {shape_words(shape)} values")
        return shape

    @property
    def parameters(self) -> int:
        return 2 * prod(self.shape)

    def products(self, shape: Inner) -> int:
        return prod(shape)

    def __str__(self) -> str:
        return f"scale of {shape_words(self.shape)}"


@dataclass(frozen=True)
class ActivationSpec(LayerSpec):
    """An activation function."""

    name: str
    slope: float = 0.0  # the slope below zero of leaky_relu, alpha of elu
    kind: ClassVar[str] = "activation"

    def __post_init__(self) -> None:
        if self.name not in LAYER_ACTIVATIONS:
            raise ValueError(f"unknown activation {str(self.name)[:40]!r}; choose from {', '.join(LAYER_ACTIVATIONS)}")
        if type(self.slope) is not float or not math.isfinite(self.slope) or abs(self.slope) > 100:
            raise ValueError(f"slope of a layer is {str(self.slope)[:40]}; it must be a number from -100 to 100")

    def module(self) -> nn.Module:
        return LAYER_ACTIVATIONS[self.name](self.slope)

    def output(self, shape: Inner) -> Inner:
        return shape

    def products(self, shape: Inner) -> int:
        return prod(shape)

    def __str__(self) -> str:
        return self.name.replace("_", " ") + (f" {self.slope:g}" if self.name in SLOPES else "")


SPECS: dict[str, type[LayerSpec]] = {
    spec.kind: spec
    for spec in (
        LinearSpec,
        ConvSpec,
        ConvTransposeSpec,
        AffineSpec,
        ActivationSpec,
        PoolSpec,
        UpsampleSpec,
        FlattenSpec,
        UnflattenSpec,
    )
}


def spec_from_plain(plain: Any) -> LayerSpec:
    """Returns the layer that `to_plain` wrote. Raises a ValueError for another kind, name or number."""
    if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str) or plain["kind"] not in SPECS:
        raise ValueError(f"a layer is {str(plain)[:60]!r}; it must have a kind: {', '.join(SPECS)}")
    kind = SPECS[plain["kind"]]
    known = {entry.name for entry in fields(kind)}  # type: ignore[arg-type]
    if strange := set(plain) - known - {"kind"}:
        raise ValueError(f"a layer {kind.kind} has {str(sorted(map(str, strange)))[:60]}; choose from {sorted(known)}")
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items() if name != "kind"
    }
    slope = values.get("slope")
    if isinstance(slope, int) and type(slope) is int:  # some tools write 1.0 as 1
        values["slope"] = float(min(max(slope, -1000), 1000))
    try:
        return kind(**values)
    except (TypeError, OverflowError) as error:
        raise ValueError(f"a layer {kind.kind} cannot be made ({str(error)[:80]}); import the model again") from error


__all__ = [
    "LAYER_ACTIVATIONS",
    "SLOPES",
    "SPECS",
    "ActivationSpec",
    "Affine",
    "AffineSpec",
    "ConvSpec",
    "ConvTransposeSpec",
    "FlattenSpec",
    "Inner",
    "LayerSpec",
    "LinearSpec",
    "PoolSpec",
    "UnflattenSpec",
    "UpsampleSpec",
    "spec_from_plain",
]
