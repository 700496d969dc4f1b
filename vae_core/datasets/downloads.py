"""Data sets of torchvision: read from files on this machine, or downloaded when somebody asks for it."""

import gzip
import os
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vae_core.datasets.image_set import ImageSet, with_split
from vae_core.files import atomic_path, write_bytes

Progress = Callable[[float, str], None]
CELEBA_COUNTS = {"train": 20_000, "test": 2_000}  # of 202,599 faces; all of them would take 2.5 GB of memory
SMILING = 31  # column of CelebA's attributes


class MissingData(ValueError):
    """The files of a data set are not on this machine; the message says where they belong and how to get them."""


def data_folder() -> Path:
    """Where downloaded data lie: LATENT_LAB_DATA, or a folder in the user's cache."""
    return Path(os.environ.get("LATENT_LAB_DATA", "~/.cache/latent-lab/data")).expanduser()


def load_mnist_like(class_name: str, name: str, folder: Path, fetch: bool, progress: Progress) -> ImageSet:
    """Fashion-MNIST, KMNIST or EMNIST (balanced): 28 x 28 grey images in files like MNIST's."""
    kind = getattr(_torchvision(), class_name)
    options = {"split": "balanced"} if class_name == "EMNIST" else {}
    _unpack_archives(kind, folder / class_name / "raw", fetch)
    train, test = (_open(kind, name, folder, fetch, progress, train=is_train, **options) for is_train in (True, False))
    for part in (train, test):
        _check_grey(part, folder / class_name / "raw")
    images, labels = torch.cat([train.data, test.data])[:, None], torch.cat([train.targets, test.targets])
    if class_name == "EMNIST":
        images = images.transpose(2, 3).contiguous()  # its files hold columns where MNIST's hold rows
    names = [str(label) for label in train.classes]
    return with_split(name, images, labels.long(), names, test_count=len(test.data))


def load_cifar10(name: str, folder: Path, fetch: bool, progress: Progress) -> ImageSet:
    """60,000 small photographs, 32 x 32 in colour."""
    kind = _torchvision().CIFAR10
    train, test = (_open(kind, name, folder, fetch, progress, train=is_train) for is_train in (True, False))
    images = torch.from_numpy(np.concatenate([train.data, test.data])).permute(0, 3, 1, 2).contiguous()
    labels = torch.tensor(train.targets + test.targets)
    return with_split(name, images, labels, train.classes, test_count=len(test.data))


def load_celeba(name: str, folder: Path, fetch: bool, progress: Progress) -> ImageSet:
    """Aligned faces, cropped to their middle and scaled to 64 x 64 once; labelled by whether they smile."""
    converted = folder / "celeba" / "latent-lab-64.npz"
    if not converted.exists():
        _convert_celeba(converted, name, folder, fetch, progress)
    try:
        # Opened here, because numpy leaves a damaged file open.
        with open(converted, "rb") as content, np.load(content, allow_pickle=False) as arrays:
            images, labels = torch.from_numpy(arrays["images"]), torch.from_numpy(arrays["labels"])
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise MissingData(
            f"{converted} is damaged ({error}); delete it, and it is made anew from CelebA's own files"
        ) from error
    return with_split(name, images, labels, ("not smiling", "smiling"), test_count=CELEBA_COUNTS["test"])


def _convert_celeba(target: Path, name: str, folder: Path, fetch: bool, progress: Progress) -> None:
    datasets = _torchvision()
    from torchvision.transforms import v2

    transform = v2.Compose([v2.PILToTensor(), v2.CenterCrop(148), v2.Resize(64, antialias=True)])
    images: list[Tensor] = []
    labels: list[int] = []
    for split, count in CELEBA_COUNTS.items():
        faces = _open(datasets.CelebA, name, folder, fetch, progress, split=split, transform=transform)
        for index in range(min(count, len(faces))):
            image, attributes = _face(faces, index)
            images.append(image)
            labels.append(int(attributes[SMILING]))
            if index % 500 == 0:
                progress(len(images) / sum(CELEBA_COUNTS.values()), "Scaling faces to 64 x 64")
    with atomic_path(target) as beside, open(beside, "wb") as file:
        np.savez(file, images=torch.stack(images).numpy(), labels=np.array(labels))


def _face(faces: Any, index: int) -> tuple[Tensor, Tensor]:
    try:
        image, attributes = faces[index]
    except OSError as error:
        raise MissingData(f"A picture of celeba cannot be read ({error}); unpack img_align_celeba.zip again") from error
    return image, attributes


