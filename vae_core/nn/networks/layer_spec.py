"""The contract of a layer that is given by plain numbers, as a base class, and the checks that all kinds share.

A network comes from a file that may be hostile, so every number has a range, and shapes are computed before any memory
is taken. Shapes: C, H, W of an image inside the network, or (F,) of flat values.
"""

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import Any, ClassVar

from torch import nn

Inner = tuple[int, ...]  # (C, H, W) or (F,)
Pair = tuple[int, int]  # height, width

MOST_SIDE = 64  # of a kernel, a stride, a padding or a factor
MOST_UNITS = 1_000_000  # channels or units of one layer


class LayerSpec(ABC):
    """One layer: its kind and its numbers. Subclasses are frozen dataclasses of whole numbers, words and lists of them."""

    kind: ClassVar[str]

    @abstractmethod
    def module(self) -> nn.Module:
        """Returns the layer."""

    @abstractmethod
    def output(self, shape: Inner) -> Inner:
        """Returns the shape after the layer. Raises a ValueError where the layer does not fit `shape`."""

    @property
    def parameters(self) -> int:
        """The number of weights."""
        return 0

    def products(self, shape: Inner) -> int:
        """Returns the multiplications, or as many steps of other kinds, for one image of `shape` at the input."""
        return 0

    @abstractmethod
    def __str__(self) -> str: ...

    def to_plain(self) -> dict[str, Any]:
        """Returns kind and numbers, JSON-ready."""
        values = {entry.name: getattr(self, entry.name) for entry in fields(self)}  # type: ignore[arg-type]
        return {"kind": self.kind} | {
            name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
        }


def check_count(name: str, value: Any, low: int, high: int) -> None:
    """Raises a ValueError unless `value` is a whole number in the range."""
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{name} of a layer is {str(value)[:40]}; it must be a whole number from {low} to {high:,}")


def check_pair(name: str, value: Any, low: int = 1) -> None:
    """Raises a ValueError unless `value` is a height and a width."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise ValueError(f"{name} of a layer is {str(value)[:40]}; it must be two whole numbers")
    for side in value:
        check_count(name, side, low, MOST_SIDE)


def check_shape(value: Any, lengths: tuple[int, ...]) -> None:
    """Raises a ValueError unless `value` is a shape of one of these lengths."""
    if not isinstance(value, tuple) or len(value) not in lengths:
        raise ValueError(
            f"the shape of a layer is {str(value)[:40]}; it must be {' or '.join(map(str, lengths))} numbers"
        )
    for size in value:
        check_count("shape", size, 1, MOST_UNITS)


def as_image(spec: LayerSpec, shape: Inner) -> tuple[int, int, int]:
    """Returns a shape as C, H, W. Raises a ValueError for flat values."""
    if len(shape) != 3:
        raise ValueError(f"{spec} needs images, and gets {shape_words(shape)} values")
    return shape[0], shape[1], shape[2]


def height_and_width(spec: LayerSpec, shape: Inner, wanted: int) -> Pair:
    """Returns H and W of an image. Raises a ValueError for another number of channels."""
    channels, height, width = as_image(spec, shape)
    if channels != wanted:
        raise ValueError(f"{spec} gets {channels} channels")
    return height, width


def checked_shape(spec: LayerSpec, channels: int, sizes: tuple[int, ...], shape: Inner) -> Inner:
    """Returns C, H, W. Raises a ValueError where nothing is left."""
    if min(sizes) < 1:
        raise ValueError(f"{spec} leaves nothing of {shape_words(shape)} values")
    return (channels, *sizes)


def shape_words(shape: Inner) -> str:
    """Returns a shape as text: "3 x 8 x 8"."""
    return " x ".join(map(str, shape))


def pair_words(pair: Pair) -> str:
    """Returns a height and a width as text: one number where both are equal."""
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}x{pair[1]}"
