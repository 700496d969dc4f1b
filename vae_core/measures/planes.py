"""Planes of the same images from different models: reconstruction error, nearest-neighbour accuracy, trustworthiness.

Shapes: N test images, P values of an image, 2 latent dimensions.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.metrics import knn_accuracy
from vae_core.models import Model
from vae_core.models.pca import Components

SHOWN_RECONSTRUCTIONS = 200  # of test images
IMAGES_AT_ONCE = 2000
TRUSTED, NEIGHBOURS = 1000, 10


class PlaneQuality(NamedTuple):
    """The codes of the test images, their errors, some reconstructions, and two measures of their neighbourhoods."""

    codes: Tensor  # (N, 2)
    errors: Tensor  # (N,) squared, summed over an image's values
    shown: Tensor  # (SHOWN_RECONSTRUCTIONS, C, H, W) in [0, 1]
    accuracy: float  # of 10 nearest neighbours: training codes vote for the test images' labels
    trust: float  # trustworthiness of the first TRUSTED test images

    @property
    def error(self) -> float:
        """The mean over images of the squared error, summed over an image's values."""
        return float(self.errors.mean())


def pca_plane(image_set: ImageSet, found: Components) -> PlaneQuality:
    """The plane of the first two principal components of `found`."""
    mean, components = found.mean.float(), found.components[:, :2].float()

    def encode(rows: Tensor) -> Tensor:
        return (image_set.images[rows].flatten(1) / 255 - mean) @ components

    def decode(codes: Tensor) -> Tensor:
        return (mean + codes @ components.T).reshape(-1, *image_set.shape)

    return _plane(image_set, encode(image_set.train), encode(image_set.test), decode)


def model_plane(model: Model, image_set: ImageSet, known: dict[str, Tensor]) -> PlaneQuality:
    """The plane of a trained model; `known` holds the codes of its run's latents.safetensors."""
    codes = torch.empty(len(image_set.images), 2)
    codes[known["index"].long()] = known["mean"]
    return _plane(image_set, codes[image_set.train], codes[image_set.test], model.decode)


@torch.no_grad()
def _plane(image_set: ImageSet, voters: Tensor, codes: Tensor, decode: Callable[[Tensor], Tensor]) -> PlaneQuality:
    rows = torch.split(image_set.test, IMAGES_AT_ONCE)
    errors = [
        (image_set.images[part] / 255 - decode(some)).flatten(1).square().sum(1)
        for part, some in zip(rows, torch.split(codes, IMAGES_AT_ONCE), strict=True)
    ]
    labels = image_set.labels
    accuracy = knn_accuracy(voters, labels[image_set.train], codes, labels[image_set.test])
    trust = trustworthiness(image_set.images[image_set.test[:TRUSTED]], codes[:TRUSTED])
    return PlaneQuality(codes, torch.cat(errors), decode(codes[:SHOWN_RECONSTRUCTIONS]).clamp(0, 1), accuracy, trust)


def trustworthiness(images: Tensor, codes: Tensor) -> float:
    """The trustworthiness of codes (N, D) of images (N, C, H, W). Venna & Kaski 2001, equation 1.

    1 where the 10 nearest codes are those of the 10 nearest images. Each wrong neighbour lowers it by its rank among the
    images. About 0.5 by chance.
    """
    from sklearn import manifold  # imported here, because the import takes a second

    return float(manifold.trustworthiness((images.flatten(1) / 255).numpy(), codes.numpy(), n_neighbors=NEIGHBOURS))
