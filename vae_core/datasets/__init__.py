"""The data sets by name: bundled, generated, or downloaded when somebody asks for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import prod
from pathlib import Path
from typing import Protocol

from vae_core.datasets import digits, downloads, mnist, sprites
from vae_core.datasets.downloads import MissingData, Progress, data_folder
from vae_core.datasets.image_set import ImageSet, mean_image, only_classes, pixels, subset, with_split


class DataChoice(Protocol):
    """What of a configuration decides on the images: RunConfig has it."""

    @property
    def data(self) -> str: ...
    @property
    def classes(self) -> Sequence[str]: ...
    @property
    def subset(self) -> int: ...


@dataclass(frozen=True)
class Dataset:
    """One entry of the registry; the images themselves come from `load`."""

    title: str
    description: str
    shape: tuple[int, int, int]  # C, H, W
    class_names: tuple[str, ...]
    load: Callable[..., ImageSet]  # () for what is always here, else (folder, fetch, progress)
    is_download: bool = False

    @property
    def values(self) -> int:
        """How many numbers an image has."""
        return prod(self.shape)


def _like_mnist(name: str, class_name: str) -> Callable[..., ImageSet]:
    return partial(downloads.load_mnist_like, class_name, name)


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
_CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
_KANA = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
_THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

DATASETS = {
    "mnist": Dataset("MNIST", "70,000 handwritten digits", (1, 28, 28), mnist.DIGITS, mnist.load),
    "digits": Dataset("Digits 8 x 8", "1,797 small handwritten digits: trains in seconds", (1, 8, 8), mnist.DIGITS, digits.load),
    "mnist_20": Dataset(
        "MNIST 20 x 20", "MNIST's 70,000 digits without their black frame", (1, 20, 20), mnist.DIGITS, mnist.load_cropped
    ),
    "sprites": Dataset(
        "Sprites 64 x 64", "12,000 drawn shapes with known factors", (1, 64, 64), sprites.SHAPES, partial(sprites.load, 64)
    ),
    "sprites_32": Dataset(
        "Sprites 32 x 32", "12,000 drawn shapes with known factors", (1, 32, 32), sprites.SHAPES, partial(sprites.load, 32)
    ),
    "fashion_mnist": Dataset(
        "Fashion-MNIST", "70,000 pictures of clothes", (1, 28, 28), _CLOTHES, _like_mnist("fashion_mnist", "FashionMNIST"), True
    ),
    "kmnist": Dataset("KMNIST", "70,000 cursive Japanese characters", (1, 28, 28), _KANA, _like_mnist("kmnist", "KMNIST"), True),
    "emnist": Dataset(
        "EMNIST balanced", "131,600 handwritten digits and letters", (1, 28, 28), (*mnist.DIGITS, *_LETTERS),
        _like_mnist("emnist", "EMNIST"), True,
    ),
    "cifar10": Dataset(
        "CIFAR-10", "60,000 small colour photographs", (3, 32, 32), _THINGS, partial(downloads.load_cifar10, "cifar10"), True
    ),
    "celeba": Dataset(
        "CelebA", "22,000 of the 202,599 faces, 64 x 64", (3, 64, 64), ("not smiling", "smiling"),
        partial(downloads.load_celeba, "celeba"), True,
    ),
}  # fmt: skip


def load(name: str, folder: Path | None = None, download: bool = False, progress: Progress | None = None) -> ImageSet:
    """The images of that name. Raises a ValueError for an unknown name, MissingData for files that are not here."""
    if name not in DATASETS:
        raise ValueError(f"unknown dataset {name!r}; choose from {', '.join(DATASETS)}")
    if not DATASETS[name].is_download:
        return _kept(name)
    if download or folder:  # the cache only knows plain calls
        return DATASETS[name].load(folder or data_folder(), download, progress or _silent)
    return _kept(name)


@lru_cache(maxsize=3)
def _kept(name: str) -> ImageSet:
    if not DATASETS[name].is_download:
        return DATASETS[name].load()
    return DATASETS[name].load(data_folder(), False, _silent)


def _silent(fraction: float, text: str) -> None:
    """No progress is shown."""


def load_for(config: DataChoice, download: bool = False, progress: Progress | None = None) -> ImageSet:
    """The images that a run's configuration chooses: its data set, its classes, its number of training images."""
    image_set = load(config.data, download=download, progress=progress)
    if config.classes:
        image_set = only_classes(image_set, config.classes)
    return subset(image_set, config.subset) if config.subset else image_set


__all__ = [
    "DATASETS", "DataChoice", "Dataset", "ImageSet", "MissingData", "data_folder", "load", "load_for", "mean_image",
    "only_classes",
    "pixels", "subset", "with_split",
]  # fmt: skip
