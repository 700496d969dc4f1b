"""The standard error of a mean."""

import math

from torch import Tensor


def standard_error(values: Tensor) -> float:
    """Returns the standard error of the mean of `values` (N,); infinite for one value, whose spread is unknown."""
    return float(values.std()) / math.sqrt(len(values)) if len(values) > 1 else math.inf
