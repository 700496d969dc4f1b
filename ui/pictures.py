"""Many small images as one picture."""

import io

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
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


def png(picture: NDArray[np.uint8]) -> bytes:
    """The picture (H, W, 3) as the bytes of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def paired(first: Tensor, second: Tensor, columns: int) -> Tensor:
    """Rows of `columns` images of `first` and below each those of `second`, all (N, C, H, W), in one lot (2N, C, H, W)."""
    parts = zip(torch.split(first, columns), torch.split(second, columns), strict=True)
    return torch.cat([part for pair in parts for part in pair])
