"""Priors p(z): standard normal, Gaussian with any covariance, mixture, mixture of posteriors (VampPrior).

Shapes: N images, D latent dimensions, K components. The j-th number of a density (N, D) is
log p(z_j | z_1 .. z_j-1), so that a KL has one part for each dimension, and the parts add up to the KL.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Generator, Tensor, nn

from vae_core.datasets import ImageSet
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.nn.losses import LOG_2PI, gaussian_kl, gaussian_log_densities
from vae_core.nn.networks import Architecture
from vae_core.settings import setting

Encode = Callable[[Tensor], tuple[Tensor, Tensor]]  # images (K, C, H, W) -> means and log-variances (K, D)


class Mixture(NamedTuple):
    """A prior as a mixture of Gaussians, which each prior here is."""

    weights: Tensor  # (K,), adding up to 1
    means: Tensor  # (K, D)
    covariances: Tensor  # (K, D, D)

    def to_plain(self) -> dict[str, Any]:
        """Returns the same as lists of numbers, JSON-ready."""
        return {name: values.detach().tolist() for name, values in self._asdict().items()}


class Prior(nn.Module):
    """One p(z). Its KL is estimated at a sample of z; a subclass with a closed form overrides `kl`."""

    has_components: ClassVar[bool] = False  # whether the setting prior_components has an effect

    @classmethod
    def build(cls, components: int, architecture: Architecture, encode: Encode) -> "Prior":
        """Returns the prior of a model with these networks, whose posteriors `encode` gives."""
        raise NotImplementedError

    def initialise(self, image_set: ImageSet) -> None:
        """Sets the parameters that the training images determine without optimizer steps."""

    def log_density(self, z: Tensor) -> Tensor:
        """Returns log p(z_j | z_1 .. z_j-1) in nats: (N, D) -> (N, D)."""
        raise NotImplementedError

    def kl(self, mean: Tensor, log_var: Tensor, z: Tensor) -> Tensor:
        """Returns the KL of each posterior N(mean, exp(log_var)) to this prior, by dimension, in nats: (N, D).

        Estimated at one sample z of each posterior: unbiased, and sometimes below zero.
        """
        return gaussian_log_densities(z, mean, log_var) - self.log_density(z)

    def sample(self, noise: Tensor, generator: Generator) -> Tensor:
        """Returns samples made from standard normal noise: (N, D) -> (N, D). Zeros give the prior's mean, or its means."""
        raise NotImplementedError

    def mixture(self) -> Mixture:
        """Returns the prior's weights, means and covariances."""
        raise NotImplementedError


class StandardPrior(Prior):
    """N(0, I), the only prior without parameters."""

    def __init__(self, latent_dim: int) -> None:
        super().__init__()
        self.latent_dim = latent_dim

    @classmethod
    def build(cls, components: int, architecture: Architecture, encode: Encode) -> Prior:
        return cls(architecture.latent_dim)

    def log_density(self, z: Tensor) -> Tensor:
        return -0.5 * (z.square() + LOG_2PI)

    def kl(self, mean: Tensor, log_var: Tensor, z: Tensor) -> Tensor:
        return gaussian_kl(mean, log_var)

    def sample(self, noise: Tensor, generator: Generator) -> Tensor:
        return noise

    def mixture(self) -> Mixture:
        return Mixture(torch.ones(1), torch.zeros(1, self.latent_dim), torch.eye(self.latent_dim)[None])


class GaussianPrior(Prior):
    """N(m, (A^T A)^-1) with a learned mean and a learned triangular A; A (z - m) has the distribution N(0, I)."""

    def __init__(self, latent_dim: int) -> None:
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(latent_dim))
        self.below = nn.Parameter(
            torch.zeros(latent_dim, latent_dim)
        )  # below A's diagonal; the other entries have no effect
        self.log_diagonal = nn.Parameter(torch.zeros(latent_dim))

    @classmethod
    def build(cls, components: int, architecture: Architecture, encode: Encode) -> Prior:
        return cls(architecture.latent_dim)

    def whitening(self) -> Tensor:
        """Returns A, lower triangular with a positive diagonal: (D, D)."""
        return self.below.tril(-1) + self.log_diagonal.exp().diag()

    def log_density(self, z: Tensor) -> Tensor:
        white = (z - self.mean) @ self.whitening().T
        return self.log_diagonal - 0.5 * (white.square() + LOG_2PI)

    def kl(self, mean: Tensor, log_var: Tensor, z: Tensor) -> Tensor:
        a = self.whitening()
        squares = ((mean - self.mean) @ a.T).square() + log_var.exp() @ a.square().T
        return 0.5 * (squares - log_var - 1) - self.log_diagonal

    def sample(self, noise: Tensor, generator: Generator) -> Tensor:
        turned: Tensor = torch.linalg.solve_triangular(self.whitening(), noise.T, upper=False).T
        return self.mean + turned

    def mixture(self) -> Mixture:
        a = self.whitening()
        return Mixture(torch.ones(1), self.mean[None], torch.linalg.inv(a.T @ a)[None])


