"""The 1,797 handwritten digits of 8 x 8 pixels that come with scikit-learn (UCI, E. Alpaydin and C. Kaynak)."""

import numpy as np
import torch

from vae_core.datasets.image_set import ImageSet, with_split


def load() -> ImageSet:
    """The digits with their values, 0 to 16, spread over 0 to 255."""
    from sklearn.datasets import load_digits  # here, because it takes a second that other data need not wait for

    raw = load_digits()
    images = np.rint(raw.images * (255 / 16)).astype(np.uint8)
    labels = torch.from_numpy(raw.target.astype(np.int64))
    return with_split("digits", torch.from_numpy(images)[:, None], labels, tuple("0123456789"))
