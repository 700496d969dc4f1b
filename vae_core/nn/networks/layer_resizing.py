"""Layers without weights that change the shape: pooling, upsampling, flatten and its inverse."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from vae_core.nn.networks.layer_spec import (
    Inner,
    LayerSpec,
    Pair,
    as_image,
    check_pair,
    check_shape,
    checked_shape,
    pair_words,
    shape_words,
)


@dataclass(frozen=True)
class PoolSpec(LayerSpec):
    """The largest or the mean value of each window."""

    name: str  # "max" or "mean"
    kernel: Pair
    stride: Pair
    kind: ClassVar[str] = "pool"

    def __post_init__(self) -> None:
        if self.name not in ("max", "mean"):
            raise ValueError(f"unknown pooling {str(self.name)[:40]!r}; choose from max, mean")
        check_pair("kernel", self.kernel)
        check_pair("stride", self.stride)

    def module(self) -> nn.Module:
        return (nn.MaxPool2d if self.name == "max" else nn.AvgPool2d)(self.kernel, self.stride)

    def output(self, shape: Inner) -> Inner:
        channels, *sizes = as_image(self, shape)
        parts = zip(sizes, self.kernel, self.stride, strict=True)
        return checked_shape(self, channels, tuple((size - side) // step + 1 for size, side, step in parts), shape)

    def products(self, shape: Inner) -> int:
        return prod(self.output(shape)) * prod(self.kernel)

    def __str__(self) -> str:
        return f"{self.name} pooling {pair_words(self.kernel)}"


class Upsample(nn.Module):
    """Repeats values, or interpolates between them, by whole factors."""

    def __init__(self, factor: Pair, mode: str, aligned: bool) -> None:
        super().__init__()
        self.factor, self.mode, self.aligned = factor, mode, aligned

    def forward(self, images: Tensor) -> Tensor:
        factors = [float(side) for side in self.factor]
        aligned = self.aligned if self.mode == "bilinear" else None
        return F.interpolate(images, scale_factor=factors, mode=self.mode, align_corners=aligned)


@dataclass(frozen=True)
class UpsampleSpec(LayerSpec):
    """Larger images by repeated or interpolated values."""

    factor: Pair
    mode: str = "nearest"
    aligned: bool = False  # whether corners keep their place; for bilinear only
    kind: ClassVar[str] = "upsample"

    def __post_init__(self) -> None:
        check_pair("factor", self.factor)
        if self.mode not in ("nearest", "bilinear"):
            raise ValueError(f"unknown mode {str(self.mode)[:40]!r} of a layer; choose from nearest, bilinear")
        if type(self.aligned) is not bool:
            raise ValueError(f"aligned of a layer is {str(self.aligned)[:40]}; it must be yes or no")

    def module(self) -> nn.Module:
        return Upsample(self.factor, self.mode, self.aligned)

    def output(self, shape: Inner) -> Inner:
        channels, height, width = as_image(self, shape)
        return channels, height * self.factor[0], width * self.factor[1]

    def products(self, shape: Inner) -> int:
        return prod(self.output(shape))

    def __str__(self) -> str:
        return f"{self.mode} upsampling by {pair_words(self.factor)}"


@dataclass(frozen=True)
class FlattenSpec(LayerSpec):
    """All values in one row."""

    kind: ClassVar[str] = "flatten"

    def module(self) -> nn.Module:
        return nn.Flatten()

    def output(self, shape: Inner) -> Inner:
        return (prod(shape),)

    def __str__(self) -> str:
        return "flatten"


@dataclass(frozen=True)
class UnflattenSpec(LayerSpec):
    """A row of values as an image of these channels, height and width."""

    shape: tuple[int, ...]
    kind: ClassVar[str] = "unflatten"

    def __post_init__(self) -> None:
        check_shape(self.shape, (3,))

    def module(self) -> nn.Module:
        return nn.Unflatten(1, self.shape)

    def output(self, shape: Inner) -> Inner:
        if shape != (prod(self.shape),):
            raise ValueError(f"{self} gets {shape_words(shape)} values")
        return self.shape

    def __str__(self) -> str:
        return f"reshape to {shape_words(self.shape)}"
