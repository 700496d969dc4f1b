"""The memory that a training needs, estimated before it starts: tensors on the device "meta" have shapes and no memory."""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.config import RunConfig, config_parameters, weightless_model
from vae_core.datasets import ImageSet
from vae_core.models import Batch

PROCESS_BYTES = 400_000_000  # Python, PyTorch and ONNX, measured
# Of each parameter in float32: weight, gradient, two moments of Adam, two sets of weights that are kept, and while a
# checkpoint is written its copy of weight and moments, twice.
COPIES = 12
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container


class _MetaBatch(Batch):
    """A batch without memory; noise of the device "meta" takes no generator."""

    def normal(self, like: Tensor) -> Tensor:
        return torch.empty_like(like)

    def uniform(self, like: Tensor) -> Tensor:
        return torch.empty_like(like)


def training_bytes(config: RunConfig, image_set: ImageSet) -> int:
    """Returns the bytes at a training's peak: process, images in memory, copies of the weights, values of one step."""
    weights = 4 * COPIES * config_parameters(config)
    images = 0 if image_set.stored else image_set.images.numel()  # an own data set is mapped from the disk
    return PROCESS_BYTES + images + weights + step_bytes(config)


@lru_cache(maxsize=64)
def step_bytes(config: RunConfig) -> int:
    """Returns the bytes of the values that the backward pass of one step needs, of the model's own loss."""
    sizes: dict[Any, int] = {}

    def keep(value: Tensor) -> Tensor:
        storage = value.untyped_storage()
        sizes[storage._cdata] = storage.nbytes()  # a view shares the storage of its values
        return value

    shape = (config.batch_size, *config.dataset.shape)
    model = weightless_model(config)
    own = {parameter.untyped_storage()._cdata for parameter in model.parameters()}
    images = torch.empty(shape, device="meta")
    labels = torch.zeros(config.batch_size, dtype=torch.int64, device="meta")
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda value: value):
        loss = model.loss(_MetaBatch(images, images, labels, Generator())).objective
    del loss
    return 2 * images.numel() * 4 + sum(size for key, size in sizes.items() if key not in own)


def machine_bytes() -> float:
    """Returns the memory of this machine, or of its container where that is less; infinite where the system names none."""
    found = [float("inf")]
    with suppress(AttributeError, ValueError, OSError):  # Windows
        found.append(float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")))
    with suppress(OSError, ValueError):  # no container, or "max"
        found.append(float(CGROUP_LIMIT.read_text()))
    return min(found)


def check_memory(config: RunConfig, image_set: ImageSet, available: float) -> None:
    """Raises a ValueError if the training needs more than `available` bytes; names what the memory depends on."""
    needed = training_bytes(config, image_set)
    if needed <= available:
        return
    sizes = ",".join(map(str, config.hidden)) or "the default"
    raise ValueError(
        f"this training needs about {needed / 1e9:.1f} GB of memory, and {available / 1e9:.1f} GB are available to it: "
        f"model {config.model} of {config_parameters(config):,} parameters (hidden {sizes}, latent_dim {config.latent_dim}), "
        f"batch_size {config.batch_size}, {len(image_set.images):,} images of {config.data}; "
        "choose smaller layers, a smaller batch, or fewer images"
    )
