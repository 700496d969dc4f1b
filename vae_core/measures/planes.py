"""The same images in a plane, made in different ways: what each plane loses, and whether like lies beside like.

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

SHOWN_RECONSTRUCTIONS = 200  # test images whose reconstructions are kept
IMAGES_AT_ONCE = 2000
TRUSTED, NEIGHBOURS = 1000, 10


class PlaneQuality(NamedTuple):
    """The test images' codes (N, 2), their summed squared errors (N,), and some reconstructions (SHOWN, C, H, W) in [0, 1]."""

    codes: Tensor
    errors: Tensor
    shown: Tensor
    accuracy: float  # of 10 nearest neighbours: training codes vote for the test images' labels
    trust: float  # of the first TRUSTED test images: whether neighbours in the plane are neighbours as images

    @property
    def error(self) -> float:
        """The mean squared error, summed over an image's values."""
        return float(self.errors.mean())


def pca_plane(image_set: ImageSet, found: Components) -> PlaneQuality:
    """The plane of the first two of the principal components that were `found`."""
    mean, components = found.mean.float(), found.components[:, :2].float()

    def encode(rows: Tensor) -> Tensor:
        return (image_set.images[rows].flatten(1) / 255 - mean) @ components

    def decode(codes: Tensor) -> Tensor:
        return (mean + codes @ components.T).reshape(-1, *image_set.shape)

    return _plane(image_set, encode(image_set.train), encode(image_set.test), decode)


def model_plane(model: Model, image_set: ImageSet, known: dict[str, Tensor]) -> PlaneQuality:
    """The plane of a trained model, whose codes `known` are those of its run's latents.safetensors."""
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
    """1 where each code's 10 nearest among the codes (N, D) are its image's nearest among the images (N, C, H, W).

    Less by how far down the image's own list the strangers stand; about 0.5 by chance. Venna & Kaski 2001, equation 1.
    """
    from sklearn import manifold  # here, because it takes a second that no page should wait for

    return float(manifold.trustworthiness((images.flatten(1) / 255).numpy(), codes.numpy(), n_neighbors=NEIGHBOURS))
