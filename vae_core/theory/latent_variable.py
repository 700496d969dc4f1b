"""A latent variable model with one code z and one observed number x, small enough to compute p(x) by a sum.

p(z) = N(0, 1), p(x|z) = N(decoder_mean(z), SD^2). All terms are nats.
"""

import torch
from torch import Tensor

from vae_core.nn.losses import gaussian_log_densities

SD = 0.5  # of p(x|z)
CODES = torch.linspace(-12, 12, 4801, dtype=torch.float64)  # of the sums; 5 sd beyond the farthest mean of a lesson's q


def decoder_mean(z: Tensor) -> Tensor:
    """The mean of p(x|z): most codes give an x near -2 or near 2."""
    return 2 * torch.tanh(2 * z)


def log_joint(x: float, z: Tensor) -> Tensor:
    """log p(x, z) = log p(z) + log p(x|z) at codes (N,): (N,)."""
    return log_normal(z, 0.0, 1.0) + log_normal(torch.full_like(z, x), decoder_mean(z), SD)


def log_normal(value: Tensor, mean: Tensor | float, sd: float) -> Tensor:
    """log N(value; mean, sd^2)."""
    centre = torch.as_tensor(mean, dtype=value.dtype)
    return gaussian_log_densities(value, centre, 2 * torch.tensor(sd, dtype=value.dtype).log())


def log_marginal(x: float) -> float:
    """log p(x), the integral of p(x, z) over all codes, as a sum over the grid."""
    return float(torch.trapezoid(log_joint(x, CODES).exp(), CODES).log())


def gaussian_elbo(x: float, mean: float, sd: float) -> float:
    """The ELBO of the posterior q(z|x) = N(mean, sd^2)."""
    log_q = log_normal(CODES, mean, sd)
    return float(torch.trapezoid(log_q.exp() * (log_joint(x, CODES) - log_q), CODES))


def grid_seconds(points: int, latent_dim: int, codes_per_second: float) -> float:
    """The seconds that a sum over a grid with so many points along each latent dimension takes."""
    return float(points) ** latent_dim / codes_per_second
