"""Layers of another program with their weights, in the order in which they are computed, and the shapes between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import torch
from torch import Tensor

from vae_core.nn.networks.layer_specs import (
    ActivationSpec,
    AffineSpec,
    ConvSpec,
    ConvTransposeSpec,
    FlattenSpec,
    Inner,
    LayerSpec,
    LinearSpec,
    PoolSpec,
    UnflattenSpec,
    UpsampleSpec,
)

_MOST_ITEMS = 256  # of one network, before batch norms become a part of their layers
_WEIGHTED = (LinearSpec, ConvSpec, ConvTransposeSpec)
_SHAPED = (FlattenSpec, UnflattenSpec)


@dataclass(frozen=True, eq=False)
class Step:
    """A layer, its weights by their names in PyTorch, and its name in the file."""

    spec: LayerSpec
    weights: dict[str, Tensor] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.spec})" if self.name else str(self.spec)

    @property
    def is_weighted(self) -> bool:
        """True for a dense layer or a convolution."""
        return isinstance(self.spec, _WEIGHTED)


@dataclass(frozen=True)
class Reshape:
    """A change of shape, to these numbers where the file has them; -1 is one that follows from the others."""

    target: tuple[int, ...] = ()


@dataclass(frozen=True)
class Resize:
    """An upsampling to a height and a width."""

    sizes: tuple[int, int]
    mode: str
    aligned: bool


class GlobalPool:
    """The mean of each channel."""


@dataclass(frozen=True, eq=False)
class AlongLast:
    """A factor and a summand for each place along the last axis of values, both (F,): of an image, for each column."""

    weight: Tensor
    bias: Tensor

    def __str__(self) -> str:
        return f"constant of {len(self.weight)} numbers"


Item = Step | Reshape | Resize | GlobalPool | AlongLast


def placed(items: Sequence[Item], start: Inner, end: Inner | None) -> tuple[Step, ...]:
    """Returns the steps with all shapes known, from values of shape `start` to `end`; None: to any number of flat values.

    Raises a ValueError where the layers do not fit, or are too many.
    """
    if len(items) > _MOST_ITEMS:
        raise ValueError(f"the network has {len(items):,} layers; at most {_MOST_ITEMS} are taken")
    error = ValueError("the network has no layers")
    for steps in _placed(list(items), start, end, ()):
        if isinstance(steps, ValueError):
            error = steps
        else:
            return steps
    raise error


def _placed(
    items: list[Item], shape: Inner, end: Inner | None, target: tuple[int, ...]
) -> Iterator[tuple[Step, ...] | ValueError]:
    """All ways to place the items: an image's height and width may be open after a dense layer."""
    if not items:
        yield from _ended(shape, end)
        return
    first, rest = items[0], items[1:]
    if isinstance(first, Reshape):
        yield from _placed(rest, shape, end, first.target)
        return
    rank = _rank(first, shape, target)
    if rank and rank != len(shape):
        changes: list[LayerSpec] = [FlattenSpec()]
        changes = changes if rank == 1 else [UnflattenSpec(each) for each in _images(items, shape[0], end, target)]
        if not changes:
            yield ValueError(f"{shape[0]} values are no image for the layer {first}")
        for change in changes:
            for steps in _placed(items, change.output(shape), end, ()):
                yield steps if isinstance(steps, ValueError) else (Step(change), *steps)
        return
    try:
        step = _step(first, shape)
        after = step.spec.output(shape)
    except ValueError as error:
        yield ValueError(f"{first.name}: {error}" if isinstance(first, Step) and first.name else str(error))
        return
    for steps in _placed(rest, after, end, target):
        yield steps if isinstance(steps, ValueError) else (step, *steps)


def _ended(shape: Inner, end: Inner | None) -> Iterator[tuple[Step, ...] | ValueError]:
    if end is None:
        yield () if len(shape) == 1 else (Step(FlattenSpec()),)
    elif shape == end:
        yield ()
    elif len(shape) == 1 and len(end) == 3 and shape[0] == prod(end):
        yield (Step(UnflattenSpec(end)),)
    else:
        yield ValueError(f"its output has the shape {shape}, not {end}")


def _rank(item: Item, shape: Inner, target: tuple[int, ...]) -> int:
    """The number of sizes of the values that an item takes; 0 for any.

    `shape` is that of the values before it, `target` that of a change of shape between them.
    """
    if isinstance(item, Resize | GlobalPool):
        return 3
    if isinstance(item, AlongLast):
        return 3 if len(target) >= 3 or len(shape) == 3 or len(item.weight) < shape[0] else 1
    assert isinstance(item, Step)
    if isinstance(item.spec, LinearSpec):
        return 1
    if isinstance(item.spec, ConvSpec | ConvTransposeSpec | PoolSpec | UpsampleSpec):
        return 3
    if not isinstance(item.spec, AffineSpec):
        return 0
    scales = item.spec.shape
    is_by_channel = len(scales) == len(shape) == 1 and 1 < scales[0] < shape[0]  # a norm right after a change of shape
    return 3 if len(scales) == 3 or is_by_channel else 0


