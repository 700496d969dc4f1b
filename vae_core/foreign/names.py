"""The names of two layers of equal shape: they tell which of the two gives the mean and which the spread."""

import re

_SPREAD = re.compile(r"var|std|sigma|scale|lv$|_s$", re.IGNORECASE)


def names_spread(name: str, beside: str) -> bool:
    """Returns True if `name` is that of a log-variance or another spread, beside the layer `beside` of equal shape.

    Only that part counts in which the two differ: the module of both may be called "variational_encoder".
    """
    own, other = name.split("."), beside.split(".")
    shared = next((n for n, (a, b) in enumerate(zip(own, other, strict=False)) if a != b), min(len(own), len(other)))
    part, twin = ".".join(own[shared:]), ".".join(other[shared:])
    is_second = "22" in part and part.replace("22", "21") == twin  # fc21 and fc22 of PyTorch's example
    return is_second or _SPREAD.search(part) is not None
