"""Kullback-Leibler divergences between Gaussians in one dimension, and the two ways to fit one to a mixture. In nats."""

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from vae_core.nn.losses import gaussian_log_densities

HERMITE_NODES, HERMITE_WEIGHTS = (torch.from_numpy(part) for part in np.polynomial.hermite_e.hermegauss(96))
HERMITE_WEIGHTS = HERMITE_WEIGHTS / HERMITE_WEIGHTS.sum()  # of an average over N(0, 1)
SEARCH_ROUNDS, SEARCH_STEPS = (
    10,
    33,
)  # of the search for the mode-seeking fit: rounds of ever finer grids, and points along a side


class KlParts(NamedTuple):
    """The three terms whose sum is KL(N(mean, sd^2) || N(0, 1)); the last two may be negative one by one."""

    mean: float  # mean^2 / 2: distance from the middle
    variance: float  # (sd^2 - 1) / 2: being wide
    log: float  # -log sd: being narrow

    @property
    def total(self) -> float:
        """The divergence, never negative."""
        return sum(self)


def kl_parts(mean: float, sd: float) -> KlParts:
    """KL(N(mean, sd^2) || N(0, 1)) in its parts. Kingma & Welling 2014, Appendix B. ValueError unless sd > 0."""
    _check_sd(sd)
    return KlParts(0.5 * mean**2, 0.5 * (sd**2 - 1), -math.log(sd))


def kl_between(mean: float, sd: float, other_mean: float, other_sd: float) -> float:
    """KL(N(mean, sd^2) || N(other_mean, other_sd^2)), which changes when the two change places."""
    _check_sd(sd)
    _check_sd(other_sd)
    return kl_parts((mean - other_mean) / other_sd, sd / other_sd).total


def _tensor(value: float) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)


def _check_sd(sd: float) -> None:
    if not sd > 0:
        raise ValueError(f"a standard deviation is {sd}; it must be above 0")


class TwoGaussians(NamedTuple):
    """A mixture of two Gaussians of one width, `apart` from each other around 0; the right one has weight `right`."""

    apart: float
    sd: float
    right: float

    def log_density(self, x: Tensor) -> Tensor:
        """The logarithm of the density at each x, of any shape."""
        middle, log_var = _tensor(self.apart / 2), _tensor(2 * math.log(self.sd))
        left = gaussian_log_densities(x, -middle, log_var) + math.log(1 - self.right)
        return torch.logaddexp(left, gaussian_log_densities(x, middle, log_var) + math.log(self.right))


class GaussianFit(NamedTuple):
    """A Gaussian and its two divergences from the hills, in nats."""

    mean: float
    sd: float
    forward: float  # KL(hills || Gaussian)
    reverse: float  # KL(Gaussian || hills)


def forward_kl_fit(hills: TwoGaussians) -> GaussianFit:
    """The Gaussian with the least KL(hills || Gaussian): the one with the same mean and variance. Bishop 2006, 10.1.2."""
    mean = hills.apart * (hills.right - 0.5)
    variance = hills.sd**2 + hills.apart**2 * hills.right * (1 - hills.right)
    return _measured(hills, mean, math.sqrt(variance))


def reverse_kl_fit(hills: TwoGaussians) -> GaussianFit:
    """The Gaussian with the least KL(Gaussian || hills), found on ever finer grids: the shape of an ELBO's posterior."""
    mean, log_sd = 0.0, 0.0
    width, height = hills.apart / 2 + hills.sd, 2.5
    for _ in range(SEARCH_ROUNDS):
        means = mean + width * torch.linspace(-1, 1, SEARCH_STEPS, dtype=torch.float64)
        log_sds = log_sd + height * torch.linspace(-1, 1, SEARCH_STEPS, dtype=torch.float64)
        row, column = divmod(int(reverse_kl(hills, means[:, None], log_sds.exp()).argmin()), SEARCH_STEPS)
        mean, log_sd = float(means[row]), float(log_sds[column])
        width, height = width / 4, height / 4
    return _measured(hills, mean, math.exp(log_sd))


def _measured(hills: TwoGaussians, mean: float, sd: float) -> GaussianFit:
    reverse = float(reverse_kl(hills, _tensor(mean), _tensor(sd)))
    return GaussianFit(mean, sd, forward_kl(hills, mean, sd), reverse)


def reverse_kl(hills: TwoGaussians, mean: Tensor, sd: Tensor) -> Tensor:
    """KL(N(mean, sd^2) || hills) by Gauss-Hermite quadrature; mean and sd may be a grid."""
    z = mean[..., None] + sd[..., None] * HERMITE_NODES
    log_q = -0.5 * HERMITE_NODES.square() - sd[..., None].log() - 0.5 * math.log(2 * math.pi)
    return ((log_q - hills.log_density(z)) * HERMITE_WEIGHTS).sum(-1)


def forward_kl(hills: TwoGaussians, mean: float, sd: float) -> float:
    """KL(hills || N(mean, sd^2)): the quadrature is done around each hill."""
    total = 0.0
    for middle, weight in ((-hills.apart / 2, 1 - hills.right), (hills.apart / 2, hills.right)):
        x = middle + hills.sd * HERMITE_NODES
        other = gaussian_log_densities(x, _tensor(mean), _tensor(2 * math.log(sd)))
        total += weight * float(((hills.log_density(x) - other) * HERMITE_WEIGHTS).sum())
    return total
