"""What passes through a code of D numbers: the best linear autoencoder and the best linear VAE, from principal components.

A linear model keeps of each principal direction a share, its gain. Baldi & Hornik 1989; Lucas et al. 2019.
Shapes: N images, P values of an image; `variances` are all P eigenvalues of the covariance, the largest first.
"""

import torch
from torch import Generator, Tensor

from vae_core.models.pca import Components


def autoencoder_gains(variances: Tensor, latent_dim: int) -> Tensor:
    """What the autoencoder keeps of each direction: all of the first D, nothing of the others: (P,)."""
    return (torch.arange(len(variances)) < latent_dim).to(variances)


def vae_gains(variances: Tensor, latent_dim: int, decoder_variance: float) -> Tensor:
    """What a VAE's reconstruction from the mean keeps: less than all, and nothing where the images vary less than its noise.

    ValueError unless the decoder's variance is above 0.
    """
    if not decoder_variance > 0:
        raise ValueError(f"the decoder's variance is {decoder_variance}; it must be above 0")
    kept = 1 - decoder_variance / variances.clamp(min=1e-12)
    return kept.clamp(min=0) * autoencoder_gains(variances, latent_dim)


def apply_gains(images: Tensor, components: Components, gains: Tensor) -> Tensor:
    """Images (N, P) after the model that keeps these shares of all P directions: (N, P), float64."""
    codes = (images.double() - components.mean) @ components.components
    return components.mean + (codes * gains) @ components.components.T


def gain_error(variances: Tensor, gains: Tensor) -> float:
    """The expected squared error of an image, summed over its values."""
    return float((variances.clamp(min=0) * (1 - gains).square()).sum())


def noise_image(shape: tuple[int, int, int], seed: int) -> Tensor:
    """An image (C, H, W) of independent values, evenly spread over [0, 1]: like nothing that anybody trained on."""
    return torch.rand(shape, generator=Generator().manual_seed(seed))
