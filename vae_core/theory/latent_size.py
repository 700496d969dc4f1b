"""Reconstructions through D latent dimensions by the best linear autoencoder and linear VAE, from principal components.

A linear model multiplies each principal direction by a factor, its gain. Baldi & Hornik 1989; Lucas et al. 2019.
Shapes: N images, P values of an image; `variances` are all P eigenvalues of the covariance, the largest first.
"""

import torch
from torch import Generator, Tensor

from vae_core.models.pca import Components


def autoencoder_gains(variances: Tensor, latent_dim: int) -> Tensor:
    """The gains of the autoencoder: 1 for the first D directions, 0 for the others: (P,)."""
    return (torch.arange(len(variances)) < latent_dim).to(variances)


def vae_gains(variances: Tensor, latent_dim: int, decoder_variance: float) -> Tensor:
    """The gains of a VAE's reconstruction from the mean: below 1, and 0 where images vary less than the decoder's noise.

    Raises a ValueError unless the decoder's variance is above 0.
    """
    if not decoder_variance > 0:
        raise ValueError(f"the decoder's variance is {decoder_variance}; it must be above 0")
    kept = 1 - decoder_variance / variances.clamp(min=1e-12)
    return kept.clamp(min=0) * autoencoder_gains(variances, latent_dim)


def apply_gains(images: Tensor, components: Components, gains: Tensor) -> Tensor:
    """The reconstructions of images (N, P) by the model with these gains (P,): (N, P), float64."""
    codes = (images.double() - components.mean) @ components.components
    return components.mean + (codes * gains) @ components.components.T


def gain_error(variances: Tensor, gains: Tensor) -> float:
    """The expected squared error of a reconstruction by these gains, summed over an image's values."""
    return float((variances.clamp(min=0) * (1 - gains).square()).sum())


def noise_image(shape: tuple[int, int, int], seed: int) -> Tensor:
    """An image (C, H, W) of independent values from the uniform distribution on [0, 1], unlike any training image."""
    return torch.rand(shape, generator=Generator().manual_seed(seed))
