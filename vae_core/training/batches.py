"""An image set on a device as batches: one uint8 tensor, indexed, without a DataLoader and without work per image."""

from collections.abc import Iterator

import torch
from torch import Generator, Tensor

from vae_core.datasets import ImageSet
from vae_core.datasets.targets import make_target
from vae_core.models import Batch

EVALUATION_BATCH = 250  # 1000 at once take a convolutional network twice as long, and a dense one as long
CPU = torch.device("cpu")


class BatchLoader:
    """Makes batches for a model from rows of an image set, with the target of a run; by default grey, on the CPU."""

    def __init__(self, image_set: ImageSet, target: str = "grey", device: torch.device = CPU) -> None:
        self.images, self.labels = image_set.images.to(device), image_set.labels.to(device)
        self.target, self.device, self.train_size = target, device, len(image_set.train)

    def generator(self, seed: int) -> Generator:
        """A random number generator on the device of this loader."""
        return Generator(self.device).manual_seed(seed)

    def batch(self, rows: Tensor, generator: Generator, step: int = 1, total_steps: int = 1) -> Batch:
        """The images of `rows` (N,) as floats in [0, 1]; a randomly binarised target is also the input of the encoder."""
        target = make_target(self._floats(rows), self.target, generator)
        labels = self.labels.index_select(0, rows)
        return Batch(target, target, labels, generator, step, total_steps, self.train_size)

    def batches(self, rows: Tensor, generator: Generator) -> Iterator[Batch]:
        """All of `rows`, EVALUATION_BATCH at a time."""
        for part in torch.split(rows.to(self.device), EVALUATION_BATCH):
            yield self.batch(part, generator)

    def grey_batches(self, rows: Tensor) -> Iterator[Batch]:
        """All of `rows` with grey values as target for any run: for codes that are the same in each call."""
        for part in torch.split(rows.to(self.device), EVALUATION_BATCH):
            images = self._floats(part)
            yield Batch(images, images, self.labels.index_select(0, part), self.generator(0))

    def _floats(self, rows: Tensor) -> Tensor:
        # index_select copies whole images; indexing by a tensor goes value by value and takes 14 times as long.
        return self.images.index_select(0, rows).float().div_(255)
