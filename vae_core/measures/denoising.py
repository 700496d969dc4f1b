"""Denoising performance of a model, in decibels. Shapes: N images, C channels, H x W pixels."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vae_core.measures.standard_error import standard_error
from vae_core.models import Model
from vae_core.models.denoising import corrupted
from vae_core.training.batches import BatchLoader


def psnr(images: Tensor, clean: Tensor) -> Tensor:
    """The peak signal-to-noise ratio of each image, two (N, C, H, W) in [0, 1] -> (N,) in decibels: -10 log10 of the MSE.

    Infinite for equal images. Noise of standard deviation s has -20 log10 s on average: 6.02 dB at 0.5.
    """
    return -10 * (images - clean).square().flatten(1).mean(1).log10()


@dataclass(frozen=True, eq=False)
class Denoised:
    """Clean, noisy and denoised images (N, C, H, W), and the PSNR of the latter two, with its standard error.

    Masking may hit only black pixels. Such images are unchanged and their PSNR is infinite; both means leave them out.
    """

    clean: Tensor
    noisy: Tensor
    denoised: Tensor
    before: tuple[float, float]  # dB: mean over the changed images, standard error
    after: tuple[float, float]
    changed: int  # number of these images


@torch.no_grad()
def measure_denoising(
    model: Model, loader: BatchLoader, rows: Tensor, noise: str, level: float, seed: int = 0
) -> Denoised:
    """Adds noise to the images of `rows` and denoises them with `model`. Raises a ValueError if the noise changes none."""
    model.eval()
    if level < 0:
        raise ValueError(f"noise level is {level:g}; choose at least 0")
    clean, corrupt, restored = [], [], []
    generator = loader.generator(seed)
    for plain in loader.grey_batches(rows):
        batch = replace(plain, generator=generator)
        noisy = corrupted(batch, noise, level)
        clean.append(batch.images)
        corrupt.append(noisy)
        restored.append(model.reconstruct(replace(batch, images=noisy)))
    first, second, third = (torch.cat(parts).cpu() for parts in (clean, corrupt, restored))
    hit = (second != first).flatten(1).any(1)
    if not hit.any():
        raise ValueError(f"{noise} noise of level {level:g} changes none of the images; choose a higher level")
    before, after = (_mean(psnr(images[hit], first[hit])) for images in (second, third))
    return Denoised(first, second, third, before, after, int(hit.sum()))


def _mean(values: Tensor) -> tuple[float, float]:
    return float(values.mean()), standard_error(values)
