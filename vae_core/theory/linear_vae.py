"""The optimum of a linear beta-VAE, from the variances of the images along their principal components.

Lucas et al. 2019; Tipping & Bishop 1999. `variances` are all P eigenvalues of the covariance, the largest first.
"""

import math
from typing import NamedTuple

from torch import Tensor


class LinearOptimum(NamedTuple):
    """The optimum of distortion + beta * rate with a Gaussian decoder of fixed variance; nats per image."""

    rates: Tensor  # (D,) KL of each latent dimension; 0 where it is inactive
    posterior_sds: Tensor  # (D,) 1 where it is inactive
    distortion: float

    @property
    def rate(self) -> float:
        """The sum of the KL over dimensions."""
        return float(self.rates.sum())

    @property
    def active(self) -> int:
        """The number of active dimensions."""
        return int((self.rates > 0).sum())


def linear_optimum(variances: Tensor, latent_dim: int, beta: float, decoder_variance: float = 1.0) -> LinearOptimum:
    """Returns the optimum: a dimension is active where images vary by more than beta * decoder_variance along it.

    Raises a ValueError unless both are above 0.
    """
    threshold = beta * decoder_variance
    if not threshold > 0:
        raise ValueError(f"beta is {beta} and the decoder's variance {decoder_variance}; both must be above 0")
    kept = variances[:latent_dim].double()
    rates = (0.5 * (kept / threshold).log()).clamp(min=0)
    squared_error = kept.clamp(max=threshold).sum() + variances[latent_dim:].double().sum()
    log_constant = len(variances) * math.log(2 * math.pi * decoder_variance)
    sds = (threshold / kept.clamp(min=threshold)).sqrt()
    return LinearOptimum(rates, sds, float(0.5 * (squared_error / decoder_variance + log_constant)))


def implied_variance(error_weight: float, kl_weight: float = 1.0) -> float:
    """The decoder variance that makes error_weight * (sum of squared errors) + kl_weight * KL a multiple of -ELBO.

    For a Gaussian, -log p(x|z) is the sum of squares / (2 variance), so the variance is kl_weight / (2 error_weight).
    """
    if not (error_weight > 0 and kl_weight > 0):
        raise ValueError(f"the weights are {error_weight} and {kl_weight}; both must be above 0")
    return kl_weight / (2 * error_weight)
