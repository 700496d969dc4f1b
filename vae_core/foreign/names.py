"""The names of layers: they tell encoder and decoder, and of two equal heads the one that gives the spread."""

import re
from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

from torch import Tensor

_SPREAD = re.compile(r"var|std|sigma|scale|lv$|_s$", re.IGNORECASE)
_WHOLE = re.compile(r"auto_?encoder", re.IGNORECASE)  # of both sides
Side = Literal["encoder", "decoder", ""]


class Named(Protocol):
    """A layer with a name and a weight."""

    @property
    def name(self) -> str:
        """The name in the file."""

    @property
    def weight(self) -> Tensor:
        """The weights."""


_Layer = TypeVar("_Layer", bound=Named)


def sides(names: Sequence[str]) -> dict[str, Side]:
    """Returns the side that each name states; empty for a name that states none.

    Modules around all layers do not count: both halves of a model may be in one that is called "variational_encoder".
    """
    parts = [name.split(".") for name in names]
    shared = 0
    while all(len(own) > shared + 1 and own[shared] == parts[0][shared] for own in parts):
        shared += 1
    return {name: _side(".".join(own[shared:])) for name, own in zip(names, parts, strict=True)}


def _side(name: str) -> Side:
    own = _WHOLE.sub("", name).lower()
    return "decoder" if "dec" in own else "encoder" if "enc" in own else ""


def pairs_of_heads(layers: Sequence[_Layer]) -> list[tuple[_Layer, _Layer]]:
    """Returns the layers of equal shape that may give mean and log-variance, the pairs whose names say so first."""
    pairs = [
        (mean, log_var)
        for mean in layers
        for log_var in layers
        if mean is not log_var
        and mean.weight.shape == log_var.weight.shape
        and not _names_spread(mean.name, log_var.name)
    ]
    return sorted(pairs, key=lambda pair: not _names_spread(pair[1].name, pair[0].name))


def _names_spread(name: str, beside: str) -> bool:
    """Returns True if `name` is that of a log-variance or another spread, beside the layer `beside` of equal shape.

    Only that part counts in which the two differ: the module of both may be called "variational_encoder".
    """
    own, other = name.split("."), beside.split(".")
    shared = next((n for n, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    part, twin = ".".join(own[shared:]), ".".join(other[shared:])
    is_second = "22" in part and part.replace("22", "21") == twin  # fc21 and fc22 of PyTorch's example
    return is_second or _SPREAD.search(part) is not None
