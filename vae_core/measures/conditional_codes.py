"""Codes of a conditional model: decoded with every label, and tested for label information.

Shapes: K codes, L labels, D latent dimensions.
"""

import torch
from torch import Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.metrics import embed_all, knn_accuracy
from vae_core.models import Model
from vae_core.training.batches import BatchLoader


@torch.no_grad()
def under_every_label(model: Model, codes: Tensor) -> Tensor:
    """Decodes each code (K, D) with each label, one row per label: (L, K, C, H, W).

    Raises a ValueError for a model without labels.
    """
    if not model.is_conditional:
        raise ValueError(f"{type(model).__name__} is not conditioned on a label; choose a conditional_vae")
    count = model.architecture.labels
    labels = torch.arange(count).repeat_interleave(len(codes))
    return model.decode(codes.repeat(count, 1), labels).reshape(count, len(codes), *model.architecture.shape)


def label_accuracy(model: Model, image_set: ImageSet, voters: int, asked: int) -> tuple[Tensor, float]:
    """Returns the codes of the first `asked` test images (asked, D), and the 10-nearest-neighbour accuracy of their labels.

    The neighbours are the first `voters` training images. Codes are posterior means.
    """
    loader = BatchLoader(image_set)
    rows = (image_set.train[:voters], image_set.test[:asked])
    known, codes = (embed_all(model, loader, part).mean for part in rows)
    labels = [image_set.labels[part] for part in rows]
    return codes, knn_accuracy(known, labels[0], codes, labels[1])
