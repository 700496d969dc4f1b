"""KL divergences between Gaussians in one dimension, and the two KL fits of a Gaussian to a mixture. In nats."""

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from vae_core.nn.losses import gaussian_log_densities

HERMITE_NODES, HERMITE_WEIGHTS = (torch.from_numpy(part) for part in np.polynomial.hermite_e.hermegauss(96))
HERMITE_WEIGHTS = HERMITE_WEIGHTS / HERMITE_WEIGHTS.sum()  # weights of an average over N(0, 1)
SEARCH_ROUNDS, SEARCH_STEPS = (
    10,
    33,
)  # of the search for the mode-seeking fit: rounds of ever finer grids, and points along a side


class KlParts(NamedTuple):
    """The three terms whose sum is KL(N(mean, sd^2) || N(0, 1)); the last two may be negative one by one."""

    mean: float  # mean^2 / 2: cost of a mean away from 0
    variance: float  # (sd^2 - 1) / 2: cost of a large sd
    log: float  # -log sd: cost of a small sd

    @property
    def total(self) -> float:
        """The divergence, never negative."""
        return sum(self)


def kl_parts(mean: float, sd: float) -> KlParts:
    """KL(N(mean, sd^2) || N(0, 1)) in its parts. Kingma & Welling 2014, appendix B. Raises a ValueError unless sd > 0."""
    _check_sd(sd)
    return KlParts(0.5 * mean**2, 0.5 * (sd**2 - 1), -math.log(sd))


def kl_between(mean: float, sd: float, other_mean: float, other_sd: float) -> float:
    """KL(N(mean, sd^2) || N(other_mean, other_sd^2)), which is not symmetric."""
    _check_sd(sd)
    _check_sd(other_sd)
    return kl_parts((mean - other_mean) / other_sd, sd / other_sd).total


def _tensor(value: float) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)


def _check_sd(sd: float) -> None:
    if not sd > 0:
        raise ValueError(f"a standard deviation is {sd}; it must be above 0")


class TwoGaussians(NamedTuple):
    """A mixture of two Gaussians with the same `sd` and means -distance / 2 and distance / 2."""

    distance: float
    sd: float
    right_weight: float  # of the right Gaussian; the left one has 1 - right_weight

    def log_density(self, x: Tensor) -> Tensor:
        """The logarithm of the density at each x, of any shape."""
        middle, log_var = _tensor(self.distance / 2), _tensor(2 * math.log(self.sd))
        left = gaussian_log_densities(x, -middle, log_var) + math.log(1 - self.right_weight)
        return torch.logaddexp(left, gaussian_log_densities(x, middle, log_var) + math.log(self.right_weight))


class GaussianFit(NamedTuple):
    """A Gaussian and its two divergences from the mixture, in nats."""

    mean: float
    sd: float
    forward: float  # KL(mixture || Gaussian)
    reverse: float  # KL(Gaussian || mixture)


def forward_kl_fit(mixture: TwoGaussians) -> GaussianFit:
    """The Gaussian with the least KL(mixture || Gaussian), which has the mixture's mean and variance. Bishop 2006, 10.1.2."""
    mean = mixture.distance * (mixture.right_weight - 0.5)
    variance = mixture.sd**2 + mixture.distance**2 * mixture.right_weight * (1 - mixture.right_weight)
    return _measured(mixture, mean, math.sqrt(variance))


def reverse_kl_fit(mixture: TwoGaussians) -> GaussianFit:
    """The Gaussian with the least KL(Gaussian || mixture), found on ever finer grids.

    This is the direction of the KL that the ELBO minimises for a posterior.
    """
    mean, log_sd = 0.0, 0.0
    width, height = mixture.distance / 2 + mixture.sd, 2.5
    for _ in range(SEARCH_ROUNDS):
        means = mean + width * torch.linspace(-1, 1, SEARCH_STEPS, dtype=torch.float64)
        log_sds = log_sd + height * torch.linspace(-1, 1, SEARCH_STEPS, dtype=torch.float64)
        row, column = divmod(int(reverse_kl(mixture, means[:, None], log_sds.exp()).argmin()), SEARCH_STEPS)
        mean, log_sd = float(means[row]), float(log_sds[column])
        width, height = width / 4, height / 4
    return _measured(mixture, mean, math.exp(log_sd))


def _measured(mixture: TwoGaussians, mean: float, sd: float) -> GaussianFit:
    reverse = float(reverse_kl(mixture, _tensor(mean), _tensor(sd)))
    # A quadrature of a divergence that is 0 may end a rounding below it, which a table shows as -0.000.
    return GaussianFit(mean, sd, max(0.0, forward_kl(mixture, mean, sd)), max(0.0, reverse))


def reverse_kl(mixture: TwoGaussians, mean: Tensor, sd: Tensor) -> Tensor:
    """KL(N(mean, sd^2) || mixture) by Gauss-Hermite quadrature; mean and sd may be grids."""
    z = mean[..., None] + sd[..., None] * HERMITE_NODES
    log_q = -0.5 * HERMITE_NODES.square() - sd[..., None].log() - 0.5 * math.log(2 * math.pi)
    return ((log_q - mixture.log_density(z)) * HERMITE_WEIGHTS).sum(-1)


def forward_kl(mixture: TwoGaussians, mean: float, sd: float) -> float:
    """KL(mixture || N(mean, sd^2)), with one quadrature for each Gaussian of the mixture."""
    total = 0.0
    for middle, weight in (
        (-mixture.distance / 2, 1 - mixture.right_weight),
        (mixture.distance / 2, mixture.right_weight),
    ):
        x = middle + mixture.sd * HERMITE_NODES
        other = gaussian_log_densities(x, _tensor(mean), _tensor(2 * math.log(sd)))
        total += weight * float(((mixture.log_density(x) - other) * HERMITE_WEIGHTS).sum())
    return total
