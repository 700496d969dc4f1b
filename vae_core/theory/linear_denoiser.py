"""The best linear denoiser of images with Gaussian noise, from their principal components: C (C + sd^2 I)^-1. Wiener 1949.

Shapes: P values of an image; `components` hold all P directions.
"""

import math

import torch
from torch import Generator, Tensor

from vae_core.models.pca import Components


def kept_shares(variances: Tensor, sd: float) -> Tensor:
    """What the denoiser keeps of each direction: variance / (variance + sd^2), between 0 and 1: (P,).

    ValueError unless sd is above 0.
    """
    if not sd > 0:
        raise ValueError(f"the noise's standard deviation is {sd}; it must be above 0")
    return variances / (variances + sd**2)


def linear_denoise(noisy: Tensor, components: Components, sd: float) -> Tensor:
    """The expected clean image of each noisy one, among linear maps: (N, P) -> (N, P)."""
    directions = components.components * kept_shares(components.variances, sd)
    return components.mean + (noisy - components.mean) @ components.components @ directions.T


def add_noise(image: Tensor, sd: float, seed: int) -> Tensor:
    """An image (P,) in [0, 1] with Gaussian noise, not cut off: (1, P), float64."""
    noise = torch.randn(len(image), generator=Generator().manual_seed(seed), dtype=torch.float64)
    return (image.double() + sd * noise)[None]


def expected_error(variances: Tensor, sd: float) -> float:
    """The mean squared error of a pixel after denoising; before, it is sd^2."""
    return float((kept_shares(variances, sd) * sd**2).mean())


def decibels(mean_squared_error: float) -> float:
    """A mean squared error of values in [0, 1] as a peak signal-to-noise ratio: -10 log10 of it."""
    return -10 * math.log10(mean_squared_error)
