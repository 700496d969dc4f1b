"""Many small images as one picture."""

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


def montage(images: Tensor, columns: int, gap: int = 1, width: int = 720) -> NDArray[np.uint8]:
    """Images (N, C, H, W) of uint8 in rows of `columns`, `gap` grey pixels apart, as RGB.

    Enlarged by whole factors to about `width` pixels, because a browser would blur what it enlarges.
    """
    count, _, height, across = images.shape
    factor = max(1, width // (columns * across))
    rows = -(-count // columns)
    sheet = np.full((rows, height + gap, columns, across + gap, 3), 128, np.uint8)
    for index, image in enumerate(images.numpy()):
        sheet[index // columns, :height, index % columns, :across] = np.moveaxis(image, 0, 2)
    flat = sheet.reshape(rows * (height + gap), columns * (across + gap), 3)[: -gap or None, : -gap or None]
    return flat.repeat(factor, axis=0).repeat(factor, axis=1)
