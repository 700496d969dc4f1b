"""The reader of images that are bundled as one .npz file. It belongs to no one data set."""

import zipfile
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


def read_npz(file: Path, shape: tuple[int, int, int], script: str) -> tuple[Tensor, Tensor]:
    """Returns grey images (N, 1, H, W) uint8 and labels (N,) of a file with `images` of `shape` (N, H, W) and `labels`.

    Raises a ValueError for a missing or damaged file, which names the module `script` that builds it.
    """
    again = f"run `python -m {script}` to build it again"
    try:
        # Opened here, because numpy leaves a damaged file open.
        with open(file, "rb") as content, np.load(content, allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except FileNotFoundError:
        raise ValueError(f"{file} is missing; run `python -m {script}` to build it from the published files") from None
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{file} is damaged ({error}); {again}") from error
    if images.shape != shape or images.dtype != np.uint8 or labels.shape != shape[:1]:
        raise ValueError(f"{file} holds {images.dtype} {images.shape}, not uint8 {shape}; {again}")
    return torch.from_numpy(images)[:, None], torch.from_numpy(labels.astype(np.int64))
