"""Convolutions given by plain numbers."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from torch import nn

from vae_core.nn.networks.layer_spec import (
    MOST_UNITS,
    Inner,
    LayerSpec,
    Pair,
    check_count,
    check_pair,
    checked_shape,
    height_and_width,
    pair_words,
    shape_words,
)


@dataclass(frozen=True)
class ConvSpec(LayerSpec):
    """A convolution with zeros as padding."""

    inputs: int
    outputs: int
    kernel: Pair
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1
    kind: ClassVar[str] = "conv2d"

    def __post_init__(self) -> None:
        _check_convolution(self)

    def module(self) -> nn.Module:
        sizes = (self.inputs, self.outputs, self.kernel, self.stride, self.padding)
        return nn.Conv2d(*sizes, dilation=self.dilation, groups=self.groups)

    def output(self, shape: Inner) -> Inner:
        sizes = height_and_width(self, shape, self.inputs)
        reach = [step * (side - 1) + 1 for step, side in zip(self.dilation, self.kernel, strict=True)]
        free = [size + 2 * pad - far for size, pad, far in zip(sizes, self.padding, reach, strict=True)]
        if min(free) < 0:
            raise ValueError(f"{self} is larger than its input of {shape_words(shape)} values")
        return (self.outputs, *(room // step + 1 for room, step in zip(free, self.stride, strict=True)))

    @property
    def parameters(self) -> int:
        return _parameters(self)

    def products(self, shape: Inner) -> int:
        return prod(self.output(shape)[1:]) * self.parameters

    def __str__(self) -> str:
        return _convolution_words(self, "convolution")


@dataclass(frozen=True)
class ConvTransposeSpec(LayerSpec):
    """A transposed convolution."""

    inputs: int
    outputs: int
    kernel: Pair
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    output_padding: Pair = (0, 0)
    dilation: Pair = (1, 1)
    groups: int = 1
    kind: ClassVar[str] = "conv_transpose2d"

    def __post_init__(self) -> None:
        _check_convolution(self)
        check_pair("output_padding", self.output_padding, low=0)
        limits = zip(self.output_padding, self.stride, self.dilation, strict=True)
        if any(more >= max(stride, dilation) for more, stride, dilation in limits):
            raise ValueError(
                f"output_padding of a layer is {self.output_padding}; it must be below the stride {self.stride}"
            )

    def module(self) -> nn.Module:
        sizes = (self.inputs, self.outputs, self.kernel, self.stride, self.padding, self.output_padding)
        return nn.ConvTranspose2d(*sizes, dilation=self.dilation, groups=self.groups)

    def output(self, shape: Inner) -> Inner:
        sizes = height_and_width(self, shape, self.inputs)
        parts = zip(sizes, self.kernel, self.stride, self.padding, self.output_padding, self.dilation, strict=True)
        found = (
            (size - 1) * stride - 2 * pad + dilation * (side - 1) + more + 1
            for size, side, stride, pad, more, dilation in parts
        )
        return checked_shape(self, self.outputs, tuple(found), shape)

    @property
    def parameters(self) -> int:
        return _parameters(self)

    def products(self, shape: Inner) -> int:
        return prod(shape[1:]) * self.parameters

    def __str__(self) -> str:
        more = f", output padding {pair_words(self.output_padding)}" if any(self.output_padding) else ""
        return _convolution_words(self, "transposed convolution") + more


def _parameters(spec: ConvSpec | ConvTransposeSpec) -> int:
    return prod(spec.kernel) * spec.inputs * spec.outputs // spec.groups + spec.outputs


def _check_convolution(spec: ConvSpec | ConvTransposeSpec) -> None:
    check_count("inputs", spec.inputs, 1, MOST_UNITS)
    check_count("outputs", spec.outputs, 1, MOST_UNITS)
    for name in ("kernel", "stride", "dilation"):
        check_pair(name, getattr(spec, name))
    check_pair("padding", spec.padding, low=0)
    check_count("groups", spec.groups, 1, MOST_UNITS)
    if spec.inputs % spec.groups or spec.outputs % spec.groups:
        raise ValueError(
            f"groups of a layer is {spec.groups}; it must divide {spec.inputs} and {spec.outputs} channels"
        )


def _convolution_words(spec: ConvSpec | ConvTransposeSpec, kind: str) -> str:
    words = (
        f"{kind} {spec.kernel[0]}x{spec.kernel[1]}, {spec.inputs} to {spec.outputs}, stride {pair_words(spec.stride)}"
    )
    return words + (f", padding {pair_words(spec.padding)}" if any(spec.padding) else "")
