"""The images of data sets that people brought, read through a memory map."""

import numpy as np
import torch

from vae_core.datasets.dataset import Dataset, MissingData
from vae_core.datasets.image_set import ImageSet, with_split
from vae_core.own_sets import IMAGES_FILE, LABELS_FILE, OwnData, find_own

LICENCE = "Brought by the person who added it. Its terms are not known to this program."


def own_dataset(data: OwnData) -> Dataset:
    """Returns the entry of an own data set as the registry has one for each other data set."""
    return Dataset(
        title=data.title,
        count=data.count,
        content=f"images of {data.title}",
        shape=data.shape,
        class_names=data.class_names,
        licence=LICENCE,
        read=lambda: read_own(data),
    )


def read_own(data: OwnData) -> ImageSet:
    """Returns the images, mapped from the disk. Raises MissingData where the set is not here, differs or is damaged."""
    own = find_own(data.name)
    if own is None:
        raise MissingData(
            f"The data set {data.title!r} ({data.count:,} images) is not on this machine; "
            f"add it again under the name {data.name!r}"
        )
    if own.data.checksum != data.checksum:
        raise MissingData(
            f"The data set {data.title!r} on this machine differs from the one of this run: its checksum is "
            f"{own.data.checksum[:12]}, and the run has {data.checksum[:12]}; add the earlier pictures again"
        )
    try:
        # Mode "c" maps the file: pages are read when they are needed, and nothing is written back.
        images = np.load(own.path / IMAGES_FILE, mmap_mode="c", allow_pickle=False)
        labels = np.load(own.path / LABELS_FILE, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise MissingData(f"The files of the data set {data.title!r} are damaged ({error}); add it again") from error
    if images.shape != (data.count, *data.shape) or images.dtype != np.uint8 or labels.shape != (data.count,):
        raise MissingData(
            f"The files of the data set {data.title!r} are damaged: {images.dtype} {images.shape} images and "
            f"{labels.shape} labels, not uint8 {(data.count, *data.shape)}; add it again"
        )
    found = with_split(data.name, torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64)), data.class_names)
    return found.stored_as(data.checksum)
