"""Images with labels and a split, and selections of them. No file is read here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Generator, Tensor

VALIDATION_SHARE = 0.05  # of the images that are not for testing
ROWS_PER_SUM = 10_000  # images that are read together, so that memory stays bounded


@dataclass(frozen=True, eq=False, repr=False)
class ImageSet:
    """N images as uint8 in memory, their labels and the rows of each split, and the factors where they are known."""

    name: str
    images: Tensor  # (N, C, H, W) uint8
    labels: Tensor  # (N,) int64, an index of class_names
    class_names: tuple[str, ...]
    train: Tensor  # rows, int64
    validation: Tensor
    test: Tensor
    factors: Tensor | None = None  # (N, F) float32
    factor_names: tuple[str, ...] = ()
    stored: str = ""  # checksum of images and labels as they were stored; empty: it is computed

    def __repr__(self) -> str:
        size, splits = " x ".join(map(str, self.shape)), ("train", "validation", "test")
        parts = ", ".join(f"{name} {len(getattr(self, name)):,}" for name in splits)
        return (
            f"<ImageSet {self.name}: {len(self.images):,} images of {size}, {len(self.class_names)} classes; {parts}>"
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """C, H, W of an image."""
        channels, height, width = self.images.shape[1:]
        return (channels, height, width)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of images, labels and split; sets with equal checksums train the same model."""
        digest = hashlib.sha256(self.stored.encode())
        content = () if self.stored else (self.images, self.labels)
        for part in (*content, self.train, self.validation, self.test):
            for rows in torch.split(part, ROWS_PER_SUM):  # a copy of all images would double the memory
                digest.update(rows.contiguous().numpy().tobytes())
        return digest.hexdigest()

    def stored_as(self, checksum: str) -> "ImageSet":
        """Returns the same images with the checksum that was computed when they were stored."""
        return replace(self, stored=checksum)


def split_sizes(count: int) -> tuple[int, int, int]:
    """Returns the numbers of training, validation and test images of a random split."""
    test = max(1, count // 10) if count > 2 else 0
    validation = max(count // 10, 1 if count - test > 1 else 0)
    return count - test - validation, validation, test


def training_count(count: int) -> int:
    """Returns the number of training images of a random split, at least 1; no batch is larger."""
    return max(1, split_sizes(count)[0])


def with_split(
    name: str, images: Tensor, labels: Tensor, class_names: Sequence[str], test_count: int | None = None, seed: int = 0
) -> ImageSet:
    """Returns an ImageSet with a seeded split. The last `test_count` images are the published test set, else a random tenth.

    Each split has at least one image if there are three images, or two besides a published test set.
    """
    count = len(images)
    if test_count is None:
        order = torch.randperm(count, generator=Generator().manual_seed(seed))
        _, validation_count, test_count = split_sizes(count)
        test, pool = order[:test_count].sort().values, order[test_count:]
    else:
        test = torch.arange(count - test_count, count)
        pool = torch.randperm(count - test_count, generator=Generator().manual_seed(seed))
        validation_count = max(int(len(pool) * VALIDATION_SHARE), 1 if len(pool) > 1 else 0)
    return ImageSet(name, images, labels, tuple(class_names), pool[validation_count:], pool[:validation_count], test)


def only_classes(image_set: ImageSet, names: Sequence[str]) -> ImageSet:
    """Returns the images of these classes with labels in this order. Raises a ValueError for an unknown class."""
    for name in names:
        if name not in image_set.class_names:
            raise ValueError(f"unknown class {name!r}; choose from {', '.join(image_set.class_names)}")
    wanted = [image_set.class_names.index(name) for name in dict.fromkeys(names)]
    new_label = torch.full((len(image_set.class_names),), -1)
    new_label[wanted] = torch.arange(len(wanted))
    labels = new_label[image_set.labels]
    new_row = torch.cumsum(labels >= 0, 0) - 1

    def rows_of(split: Tensor) -> Tensor:
        return new_row[split[labels[split] >= 0]]

    kept = labels >= 0
    return replace(
        image_set,
        images=image_set.images[kept],
        labels=labels[kept],
        class_names=tuple(image_set.class_names[index] for index in wanted),
        train=rows_of(image_set.train),
        validation=rows_of(image_set.validation),
        test=rows_of(image_set.test),
        factors=None if image_set.factors is None else image_set.factors[kept],
        stored="",
    )


def subset(image_set: ImageSet, size: int) -> ImageSet:
    """Returns the same images with only the first `size` training rows, which are in random order."""
    if not 1 <= size <= len(image_set.train):
        raise ValueError(
            f"subset is {size}; there are {len(image_set.train)} training images; choose from 1 to {len(image_set.train)}"
        )
    return replace(image_set, train=image_set.train[:size])


def mean_image(image_set: ImageSet) -> Tensor:
    """Returns the average training image, values in [0, 1]: (C, H, W)."""
    total = np.zeros(image_set.shape, np.uint64)
    for rows in torch.split(image_set.train, ROWS_PER_SUM):
        # NumPy sums bytes exactly in 32 bits; PyTorch's sum takes 20 times as long, 0.2 s at the start of each training.
        total += np.add.reduce(image_set.images.index_select(0, rows).numpy(), 0, dtype=np.uint32)
    return (torch.from_numpy(total.astype(np.float64)) / (255 * len(image_set.train))).float()


def pixels(images: Tensor) -> Tensor:
    """Returns images as uint8; values outside [0, 1] are clamped."""
    return (images.detach().cpu().clamp(0, 1) * 255).round().to(torch.uint8)
