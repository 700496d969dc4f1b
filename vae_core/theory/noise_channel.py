"""A noisy channel: what is left of a number after Gaussian noise. Information in nats."""

import math

import torch
from torch import Tensor
from torch.special import ndtr

INTEGRATION_POINTS = 20_001  # of the sum over what is heard
REACH = 9.0  # standard deviations of the noise beyond which nothing is heard


def two_word_accuracy(distance: float, sd: float) -> float:
    """How often the nearer of two words, `distance` apart and equally frequent, is the one that was sent.

    Phi(distance / (2 sd)): the noise has to carry it less than half the way.
    """
    _check(sd)
    return float(ndtr(torch.tensor(distance / (2 * sd), dtype=torch.float64)))


def information(sd: float, length: float = 10.0) -> float:
    """I(X; Y) for X even over [0, length] and Y = X + N(0, sd^2): the entropy of Y less that of the noise, in nats."""
    _check(sd)
    y = _heard(-REACH * sd, length + REACH * sd)
    density = (ndtr(y / sd) - ndtr((y - length) / sd)) / length
    return max(0.0, _entropy(density, y) - 0.5 * math.log(2 * math.pi * math.e * sd**2))


def two_word_information(distance: float, sd: float) -> float:
    """The same where X is one of two words `distance` apart: at most log 2."""
    _check(sd)
    y = _heard(-REACH * sd, distance + REACH * sd)
    heard = torch.exp(-0.5 * (y / sd) ** 2) + torch.exp(-0.5 * ((y - distance) / sd) ** 2)
    density = heard / (2 * sd * math.sqrt(2 * math.pi))
    return max(0.0, _entropy(density, y) - 0.5 * math.log(2 * math.pi * math.e * sd**2))


def _heard(low: float, high: float) -> Tensor:
    return torch.linspace(low, high, INTEGRATION_POINTS, dtype=torch.float64)


def _entropy(density: Tensor, y: Tensor) -> float:
    return float(torch.trapezoid(torch.special.entr(density), y))


def _check(sd: float) -> None:
    if not sd > 0:
        raise ValueError(f"the noise's standard deviation is {sd}; it must be above 0")
