"""Many small images as one picture."""

import numpy as np
from numpy.typing import NDArray
from torch import Tensor


def montage(images: Tensor, columns: int, gap: int = 1) -> NDArray[np.uint8]:
    """Images (N, C, H, W) of uint8 in rows of `columns`, `gap` grey pixels apart: (rows * H, columns * W, 3)."""
    count, channels, height, width = images.shape
    rows = -(-count // columns)
    sheet = np.full((rows, height + gap, columns, width + gap, 3), 128, np.uint8)
    for index, image in enumerate(images.numpy()):
        sheet[index // columns, :height, index % columns, :width] = np.moveaxis(image, 0, 2)
    return sheet.reshape(rows * (height + gap), columns * (width + gap), 3)[: -gap or None, : -gap or None]
