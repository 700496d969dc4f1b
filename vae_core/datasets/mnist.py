"""MNIST, bundled: 60,000 training and 10,000 test digits by LeCun, Cortes and Burges (CC BY-SA 3.0)."""

import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch

from vae_core.datasets.image_set import ImageSet, with_split

FILE = Path(__file__).parents[2] / "assets" / "data" / "mnist.npz"
DIGITS = tuple("0123456789")


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
