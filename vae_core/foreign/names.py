"""The names of two layers of equal shape: they tell which of the two gives the mean and which the spread."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from torch import Tensor

_SPREAD = re.compile(r"var|std|sigma|scale|lv$|_s$", re.IGNORECASE)


class Named(Protocol):
    """A layer with a name and a weight."""

    @property
    def name(self) -> str:
        """The name in the file."""

    @property
    def weight(self) -> Tensor:
        """The weights."""


_Layer = TypeVar("_Layer", bound=Named)


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
