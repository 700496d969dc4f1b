"""The best linear denoiser for Gaussian noise, C (C + sd^2 I)^-1, from the principal components of images. Wiener 1949.

Shapes: N images, P values of an image; `components` hold all P directions.
"""

import math

import torch
from torch import Generator, Tensor

from vae_core.models.pca import Components


def kept_shares(variances: Tensor, sd: float) -> Tensor:
    """The share of each direction that the denoiser keeps: variance / (variance + sd^2), between 0 and 1: (P,).

    Raises a ValueError unless sd is above 0.
    """
    if not sd > 0:
        raise ValueError(f"the noise's standard deviation is {sd}; it must be above 0")
    return variances / (variances + sd**2)


def linear_denoise(noisy: Tensor, components: Components, sd: float) -> Tensor:
    """The best linear estimate of the clean image of each noisy one: (N, P) -> (N, P)."""
    directions = components.components * kept_shares(components.variances, sd)
    return components.mean + (noisy - components.mean) @ components.components @ directions.T


def add_noise(image: Tensor, sd: float, seed: int) -> Tensor:
    """An image (P,) in [0, 1] with Gaussian noise, not clipped: (1, P), float64."""
    noise = torch.randn(len(image), generator=Generator().manual_seed(seed), dtype=torch.float64)
    return (image.double() + sd * noise)[None]


def expected_error(variances: Tensor, sd: float) -> float:
    """The expected squared error per pixel after denoising; before, it is sd^2."""
    return float((kept_shares(variances, sd) * sd**2).mean())


def decibels(mean_squared_error: float) -> float:
    """The peak signal-to-noise ratio of a mean squared error of values in [0, 1]: -10 log10 of it."""
    return -10 * math.log10(mean_squared_error)
