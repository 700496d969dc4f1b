"""Baselines of the cross-entropy that follow from the images alone, in nats per image."""

import torch
from torch import Tensor

IMAGES_PER_SUM = 5000  # so that memory stays bounded


def bce_floor(images: Tensor) -> float:
    """Returns the lowest cross-entropy for grey targets: the summed entropy of the values of images (N, C, H, W) uint8."""
    grey = torch.arange(256, dtype=torch.float64) / 255
    entropy = torch.special.entr(grey) + torch.special.entr(1 - grey)
    parts = [torch.bincount(part.flatten().int(), minlength=256) for part in torch.split(images, IMAGES_PER_SUM)]
    counts = torch.stack(parts).sum(0)
    return float((counts * entropy).sum() / len(images))


def no_latent_nll(known: Tensor, asked: Tensor) -> float:
    """Returns the cross-entropy of `asked` with the mean of `known` as each pixel's probability; both (N, C, H, W) uint8.

    This is the factorised Bernoulli without a latent code. It is equal for grey and for dynamically binarised targets,
    because the cross-entropy is linear in the target. A model with a higher loss has learned nothing.
    """
    probability = _mean(known).clamp(1e-4, 1 - 1e-4)
    mean = _mean(asked)
    return float(-(mean * probability.log() + (1 - mean) * (1 - probability).log()).sum())


def _mean(images: Tensor) -> Tensor:
    parts = [part.sum(0, dtype=torch.float64) for part in torch.split(images, IMAGES_PER_SUM)]
    return torch.stack(parts).sum(0) / (255 * len(images))
