"""CelebA: faces, cropped and scaled to 64 x 64 once, labelled by whether they smile. Liu et al. 2015."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vae_core.datasets.dataset import Dataset, Download, MissingData, Source
from vae_core.datasets.downloads import open_files
from vae_core.datasets.image_set import ImageSet, with_split
from vae_core.files import atomic_path

FACES = {"train": 20_000, "test": 2_000}  # of 202,599; all of them would take 2.5 GB of memory
SMILING = 31  # column of the attributes
CLASS_NAMES = ("not smiling", "smiling")


def read_celeba(source: Source) -> ImageSet:
    """Returns the scaled faces, which are made from CelebA's own files at the first call."""
    scaled = source.folder / "latent-lab-64.npz"
    if not scaled.exists():
        _scale_faces(scaled, source)
    try:
        # Opened here, because numpy leaves a damaged file open.
        with open(scaled, "rb") as content, np.load(content, allow_pickle=False) as arrays:
            images, labels = torch.from_numpy(arrays["images"]), torch.from_numpy(arrays["labels"])
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise MissingData(
            f"{scaled} is damaged ({error}); delete it, and it is made again from CelebA's own files"
        ) from error
    return with_split(source.name, images, labels, CLASS_NAMES, test_count=FACES["test"])


def _scale_faces(target: Path, source: Source) -> None:
    images: list[Tensor] = []
    labels: list[int] = []
    for split, count in FACES.items():
        faces = open_files(source, split=split, transform=_transform())
        for index in range(min(count, len(faces))):
            image, attributes = _face(faces, index)
            images.append(image)
            labels.append(int(attributes[SMILING]))
            if index % 500 == 0:
                source.progress(len(images) / sum(FACES.values()), "Scaling faces to 64 x 64")
    with atomic_path(target) as beside, open(beside, "wb") as file:
        np.savez(file, images=torch.stack(images).numpy(), labels=np.array(labels))


def _transform() -> Any:
    """Returns the crop to the middle 148 x 148 pixels and the scaling to 64 x 64."""
    from vae_core.datasets import torchvision_import  # noqa: F401, I001 (must come before torchvision)
    from torchvision.transforms import v2

    return v2.Compose([v2.PILToTensor(), v2.CenterCrop(148), v2.Resize(64, antialias=True)])


def _face(faces: Any, index: int) -> tuple[Tensor, Tensor]:
    try:
        image, attributes = faces[index]
    except OSError as error:
        raise MissingData(f"An image of celeba cannot be read ({error}); unpack img_align_celeba.zip again") from error
    return image, attributes


CELEBA = Dataset(
    title="CelebA",
    count=sum(FACES.values()),
    content="of the 202,599 faces, 64 x 64",
    shape=(3, 64, 64),
    class_names=CLASS_NAMES,
    licence=(
        "Ziwei Liu, Ping Luo, Xiaogang Wang and Xiaoou Tang 2015, The Chinese University of Hong Kong. "
        "For non-commercial research only."
    ),
    read=read_celeba,
    download=Download(
        "CelebA",
        "celeba",
        (
            "img_align_celeba (the unpacked folder)",
            "list_attr_celeba.txt",
            "identity_CelebA.txt",
            "list_bbox_celeba.txt",
            "list_landmarks_align_celeba.txt",
            "list_eval_partition.txt",
        ),
        size=1_450_000_000,
    ),
)
