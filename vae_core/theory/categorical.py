"""The cost of one value out of K classes: by one categorical distribution, and by K independent Bernoullis. In nats."""

import torch
from torch import Tensor


def even_rest(classes: int, confidence: float) -> Tensor:
    """Probabilities (K,) of K classes: `confidence` for the first, the rest shared equally by the others.

    Raises a ValueError for fewer than two classes, or a confidence that is not between 0 and 1.
    """
    if classes < 2 or not 0 < confidence < 1:
        raise ValueError(f"{classes} classes and confidence {confidence}; choose at least 2, and between 0 and 1")
    rest = torch.full((classes - 1,), (1 - confidence) / (classes - 1), dtype=torch.float64)
    return torch.cat([torch.tensor([confidence], dtype=torch.float64), rest])


def categorical_nll(probabilities: Tensor, value: int) -> float:
    """-log p of class `value` under a categorical distribution (K,)."""
    return float(-probabilities[value].log())


def binary_nll(probabilities: Tensor, value: int) -> float:
    """The sum of K binary cross-entropies for the one-hot vector of class `value`."""
    others = torch.cat([probabilities[:value], probabilities[value + 1 :]])
    return float(-probabilities[value].log() - torch.log1p(-others).sum())


def cost_curves(classes: int) -> tuple[Tensor, Tensor, Tensor]:
    """Probabilities of the right class, the categorical cost at each, and the sum of binary cross-entropies: three (97,)."""
    shares = torch.linspace(0.02, 0.98, 97, dtype=torch.float64)
    outputs = [even_rest(classes, float(share)) for share in shares]
    categorical = torch.tensor([categorical_nll(output, 0) for output in outputs])
    return shares, categorical, torch.tensor([binary_nll(output, 0) for output in outputs])


def one_hot_mass(probabilities: Tensor) -> float:
    """The probability that K independent Bernoullis give exactly one class; the rest is on vectors that are no class."""
    return float(sum(torch.tensor(-binary_nll(probabilities, value)).exp() for value in range(len(probabilities))))
