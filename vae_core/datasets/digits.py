"""The 1,797 handwritten digits of 8 x 8 pixels that come with scikit-learn (UCI, E. Alpaydin and C. Kaynak)."""

import numpy as np
import torch

from vae_core.assets import ASSETS
from vae_core.datasets.dataset import Dataset
from vae_core.datasets.image_set import ImageSet, with_split

DIGIT_NAMES = tuple("0123456789")


def read_digits() -> ImageSet:
    """Returns the digits; their values, 0 to 16, are spread over 0 to 255."""
    from sklearn.datasets import (
        load_digits,  # here, because this import takes a second that other data need not wait for
    )

    raw = load_digits()
    images = np.rint(raw.images * (255 / 16)).astype(np.uint8)
    labels = torch.from_numpy(raw.target.astype(np.int64))
    return with_split("digits", torch.from_numpy(images)[:, None], labels, DIGIT_NAMES)


DIGITS = Dataset(
    title="Digits 8 x 8",
    count=1_797,
    content="small handwritten digits: trains in seconds",
    shape=(1, 8, 8),
    class_names=DIGIT_NAMES,
    licence="E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, CC BY 4.0.",
    read=read_digits,
    notice=ASSETS / "data" / "LICENSE-digits.md",
)
