"""Quality of samples from the prior: distances to and from real images, and a count by label.

Shapes: N real images, K samples, D latent dimensions.
"""

from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.datasets import ImageSet
from vae_core.models import Model
from vae_core.training.batches import BatchLoader

LIKE = 0.99  # of the test images are at most as far from a training image as a sample that counts for a class


class SampleQuality(NamedTuple):
    """Samples from a model's prior and their distances to real images; squares are summed over an image's values."""

    codes: Tensor  # (K, D)
    images: Tensor  # (K, C, H, W) in [0, 1]
    to_real: float  # mean squared distance from a sample to the nearest training image: realism
    from_real: float  # mean squared distance from a test image to the nearest sample: coverage
    labels: Tensor  # (classes,) number of samples whose nearest training image is in each class
    unlike: int  # samples in no class: farther from any training image than nearly all test images are


@torch.no_grad()
def sample_quality(model: Model, image_set: ImageSet, count: int, seed: int = 0) -> SampleQuality:
    """Decodes `count` samples from the prior, or from N(0, I) where a model has none, and finds the nearest images."""
    codes = model.draw_codes(count, Generator().manual_seed(seed))
    images = model.decode(codes).clamp(0, 1)
    known, asked = (image_set.images[rows] / 255 for rows in (image_set.train, image_set.test))
    squares, nearest = nearest_squares(images, known)
    is_like = squares <= nearest_squares(asked, known)[0].quantile(LIKE)
    labels = image_set.labels[image_set.train][nearest[is_like]]
    counts = torch.bincount(labels, minlength=len(image_set.class_names))
    covered = nearest_squares(asked, images)[0]
    return SampleQuality(codes, images, float(squares.mean()), float(covered.mean()), counts, count - len(labels))


def nearest_squares(asked: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
    """The squared distance from each of `asked` (M, ...) to the nearest of `known` (N, ...), and its row: two (M,)."""
    distances, rows = torch.cdist(asked.flatten(1).double(), known.flatten(1).double()).min(1)
    return distances.square(), rows


@torch.no_grad()
def squared_error(model: Model, image_set: ImageSet, rows: Tensor) -> float:
    """The mean over `rows` of the reconstructions' squared error, summed over an image's values."""
    loader = BatchLoader(image_set)
    parts = [
        (batch.images - model.reconstruct(batch)).flatten(1).square().sum(1) for batch in loader.grey_batches(rows)
    ]
    return float(torch.cat(parts).mean())