def _images(
    items: Sequence[Item], values: int, end: Inner | None, target: tuple[int, ...]
) -> list[tuple[int, int, int]]:
    """The images (C, H, W) that so many values can be: the one of the file, or those of the next layer's channels."""
    if len(target) >= 3 and min(target[-3:]) > 0 and prod(target[-3:]) == values:
        return [(target[-3], target[-2], target[-1])]
    channels = next((found for item in items if (found := _channels(item))), 0)
    if not channels or values % channels:
        return []
    pixels = values // channels
    ratio = end[1] / end[2] if end and len(end) == 3 else 1.0
    sides = [(height, pixels // height) for height in range(1, pixels + 1) if pixels % height == 0 and height <= 4096]
    sides.sort(key=lambda pair: max(pair[0] / pair[1] / ratio, ratio * pair[1] / pair[0]))
    return [(channels, *pair) for pair in sides[:8]]


def _channels(item: Item) -> int:
    """The channels that an item needs; 0 for any."""
    spec = item.spec if isinstance(item, Step) else None
    if isinstance(spec, ConvSpec | ConvTransposeSpec):
        return spec.inputs
    return spec.shape[0] if isinstance(spec, AffineSpec) and spec.shape[0] > 1 else 0


def _step(item: Item, shape: Inner) -> Step:
    """The step at values of this shape, whose numbers may follow from it."""
    if isinstance(item, GlobalPool):
        return Step(PoolSpec("mean", (shape[1], shape[2]), (shape[1], shape[2])))
    if isinstance(item, Resize):
        factor = (item.sizes[0] // max(1, shape[1]), item.sizes[1] // max(1, shape[2]))
        spec = UpsampleSpec(factor, item.mode, item.aligned)
        if spec.output(shape)[1:] != item.sizes:
            raise ValueError(f"upsampling from {shape[1:]} to {item.sizes} is by no whole factor")
        return Step(spec)
    if isinstance(item, AlongLast):
        if len(item.weight) != shape[-1]:
            advice = f"; give numbers of channels the shape ({shape[0]}, 1, 1)" if len(shape) == 3 else ""
            raise ValueError(
                f"a constant of {len(item.weight)} numbers, which ONNX spreads along the last axis, "
                f"does not fit {' x '.join(map(str, shape))} values{advice}"
            )
        before = [1] * (len(shape) - 1)
        return affine_step(item.weight.reshape(*before, -1), item.bias.reshape(*before, -1))
    assert isinstance(item, Step)
    if isinstance(item.spec, AffineSpec) and len(item.spec.shape) == 1 and item.spec.shape[0] > 1 and len(shape) == 3:
        return _affine_step({name: each[:, None, None] for name, each in item.weights.items()}, item.name)
    return item


def affine_step(weight: Tensor, bias: Tensor, name: str = "") -> Step:
    """Returns the step that multiplies by `weight` and adds `bias`, of equal shape: (1,), (F,) or (C, H, W)."""
    return _affine_step({"weight": weight.float(), "bias": bias.float()}, name)


def _affine_step(weights: dict[str, Tensor], name: str) -> Step:
    return Step(AffineSpec(tuple(weights["weight"].shape)), weights, name)


def loaded_state(steps: Sequence[Step], prefix: str = "") -> dict[str, Tensor]:
    """Returns the weights by their names in a `nn.Sequential` of the steps' layers."""
    return {
        f"{prefix}{number}.{name}": tensor.float()
        for number, step in enumerate(steps)
        for name, tensor in step.weights.items()
    }


def joined(first: Step, second: Step) -> Step:
    """Returns two layers of equal numbers as one that gives both outputs, those of `first` before those of `second`."""
    dimension = 1 if isinstance(first.spec, ConvTransposeSpec) else 0
    weight = torch.cat([first.weights["weight"], second.weights["weight"]], dimension)
    bias = torch.cat([first.weights["bias"], second.weights["bias"]])
    outputs = 2 * first.spec.outputs  # type: ignore[attr-defined]
    spec = replace(first.spec, outputs=outputs)  # type: ignore[type-var]
    return Step(spec, {"weight": weight, "bias": bias}, f"{first.name} and {second.name}")


def is_activation(step: Step) -> bool:
    """True for an activation function."""
    return isinstance(step.spec, ActivationSpec)


def weighted_step(kind: Any, weights: dict[str, Tensor], name: str, **numbers: Any) -> Step:
    """Returns a dense layer or a convolution with these weights, whose sizes are those of the weight."""
    weight, groups = weights["weight"], numbers.get("groups", 1)
    if kind is LinearSpec:
        return Step(LinearSpec(weight.shape[1], weight.shape[0]), weights, name)
    kernel = (weight.shape[2], weight.shape[3])
    inputs, outputs = (weight.shape[1] * groups, weight.shape[0])
    if kind is ConvTransposeSpec:
        inputs, outputs = weight.shape[0], weight.shape[1] * groups
    return Step(kind(inputs, outputs, kernel, **numbers), weights, name)


def batch_norm_step(
    scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, epsilon: float, name: str = ""
) -> Step:
    """Returns batch norm as its running statistics make it: a factor and a summand for each channel, all (C,)."""
    factor = scale.double() / (variance.double().clamp(min=0) + epsilon).sqrt()
    return affine_step(factor, shift.double() - mean.double() * factor, name)
