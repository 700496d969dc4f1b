"""The linear-Gaussian model, for which log p(x), the true posterior, the gap and the ELBO are exact. In nats.

p(z) = N(0, I), p(x|z) = N(W z, sd^2 I). Tipping & Bishop 1999. Shapes: P values of x, D latent dimensions; float64.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.distributions import MultivariateNormal, kl_divergence

from vae_core.nn.losses import LOG_2PI


class FullPosterior(NamedTuple):
    """A Gaussian over z with a full covariance: (D,) and (D, D)."""

    mean: Tensor
    covariance: Tensor


@dataclass(frozen=True, eq=False)
class LinearGaussian:
    """W (P, D) and the standard deviation of the noise."""

    weight: Tensor
    sd: float

    def __post_init__(self) -> None:
        if not self.sd > 0:
            raise ValueError(f"the noise's standard deviation is {self.sd}; it must be above 0")

    @property
    def precision(self) -> Tensor:
        """M = W^T W + sd^2 I (D, D); the posterior's covariance is sd^2 M^-1."""
        eye = torch.eye(self.weight.shape[1], dtype=torch.float64)
        return self.weight.T @ self.weight + self.sd**2 * eye

    def log_evidence(self, x: Tensor) -> float:
        """log p(x) of one x (P,)."""
        covariance = self.weight @ self.weight.T + self.sd**2 * torch.eye(len(x), dtype=torch.float64)
        squares = x @ torch.linalg.solve(covariance, x)
        return float(-0.5 * (squares + torch.logdet(covariance) + len(x) * LOG_2PI))

    def true_posterior(self, x: Tensor) -> FullPosterior:
        """p(z|x), a Gaussian whose covariance does not depend on x."""
        mean = torch.linalg.solve(self.precision, self.weight.T @ x)
        return FullPosterior(mean, self.sd**2 * torch.linalg.inv(self.precision))

    def best_diagonal(self, x: Tensor) -> FullPosterior:
        """The nearest Gaussian with independent dimensions: the true mean, and variances sd^2 / M_jj."""
        return self.tilted(x, 0.0)

    def tilted(self, x: Tensor, tilt: float) -> FullPosterior:
        """From the best diagonal posterior (tilt 0) to the true one (tilt 1): M keeps that share of what is off its diagonal."""
        diagonal = torch.diag(self.precision.diagonal())
        precision = diagonal + tilt * (self.precision - diagonal)
        return FullPosterior(self.true_posterior(x).mean, self.sd**2 * torch.linalg.inv(precision))

    def elbo(self, x: Tensor, posterior: FullPosterior) -> float:
        """E_q[log p(x|z)] - KL(q || p(z)) for any Gaussian q, in closed form."""
        mean, covariance = posterior
        error = (x - self.weight @ mean).square().sum() + (self.weight @ covariance @ self.weight.T).trace()
        likelihood = -0.5 * (error / self.sd**2 + len(x) * (LOG_2PI + 2 * math.log(self.sd)))
        prior = MultivariateNormal(torch.zeros_like(mean), torch.eye(len(mean), dtype=torch.float64))
        return float(likelihood - kl_divergence(MultivariateNormal(mean, covariance), prior))

    def gap(self, x: Tensor, posterior: FullPosterior) -> float:
        """KL(q || p(z|x)) = log p(x) - ELBO."""
        return float(kl_divergence(MultivariateNormal(*posterior), MultivariateNormal(*self.true_posterior(x))))

    def diagonal_gap(self) -> float:
        """The least gap with independent dimensions: 0.5 (sum_j log M_jj - log det M), the same for every x."""
        return float(0.5 * (self.precision.diagonal().log().sum() - torch.logdet(self.precision)))


def two_columns(degrees: float, sd: float, long: float = 1.5, short: float = 1.0) -> LinearGaussian:
    """A model of two values and two latent dimensions, with `degrees` between the columns of W."""
    angle = math.radians(degrees)
    columns = [[long, short * math.cos(angle)], [0.0, short * math.sin(angle)]]
    return LinearGaussian(torch.tensor(columns, dtype=torch.float64), sd)


def shifted_posterior(posterior: FullPosterior, shift: float, width: float) -> FullPosterior:
    """The posterior with its mean moved by `shift` in the first dimension and its standard deviations times `width`."""
    moved = posterior.mean + torch.tensor([shift] + [0.0] * (len(posterior.mean) - 1), dtype=torch.float64)
    return FullPosterior(moved, posterior.covariance * width**2)


EXAMPLE = torch.tensor([1.5, 1.0], dtype=torch.float64)  # the x of the lesson
