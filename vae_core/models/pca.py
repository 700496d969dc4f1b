"""Probabilistic principal component analysis, fitted in closed form. Tipping & Bishop 1999.

Shapes: N images, P values of an image, D latent dimensions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.datasets import ImageSet, mean_image
from vae_core.models.base import Batch, LatentVariableModel, Loss
from vae_core.nn.networks import Architecture
from vae_core.nn.priors import LatentSettings
from vae_core.settings import setting

EXACT = 1024  # up to this number of values in an image, all components are computed
IMAGES_PER_PRODUCT = 10_000  # so that memory stays bounded
EXTRA, ITERATIONS = 20, 20  # further directions, and rounds, of the subspace iteration
LEAST_VARIANCE = 1e-6  # of the noise; images without noise would have an infinite density


@dataclass(frozen=True)
class PcaSettings(LatentSettings):
    """Only the Gaussian, because only it has a closed form."""

    likelihood: str = setting(
        "gaussian", "Distribution of an image's values given the decoder's output", choices=("gaussian",)
    )
    scale: str = setting(
        "learned", "Source of the standard deviation; learned: the most likely one", choices=("learned", "fixed")
    )

    def without_effect(self) -> dict[str, str]:
        return super().without_effect() | ({} if self.scale == "fixed" else {"sd": "scale fixed"})


class PCA(LatentVariableModel):
    """A linear decoder with its exact posterior as the encoder, so that the ELBO is the likelihood itself.

    The fit is to the grey values for any target.
    """

    Settings = PcaSettings
    most_steps = 1
    holds_images = True
    has_hidden_layers = False

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        self.requires_grad_(False)

    @classmethod
    def fewest_images(cls, latent_dim: int, settings: Any) -> int:
        """Returns 1 for a fixed scale. A learned one is measured in the directions that the components leave."""
        return 1 if settings.scale == "fixed" else latent_dim + 2

    def initialise(self, image_set: ImageSet) -> None:
        """Fits W = U (L - s^2)^1/2, with s^2 the mean of the discarded eigenvalues. Equations 7 and 8."""
        super().initialise(image_set)
        found = principal_components(image_set, self.architecture.latent_dim)
        values, size = len(found.mean), self.architecture.latent_dim
        s2 = torch.tensor(self.settings.sd**2, dtype=torch.float64)
        if self.settings.scale == "learned":
            s2 = ((found.total - found.variances.sum()) / max(values - size, 1)).clamp(min=LEAST_VARIANCE)
        strength = (found.variances - s2).clamp(min=0)  # of each column of W, squared
        inverse = found.components * strength.sqrt() / (strength + s2)  # W M^-1, equation 6
        log_var = (s2 / (strength + s2)).log()
        self._fill("decoder.0.weight", found.components * strength.sqrt())
        self._fill("encoder.1.weight", torch.cat([inverse.T, torch.zeros(size, values)]))
        self._fill("encoder.1.bias", torch.cat([-inverse.T @ found.mean, log_var]))
        self._fill("likelihood.log_var", s2.log())

    def _fill(self, name: str, values: Tensor) -> None:
        self.state_dict()[name].copy_(values)

    def loss(self, batch: Batch) -> Loss:
        loss = super().loss(batch)
        # No weight has a gradient; this lets the trainer's backward pass run all the same.
        return loss._replace(reconstruction=loss.reconstruction.requires_grad_())

    def reconstruct(self, batch: Batch) -> Tensor:
        """Returns the nearest image in the plane of the components: the posterior's mean without its shrinkage. Section 3.3."""
        weights = self.state_dict()
        strength, s2 = weights["decoder.0.weight"].square().sum(0), weights["likelihood.log_var"].exp()
        return self.decode(self.embed(batch) * torch.where(strength > 0, 1 + s2 / strength, 1.0))


class Components(NamedTuple):
    """The result of PCA, in float64."""

    mean: Tensor  # (P,)
    components: Tensor  # (P, D), orthonormal columns
    variances: Tensor  # (D,) of the images along the components, the largest first; divided by N
    total: Tensor  # the sum of all P variances, a scalar


def principal_components(image_set: ImageSet, count: int) -> Components:
    """Returns the `count` directions in which the training images vary most, each with its largest entry positive.

    Exact up to EXACT values in an image; above that by subspace iteration. Halko, Martinsson & Tropp 2011, algorithm 4.4.
    """
    mean, images = mean_image(image_set).flatten(), len(image_set.train)
    total = torch.stack([part.square().sum(dtype=torch.float64) for part in _centred(image_set, mean)]).sum() / images
    if len(mean) <= EXACT:
        values, vectors = torch.linalg.eigh(_covariance(image_set, mean))
    else:
        vectors = torch.randn(len(mean), min(count + EXTRA, len(mean)), generator=Generator().manual_seed(0))
        for _ in range(ITERATIONS):
            vectors = torch.linalg.qr(_covariance(image_set, mean, vectors).float())[0]
        values, turn = torch.linalg.eigh(vectors.T.double() @ _covariance(image_set, mean, vectors))
        vectors = vectors.double() @ turn
    values, vectors = values.flip(0)[:count].clamp(min=0), vectors.flip(1)[:, :count]
    largest = vectors.gather(0, vectors.abs().argmax(0, keepdim=True))
    return Components(mean.double(), vectors * largest.sign(), values, total)


def _covariance(image_set: ImageSet, mean: Tensor, directions: Tensor | None = None) -> Tensor:
    """Returns the covariance of the training images (P, P), or its product with `directions` (P, K), in float64."""
    parts = (part.T @ (part if directions is None else part @ directions) for part in _centred(image_set, mean))
    return torch.stack([part.double() for part in parts]).sum(0) / len(image_set.train)


def _centred(image_set: ImageSet, mean: Tensor) -> Iterator[Tensor]:
    """Yields the training images minus their mean, as rows: IMAGES_PER_PRODUCT at a time, (n, P)."""
    for rows in torch.split(image_set.train, IMAGES_PER_PRODUCT):
        yield (image_set.images[rows].flatten(1).float() / 255).sub_(mean)
