"""MNIST, which is bundled, as published and cropped to 20 x 20 pixels."""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from vae_core.assets import ASSETS
from vae_core.datasets.bundled import read_npz
from vae_core.datasets.dataset import Dataset
from vae_core.datasets.digits import DIGIT_NAMES
from vae_core.datasets.image_set import ImageSet, with_split

MNIST_FILE = ASSETS / "data" / "mnist.npz"
BOX = 20  # pixels: the height and width into which every digit of MNIST fits


def read_mnist(file: Path = MNIST_FILE) -> ImageSet:
    """Returns the bundled digits, the published test set last. Raises a ValueError for a missing or damaged file."""
    images, labels = read_npz(file, (70_000, 28, 28), "scripts.build_mnist")
    return with_split("mnist", images, labels, DIGIT_NAMES, test_count=10_000)


def read_mnist_20() -> ImageSet:
    """Returns the same digits in the same split, each cropped to its own box of 20 x 20 pixels."""
    image_set = read_mnist()
    return replace(image_set, name="mnist_20", images=cropped(image_set.images))


def cropped(images: Tensor) -> Tensor:
    """Crops images (N, 1, H, W) uint8 to BOX x BOX pixels around the middle of their ink; ink that fits is never cut off."""
    count, _, height, width = images.shape
    ink = images[:, 0] > 0
    down, across = _window(ink.any(2), height), _window(ink.any(1), width)
    rows = images[:, 0].gather(1, down[:, :, None].expand(count, BOX, width))
    return rows.gather(2, across[:, None, :].expand(count, BOX, BOX))[:, None].contiguous()


def _window(is_inked: Tensor, size: int) -> Tensor:
    """Returns the BOX indices below `size` whose middle is the middle of the inked ones: (N, size) -> (N, BOX)."""
    places = torch.arange(size)
    first = torch.where(is_inked, places, size).amin(1)
    last = torch.where(is_inked, places, -1).amax(1)
    start = ((first + last + 1 - BOX) // 2).clamp(0, size - BOX)
    return start[:, None] + torch.arange(BOX)


MNIST = Dataset(
    title="MNIST digits",
    count=70_000,
    content="handwritten digits",
    shape=(1, 28, 28),
    class_names=DIGIT_NAMES,
    licence="Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.",
    read=read_mnist,
    notice=ASSETS / "data" / "LICENSE-mnist.md",
)
MNIST_20 = replace(
    MNIST,
    title="MNIST 20 x 20",
    content="digits of MNIST without their black frame",
    shape=(1, BOX, BOX),
    read=read_mnist_20,
)
