"""The Gaussian noise channel: information and accuracy of a number received with noise. Information in nats."""

import math

import torch
from torch import Tensor
from torch.special import ndtr

INTEGRATION_POINTS = 20_001  # of the integral over received values
REACH = 9.0  # standard deviations of the noise, beyond which the density is negligible


def two_word_accuracy(distance: float, sd: float) -> float:
    """The accuracy of choosing the nearer of two equally frequent words that are `distance` apart.

    Phi(distance / (2 sd)): the choice is correct if the noise moves the value less than half the distance.
    """
    _check(sd)
    return float(ndtr(torch.tensor(distance / (2 * sd), dtype=torch.float64)))


def information(sd: float, length: float = 10.0) -> float:
    """I(X; Y) for X uniform on [0, length] and Y = X + N(0, sd^2): the entropy of Y minus that of the noise, in nats."""
    _check(sd)
    y = _received(-REACH * sd, length + REACH * sd)
    density = (ndtr(y / sd) - ndtr((y - length) / sd)) / length
    return max(0.0, _entropy(density, y) - 0.5 * math.log(2 * math.pi * math.e * sd**2))


def two_word_information(distance: float, sd: float) -> float:
    """I(X; Y) where X is one of two equally frequent words that are `distance` apart: at most log 2."""
    _check(sd)
    y = _received(-REACH * sd, distance + REACH * sd)
    received = torch.exp(-0.5 * (y / sd) ** 2) + torch.exp(-0.5 * ((y - distance) / sd) ** 2)
    density = received / (2 * sd * math.sqrt(2 * math.pi))
    return max(0.0, _entropy(density, y) - 0.5 * math.log(2 * math.pi * math.e * sd**2))


def _received(low: float, high: float) -> Tensor:
    return torch.linspace(low, high, INTEGRATION_POINTS, dtype=torch.float64)


def _entropy(density: Tensor, y: Tensor) -> float:
    return float(torch.trapezoid(torch.special.entr(density), y))


def _check(sd: float) -> None:
    if not sd > 0:
        raise ValueError(f"the noise's standard deviation is {sd}; it must be above 0")