class MixturePrior(Prior):
    """K Gaussians with learned weights, means and variances."""

    has_components = True

    def __init__(self, components: int, latent_dim: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(components))
        self.means = nn.Parameter(torch.randn(components, latent_dim))
        self.log_vars = nn.Parameter(torch.zeros(components, latent_dim))

    @classmethod
    def build(cls, components: int, architecture: Architecture, encode: Encode) -> Prior:
        return cls(components, architecture.latent_dim)

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        """Returns log-weights (K,), means and log-variances (K, D)."""
        return self.logits.log_softmax(0), self.means, self.log_vars

    def log_density(self, z: Tensor) -> Tensor:
        log_weights, means, log_vars = self.components()
        # The density of the first j dimensions for every j; two neighbours differ by the conditional density.
        each = gaussian_log_densities(z[:, None], means, log_vars).cumsum(2)
        together = torch.logsumexp(log_weights[:, None] + each, 1)
        return torch.cat([together[:, :1], together.diff(dim=1)], 1)

    def sample(self, noise: Tensor, generator: Generator) -> Tensor:
        log_weights, means, log_vars = self.components()
        weights = log_weights.exp().to(generator.device)
        chosen = torch.multinomial(weights, len(noise), replacement=True, generator=generator).to(means.device)
        return means[chosen] + (0.5 * log_vars[chosen]).exp() * noise

    def mixture(self) -> Mixture:
        log_weights, means, log_vars = self.components()
        return Mixture(log_weights.exp(), means, torch.diag_embed(log_vars.exp()))


class VampPrior(MixturePrior):
    """The mean of the posteriors of K learned images, the pseudo-inputs. Tomczak & Welling 2018, equation 9.

    They start as training images and may leave the range from 0 to 1: the prior is a density for any value of them.
    """

    def __init__(self, components: int, shape: tuple[int, int, int], encode: Encode) -> None:
        Prior.__init__(self)
        self.pseudo_inputs = nn.Parameter(torch.rand(components, *shape))
        self.encode = encode

    @classmethod
    def build(cls, components: int, architecture: Architecture, encode: Encode) -> Prior:
        return cls(components, architecture.shape, encode)

    def initialise(self, image_set: ImageSet) -> None:
        rows = image_set.train[torch.arange(len(self.pseudo_inputs)) % len(image_set.train)]
        with torch.no_grad():
            self.pseudo_inputs.copy_(image_set.images[rows] / 255)

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        means, log_vars = self.encode(self.pseudo_inputs)
        return torch.full_like(means[:, 0], -math.log(len(means))), means, log_vars


class LabelPrior(MixturePrior):
    """One Gaussian for each of L labels; without a label the prior is their mixture with equal weights."""

    def __init__(self, labels: int, latent_dim: int) -> None:
        Prior.__init__(self)
        self.means = nn.Parameter(torch.zeros(labels, latent_dim))
        self.log_vars = nn.Parameter(torch.zeros(labels, latent_dim))

    def components(self) -> tuple[Tensor, Tensor, Tensor]:
        return torch.full_like(self.means[:, 0], -math.log(len(self.means))), self.means, self.log_vars


PRIORS: dict[str, type[Prior]] = {
    "standard": StandardPrior,
    "gaussian": GaussianPrior,
    "mixture": MixturePrior,
    "vamp": VampPrior,
}


@dataclass(frozen=True)
class LatentSettings(LikelihoodSettings):
    """The settings of a model with a posterior and a standard normal prior."""

    @property
    def has_standard_prior(self) -> bool:
        """True where the prior is N(0, I)."""
        return True

    def build_prior(self, architecture: Architecture, encode: Encode) -> Prior:
        """Returns the prior of a model with these networks, whose posteriors `encode` gives."""
        return StandardPrior(architecture.latent_dim)


@dataclass(frozen=True)
class PriorSettings(LatentSettings):
    """The settings of a model with a choice of priors."""

    prior: str = setting(
        "standard", "Distribution of the codes without an image; all but standard are learned", choices=tuple(PRIORS)
    )
    prior_components: int = setting(
        10,
        "Number of Gaussians of mixture, of pseudo-inputs of vamp (its paper has 500; more fit better and train slower)",
        low=1,
        high=1000,
    )

    def without_effect(self) -> dict[str, str]:
        idle = super().without_effect()
        if not PRIORS[self.prior].has_components:
            idle["prior_components"] = "prior " + " or ".join(n for n, kind in PRIORS.items() if kind.has_components)
        return idle

    @property
    def has_standard_prior(self) -> bool:
        return self.prior == "standard"

    def build_prior(self, architecture: Architecture, encode: Encode) -> Prior:
        return PRIORS[self.prior].build(self.prior_components, architecture, encode)
