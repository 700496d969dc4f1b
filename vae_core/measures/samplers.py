"""Samplers of codes for new images: the prior, the aggregate posterior, or a mixture fitted to the codes.

A model decodes well only near codes of data. The objective moves codes towards the prior; the other two samplers follow
the codes as they are. Shapes: N images, M samples, D latent dimensions, K components.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from vae_core.models import Model, Posterior

SAMPLERS = {
    "prior": "the prior, towards which the objective moves the codes",
    "aggregate": "the aggregate posterior: a random image, then a sample of its posterior",
    "mixture": "a Gaussian mixture fitted to the means of the images",
}
MIXTURE_COMPONENTS = 10
FITTED_CODES = 5000  # at most, to which a mixture is fitted


def check_sampling(count: int, temperature: float) -> None:
    """Raises a ValueError for an invalid count or temperature."""
    if count < 1:
        raise ValueError(f"count is {count}; choose at least 1")
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is {temperature:g}; choose a finite value of at least 0")


@torch.no_grad()
def from_prior(
    model: Model, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
) -> Tensor:
    """Samples codes (M, D) from the model's prior, N(0, I) where it has none; `temperature` scales the deviations.

    A conditional model's prior may depend on the `labels` (M,).
    """
    check_sampling(count, temperature)
    return model.draw_codes(count, generator, temperature, labels)


def from_aggregate(codes: Posterior, count: int, generator: Generator, temperature: float = 1.0) -> Tensor:
    """Samples codes (M, D) from the aggregate posterior of posteriors, two (N, D); at temperature 0, posterior means.

    q(z) of Makhzani et al. 2016 and Hoffman & Johnson 2016. A log-variance of minus infinity means a code without spread.
    """
    check_sampling(count, temperature)
    if not len(codes.mean):
        raise ValueError("there are no codes of this class; choose a class of the training images")
    rows = torch.randint(len(codes.mean), (count,), generator=generator)
    noise = torch.randn(count, codes.mean.shape[1], generator=generator)
    return codes.mean[rows] + temperature * (0.5 * codes.log_var[rows]).exp() * noise


@dataclass(frozen=True)
class FittedMixture:
    """K Gaussians: weights (K,), means (K, D), and L of each covariance L L^T (K, D, D), in float64."""

    weights: Tensor
    means: Tensor
    factors: Tensor

    def sample(self, count: int, generator: Generator, temperature: float = 1.0) -> Tensor:
        """Samples codes (M, D) from the mixture; `temperature` scales the deviations from a component's mean."""
        check_sampling(count, temperature)
        chosen = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        noise = torch.randn(count, self.means.shape[1], generator=generator, dtype=torch.float64)
        spread = torch.einsum("mde,me->md", self.factors[chosen], noise)
        return (self.means[chosen] + temperature * spread).float()


def fit_mixture(means: Tensor, components: int = MIXTURE_COMPONENTS, seed: int = 0) -> FittedMixture:
    """Fits a mixture to the posterior means (N, D) of at most FITTED_CODES images by expectation-maximisation.

    Ghosh et al. 2020, "From variational to deterministic autoencoders", section 4: ex-post density estimation.
    """
    from sklearn.mixture import GaussianMixture  # imported here, because the import takes a second

    if not 1 <= components <= len(means):
        raise ValueError(f"components is {components}; for {len(means)} codes choose from 1 to {len(means)}")
    rows = torch.randperm(len(means), generator=Generator().manual_seed(seed))[:FITTED_CODES]
    values = means[rows].double().numpy()
    # A constant dimension has variance 0; scikit-learn's floor of 1e-6 suits data of about unit scale.
    floor = 1e-6 * max(1e-6, float(np.mean(values.var(0))))
    fitted = GaussianMixture(components, reg_covar=floor, random_state=seed, max_iter=200).fit(values)
    factors = np.linalg.cholesky(fitted.covariances_)
    return FittedMixture(*(torch.from_numpy(np.asarray(part)) for part in (fitted.weights_, fitted.means_, factors)))
