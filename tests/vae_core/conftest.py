"""Small image sets and batches for the core's tests."""

import pytest
import torch
from torch import Generator

from vae_core.datasets import ImageSet, with_split
from vae_core.models import Batch


@pytest.fixture
def two_prototypes() -> ImageSet:
    """200 noisy copies of a vertical and a horizontal bar, 8 x 8."""
    generator = Generator().manual_seed(0)
    prototypes = torch.zeros(2, 1, 8, 8)
    prototypes[0, :, :, 3:5], prototypes[1, :, 3:5, :] = 1, 1
    labels = torch.randint(2, (200,), generator=generator)
    noise = 0.2 * torch.rand(200, 1, 8, 8, generator=generator)
    images = ((prototypes[labels] * 0.8 + noise) * 255).to(torch.uint8)
    return with_split("bars", images, labels, ("upright", "lying"))


def batch_of(images: torch.Tensor, seed: int = 0, **more: int) -> Batch:
    """These images as a batch of their own target."""
    labels = torch.zeros(len(images), dtype=torch.int64)
    return Batch(images, images, labels, Generator().manual_seed(seed), **more)
