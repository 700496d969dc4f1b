"""CIFAR-10: small colour photographs of animals and vehicles. Krizhevsky 2009."""

import numpy as np
import torch

from vae_core.datasets.dataset import Dataset, Download, Source
from vae_core.datasets.downloads import open_files
from vae_core.datasets.image_set import ImageSet, with_split


def read_cifar10(source: Source) -> ImageSet:
    """Returns the photographs, the published test set last."""
    train, test = (open_files(source, train=is_train) for is_train in (True, False))
    images = torch.from_numpy(np.concatenate([train.data, test.data])).permute(0, 3, 1, 2).contiguous()
    labels = torch.tensor(train.targets + test.targets)
    return with_split(source.name, images, labels, train.classes, test_count=len(test.data))


CIFAR10 = Dataset(
    title="CIFAR-10",
    count=60_000,
    content="small colour photographs",
    shape=(3, 32, 32),
    class_names=("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    licence="Alex Krizhevsky, Vinod Nair and Geoffrey Hinton 2009. No licence is stated; cite their report.",
    read=read_cifar10,
    download=Download(
        "CIFAR10",
        "cifar-10-batches-py",
        (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta"),
        size=170_000_000,
    ),
)
