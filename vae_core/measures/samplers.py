"""Where the codes of new images are drawn from: the prior, the codes of the data, or a mixture fitted to them.

A model decodes well only where it has put data. The prior is where the objective asked them to be; the other two are
where they are. Shapes: N images, M draws, D latent dimensions, K components.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Generator, Tensor

from vae_core.models import Model, Posterior

SAMPLERS = {
    "prior": "the prior, which the objective pulls the codes to",
    "aggregate": "the aggregate posterior: a random image, then a draw from its posterior",
    "mixture": "a Gaussian mixture fitted to the means of the images",
}
MIXTURE_COMPONENTS = 10
FITTED_CODES = 5000  # means that a mixture is fitted to


def check_sampling(count: int, temperature: float) -> None:
    """Raise a ValueError where so many draws, or so hot ones, cannot be."""
    if count < 1:
        raise ValueError(f"count is {count}; it must be at least 1")
    if not 0 <= temperature < float("inf"):
        raise ValueError(f"temperature is {temperature:g}; it must be at least 0")


@torch.no_grad()
def from_prior(
    model: Model, count: int, generator: Generator, temperature: float = 1.0, labels: Tensor | None = None
) -> Tensor:
    """Codes (M, D) from the model's prior, N(0, I) where it has none; `temperature` multiplies the deviations.

    A conditional model's prior may depend on the `labels` (M,).
    """
    check_sampling(count, temperature)
    return model.draw_codes(count, generator, temperature, labels)


def from_aggregate(codes: Posterior, count: int, generator: Generator, temperature: float = 1.0) -> Tensor:
    """Codes (M, D) from the mean of all posteriors, two (N, D); at temperature 0 they are means of images.

    q(z) of Makhzani et al. 2016 and Hoffman & Johnson 2016. A log-variance of minus infinity is a code without a spread.
    """
    check_sampling(count, temperature)
    if not len(codes.mean):
        raise ValueError("no codes to draw from; choose a class that the run has seen")
    rows = torch.randint(len(codes.mean), (count,), generator=generator)
    noise = torch.randn(count, codes.mean.shape[1], generator=generator)
    return codes.mean[rows] + temperature * (0.5 * codes.log_var[rows]).exp() * noise


@dataclass(frozen=True)
class FittedMixture:
    """K Gaussians: weights (K,), means (K, D), and L of each covariance L L^T (K, D, D), in float64."""

    weights: Tensor
    means: Tensor
    factors: Tensor

    def draw(self, count: int, generator: Generator, temperature: float = 1.0) -> Tensor:
        """Codes (M, D) from the mixture; `temperature` multiplies the deviations from a component's mean."""
        check_sampling(count, temperature)
        chosen = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        noise = torch.randn(count, self.means.shape[1], generator=generator, dtype=torch.float64)
        spread = torch.einsum("mde,me->md", self.factors[chosen], noise)
        return (self.means[chosen] + temperature * spread).float()


def fit_mixture(means: Tensor, components: int = MIXTURE_COMPONENTS, seed: int = 0) -> FittedMixture:
    """The mixture that expectation-maximisation finds for the means (N, D) of images, of FITTED of them at most.

    Ghosh et al. 2020, "From variational to deterministic autoencoders", section 4: ex-post density estimation.
    """
    from sklearn.mixture import GaussianMixture  # here, because it takes a second that no other page should wait for

    if not 1 <= components <= len(means):
        raise ValueError(f"components is {components}; with {len(means)} codes it must be from 1 to {len(means)}")
    rows = torch.randperm(len(means), generator=Generator().manual_seed(seed))[:FITTED_CODES]
    values = means[rows].double().numpy()
    # A dimension that never moves has variance 0; sklearn's own floor of 1e-6 suits data of about unit scale.
    floor = 1e-6 * max(1e-6, float(np.mean(values.var(0))))
    fitted = GaussianMixture(components, reg_covar=floor, random_state=seed, max_iter=200).fit(values)
    factors = np.linalg.cholesky(fitted.covariances_)
    return FittedMixture(*(torch.from_numpy(np.asarray(part)) for part in (fitted.weights_, fitted.means_, factors)))
