"""Noise on images and how much of it a model takes away, in decibels. Shapes: N images, C channels, H x W pixels."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vae_core.models import Model
from vae_core.models.denoising import corrupted
from vae_core.training.batches import BatchLoader


def psnr(images: Tensor, clean: Tensor) -> Tensor:
    """The peak signal-to-noise ratio of each image, two (N, C, H, W) in [0, 1] -> (N,) in decibels: -10 log10 of the MSE.

    Infinite where nothing differs. Noise of standard deviation s has -20 log10 s on average: 6.02 dB at 0.5.
    """
    return -10 * (images - clean).square().flatten(1).mean(1).log10()


@dataclass(frozen=True, eq=False)
class Denoised:
    """Clean, spoilt and restored images (N, C, H, W), and the PSNR of the latter two, with its standard error.

    Masking may hit nothing but black pixels: images that came out unspoilt, whose PSNR is infinite, are left out of both.
    """

    clean: Tensor
    noisy: Tensor
    restored: Tensor
    before: tuple[float, float]  # dB: mean over the spoilt images, standard error
    after: tuple[float, float]
    spoilt: int  # how many these are


@torch.no_grad()
def measure_denoising(
    model: Model, loader: BatchLoader, rows: Tensor, noise: str, level: float, seed: int = 0
) -> Denoised:
    """The images of `rows`, spoilt, and what `model` makes of the spoilt ones; a ValueError where the noise spoils none."""
    model.eval()
    if level < 0:
        raise ValueError(f"noise level is {level:g}; it must be at least 0")
    clean, spoilt, restored = [], [], []
    generator = loader.generator(seed)
    for plain in loader.grey_batches(rows):
        batch = replace(plain, generator=generator)
        noisy = corrupted(batch, noise, level)
        clean.append(batch.images)
        spoilt.append(noisy)
        restored.append(model.reconstruct(replace(batch, images=noisy)))
    first, second, third = (torch.cat(parts).cpu() for parts in (clean, spoilt, restored))
    hit = (second != first).flatten(1).any(1)
    if not hit.any():
        raise ValueError(f"{noise} noise of level {level:g} spoils none of the images; raise the level")
    before, after = (_mean(psnr(images[hit], first[hit])) for images in (second, third))
    return Denoised(first, second, third, before, after, int(hit.sum()))


def _mean(values: Tensor) -> tuple[float, float]:
    return float(values.mean()), float(values.std()) / math.sqrt(len(values)) if len(values) > 1 else math.inf