def _torchvision() -> Any:
    """torchvision.datasets, imported only now: it takes a second that bundled data need not wait for."""
    from vae_core.datasets import torchvision_import  # noqa: F401, I001 (must come before torchvision)
    from torchvision import datasets

    return datasets


def _unpack_archives(kind: Any, raw: Path, fetch: bool) -> None:
    """Unpack .gz files that somebody put into `raw`. Whether they are whole gzip's own checksum says, for mirrors pack anew.

    One that a broken-off download left is passed over where `fetch` allows to download it again.
    """
    for file_name, _ in getattr(kind, "resources", []):
        archive = raw / file_name
        if archive.exists() and not archive.with_suffix("").exists():
            try:
                write_bytes(archive.with_suffix(""), gzip.decompress(archive.read_bytes()))
            except (OSError, EOFError, zlib.error) as error:
                if not fetch:
                    raise MissingData(f"{archive} is damaged ({error}); download it again") from error


def _check_grey(part: Any, raw: Path) -> None:
    """Refuse what torchvision lets pass: images of another size, labels that are too few, too many or of no class."""
    labels, classes = part.targets, len(part.classes)
    if (
        part.data.shape[1:] != (28, 28)
        or len(labels) != len(part.data)
        or not 0 <= labels.min() <= labels.max() < classes
    ):
        raise MissingData(
            f"The files in {raw} do not belong together: {tuple(part.data.shape)} images and {len(labels)} labels from "
            f"{labels.min()} to {labels.max()}, where (N, 28, 28) and labels below {classes} are wanted; delete them and "
            "fetch them again"
        )


def _open(kind: Any, name: str, folder: Path, fetch: bool, progress: Progress, **options: Any) -> Any:
    """A torchvision data set from the files in `folder`, downloaded before if `fetch`. MissingData where that fails."""
    try:
        return kind(str(folder), download=False, **options)
    except (RuntimeError, OSError, ValueError, TypeError, LookupError, AssertionError) as error:
        if "not found" not in str(error):  # torchvision's words for missing files; a damaged one it reads as it can
            raise MissingData(
                f"The files of {name} in {folder / _place(kind)} are damaged ({str(error) or 'another format'}); "
                "delete them and fetch them again"
            ) from error
        if not fetch:
            raise MissingData(_way_out(kind, name, folder)) from error
    try:
        return _download(lambda: kind(str(folder), download=True, **options), folder, name, progress)
    except Exception as error:  # from a network, archives and gdown, each with errors of its own
        reason = " ".join(str(error).split()).rstrip(".")
        raise MissingData(f"{name} could not be downloaded: {reason}. {_way_out(kind, name, folder)}") from error


def _place(kind: Any) -> str:
    return {"CIFAR10": "cifar-10-batches-py", "CelebA": "celeba"}.get(kind.__name__, f"{kind.__name__}/raw")


def _way_out(kind: Any, name: str, folder: Path) -> str:
    files = [file for file, _ in getattr(kind, "resources", [])]
    if kind.__name__ == "CelebA":  # torchvision wants the archive unpacked
        files = [str(entry[2]).replace(".zip", " (the unpacked folder)") for entry in kind.file_list]
    if kind.__name__ == "EMNIST":
        files = [
            f"emnist-balanced-{part}-{what}-ubyte"
            for part in ("train", "test")
            for what in ("images-idx3", "labels-idx1")
        ]
    if kind.__name__ == "CIFAR10":
        files = [entry[0] for entry in kind.train_list + kind.test_list] + [kind.meta["filename"]]
    return (
        f"{name} is not on this machine. Download it (the button on the page, or --download), "
        f"or put {', '.join(files)} into {folder / _place(kind)}"
    )


def _download(make: Callable[[], Any], folder: Path, name: str, progress: Progress) -> Any:
    """`make()` in a thread, while `progress` hears how much has arrived in `folder`."""
    result: list[Any] = []

    def work() -> None:
        try:
            result.append(make())
        except Exception as error:  # handed to the caller's thread, whatever it is
            result.append(error)

    expected = {"fashion_mnist": 31e6, "kmnist": 21e6, "emnist": 562e6, "cifar10": 170e6, "celeba": 1.45e9}[name]
    before, thread = _bytes_in(folder), threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        arrived = _bytes_in(folder) - before
        progress(min(0.99, arrived / expected), f"Downloading {name}: {arrived / 1e6:.0f} of {expected / 1e6:.0f} MB")
        time.sleep(0.2)
    if isinstance(result[0], Exception):
        raise result[0]
    progress(1.0, f"{name} is here")
    return result[0]


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.exists() else 0
