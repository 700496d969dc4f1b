"""MNIST, bundled: 60,000 training and 10,000 test digits by LeCun, Cortes and Burges (CC BY-SA 3.0)."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from vae_core.assets import ASSETS
from vae_core.datasets.image_set import ImageSet, with_split

FILE = ASSETS / "data" / "mnist.npz"
DIGITS = tuple("0123456789")
BOX = 20  # pixels, in which every digit of MNIST fits before its centre of mass is put in the middle of 28


def load(file: Path = FILE) -> ImageSet:
    """The bundled digits, the published test set last. ValueError where the file is missing or damaged."""
    try:
        # Opened here, because numpy leaves a damaged file open.
        with open(file, "rb") as content, np.load(content, allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except FileNotFoundError:
        raise ValueError(f"{file} is missing; scripts/build_mnist.py builds it from the published files") from None
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{file} is damaged ({error}); scripts/build_mnist.py builds it anew") from error
    if images.shape != (70_000, 28, 28) or images.dtype != np.uint8 or labels.shape != (70_000,):
        raise ValueError(f"{file} holds {images.dtype} {images.shape}, not uint8 (70000, 28, 28)")
    return with_split(
        "mnist", torch.from_numpy(images)[:, None], torch.from_numpy(labels.astype(np.int64)), DIGITS, test_count=10_000
    )


def load_cropped() -> ImageSet:
    """The same digits in the same split, each cut out with its own box of 20 x 20 pixels."""
    image_set = load()
    return replace(image_set, name="mnist_20", images=cropped(image_set.images))


def cropped(images: Tensor) -> Tensor:
    """Images (N, 1, H, W) uint8 cut down to BOX x BOX pixels around the middle of their ink: no ink is lost where it fits."""
    count, _, height, width = images.shape
    ink = images[:, 0] > 0
    down, across = _window(ink.any(2), height), _window(ink.any(1), width)
    rows = images[:, 0].gather(1, down[:, :, None].expand(count, BOX, width))
    return rows.gather(2, across[:, None, :].expand(count, BOX, BOX))[:, None].contiguous()


def _window(is_inked: Tensor, size: int) -> Tensor:
    """The BOX places, of `size`, whose middle is that of the inked ones (N, size): (N, BOX)."""
    places = torch.arange(size)
    first = torch.where(is_inked, places, size).amin(1)
    last = torch.where(is_inked, places, -1).amax(1)
    start = ((first + last + 1 - BOX) // 2).clamp(0, size - BOX)
    return start[:, None] + torch.arange(BOX)
