"""Images in, ImageSet out: one data set a file, and the registry of them. A new data set is a file and one line below.

Data sets are bundled, generated, downloaded on request, or brought by people (own_sets.py), who name them.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from vae_core.datasets.celeba import CELEBA
from vae_core.datasets.cifar10 import CIFAR10
from vae_core.datasets.dataset import Dataset, MissingData, ShowProgress, Source
from vae_core.datasets.digits import DIGITS
from vae_core.datasets.downloads import data_folder
from vae_core.datasets.emnist import EMNIST
from vae_core.datasets.fashion_mnist import FASHION_MNIST, FASHION_MNIST_10K
from vae_core.datasets.image_set import ImageSet, mean_image, only_classes, pixels, subset, with_split
from vae_core.datasets.kmnist import KMNIST
from vae_core.datasets.mnist import MNIST, MNIST_20
from vae_core.datasets.own_images import own_dataset
from vae_core.datasets.sprites import SPRITES, SPRITES_32
from vae_core.own_sets import OwnData, find_own

DATASETS: dict[str, Dataset] = {
    "mnist": MNIST,
    "digits": DIGITS,
    "mnist_20": MNIST_20,
    "sprites": SPRITES,
    "sprites_32": SPRITES_32,
    "fashion_mnist_10k": FASHION_MNIST_10K,
    "fashion_mnist": FASHION_MNIST,
    "kmnist": KMNIST,
    "emnist": EMNIST,
    "cifar10": CIFAR10,
    "celeba": CELEBA,
}


class DataChoice(Protocol):
    """The part of a configuration that chooses the images; RunConfig has it."""

    @property
    def data(self) -> str: ...
    @property
    def classes(self) -> Sequence[str]: ...
    @property
    def subset(self) -> int: ...
    @property
    def own_data(self) -> OwnData | None: ...


def dataset_of(name: str, own: OwnData | None = None) -> Dataset:
    """Returns the entry of a data set: of the registry, or the own one with these facts or of this name.

    Raises a ValueError for an unknown name.
    """
    if own is not None:
        return own_dataset(own)
    if name in DATASETS:
        return DATASETS[name]
    if (found := find_own(name)) is not None:
        return own_dataset(found.data)
    raise ValueError(
        f"unknown data {name!r}; choose from {', '.join(DATASETS)}, or the name of a data set that you added"
    )


def load_dataset(
    name: str, folder: Path | None = None, download: bool = False, progress: ShowProgress | None = None
) -> ImageSet:
    """Returns the images of the data set `name`; the last three of the registry are kept in memory.

    `folder` replaces `data_folder()`; `download` allows to download missing files, which `progress` reports.
    Raises a ValueError for an unknown name, MissingData for missing or damaged files.
    """
    if name not in DATASETS:
        image_set: ImageSet = dataset_of(name).read()
        return image_set
    if DATASETS[name].is_download and (download or folder):  # the cache is for plain calls only
        return _read(name, folder or data_folder(), download, progress or _no_progress)
    return _kept(name)


@lru_cache(maxsize=3)
def _kept(name: str) -> ImageSet:
    return _read(name, data_folder(), False, _no_progress)


def _read(name: str, folder: Path, may_download: bool, progress: ShowProgress) -> ImageSet:
    entry = DATASETS[name]
    if entry.download is None:
        return entry.read()
    return entry.read(Source(name, entry.download, folder, may_download, progress))


def _no_progress(fraction: float, text: str) -> None:
    """Reports nothing."""


def load_for(config: DataChoice, download: bool = False, progress: ShowProgress | None = None) -> ImageSet:
    """Returns the images that a run's configuration chooses: data set, classes, number of training images."""
    if config.own_data is not None:
        image_set: ImageSet = own_dataset(config.own_data).read()
    else:
        image_set = load_dataset(config.data, download=download, progress=progress)
    if config.classes:
        image_set = only_classes(image_set, config.classes)
    return subset(image_set, config.subset) if config.subset else image_set


__all__ = [
    "DATASETS",
    "DataChoice",
    "Dataset",
    "ImageSet",
    "MissingData",
    "OwnData",
    "data_folder",
    "dataset_of",
    "find_own",
    "load_dataset",
    "load_for",
    "mean_image",
    "only_classes",
    "pixels",
    "subset",
    "with_split",
]
