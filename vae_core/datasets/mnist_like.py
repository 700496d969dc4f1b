"""The reader of 28 x 28 grey images in files like MNIST's. It belongs to no one data set."""

import gzip
import zlib
from typing import Any

import torch

from vae_core.datasets.dataset import MissingData, Source
from vae_core.datasets.downloads import open_files
from vae_core.datasets.image_set import ImageSet, with_split
from vae_core.files import write_bytes

MNIST_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def read_mnist_like(source: Source) -> ImageSet:
    """Returns the images of a source, its published test set last. Raises MissingData for missing or damaged files."""
    _unpack_archives(source)
    train, test = (open_files(source, train=is_train) for is_train in (True, False))
    for part in (train, test):
        _check_files(part, source)
    images, labels = torch.cat([train.data, test.data])[:, None], torch.cat([train.targets, test.targets])
    names = [str(label) for label in train.classes]
    return with_split(source.name, images, labels.long(), names, test_count=len(test.data))


def _unpack_archives(source: Source) -> None:
    """Unpacks .gz files that somebody put into the folder.

    gzip's own checksum finds a damaged one, because mirrors compress again. A damaged archive of an interrupted download
    is ignored where it may be downloaded again.
    """
    for archive in (source.folder / name for name in source.download.files if name.endswith(".gz")):
        if archive.exists() and not archive.with_suffix("").exists():
            try:
                write_bytes(archive.with_suffix(""), gzip.decompress(archive.read_bytes()))
            except (OSError, EOFError, zlib.error) as error:
                if not source.may_download:
                    raise MissingData(f"{archive} is damaged ({error}); download it again") from error


def _check_files(part: Any, source: Source) -> None:
    """Raises MissingData for what torchvision accepts: images of another size, labels of a wrong number or class."""
    labels, classes = part.targets, len(part.classes)
    if (
        part.data.shape[1:] != (28, 28)
        or len(labels) != len(part.data)
        or not 0 <= labels.min() <= labels.max() < classes
    ):
        raise MissingData(
            f"The files in {source.folder} do not belong together: {tuple(part.data.shape)} images and {len(labels)} "
            f"labels from {labels.min()} to {labels.max()}, not (N, 28, 28) and labels below {classes}; delete them and "
            "download them again"
        )
