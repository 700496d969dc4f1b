"""The entry of the registry: title, size, classes, licence, files and reader of a data set. No image is read here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from vae_core.datasets.image_set import ImageSet

ShowProgress = Callable[[float, str], None]  # a fraction from 0 to 1, and a text


class MissingData(ValueError):
    """The files of a data set are missing or damaged. The message names them and the ways to get them."""


@dataclass(frozen=True)
class Download:
    """The files of a data set that is not bundled, as torchvision's class downloads and reads them."""

    torchvision_class: str
    folder: str  # where the files belong, below the data folder
    files: tuple[str, ...]
    size: int  # bytes to download
    options: dict[str, Any] = field(default_factory=dict, hash=False)  # arguments of the class


@dataclass(frozen=True)
class Dataset:
    """One entry of the registry.

    `read` takes no argument where the images are bundled or generated, else a `Source`.
    """

    title: str
    count: int  # images
    content: str  # what the images show, in words that follow the count
    shape: tuple[int, int, int]  # C, H, W
    class_names: tuple[str, ...]
    licence: str  # the authors and the terms, in one sentence or two
    read: Callable[..., ImageSet]
    download: Download | None = None
    notice: Path | None = None  # a file with the full licence notice, where one is bundled

    @property
    def description(self) -> str:
        """The number of images and what they show."""
        return f"{self.count:,} {self.content}"

    @property
    def is_download(self) -> bool:
        """True if the images must be downloaded once."""
        return self.download is not None

    @property
    def values(self) -> int:
        """The number of values of an image: C * H * W."""
        return prod(self.shape)

    def licence_text(self) -> str:
        """Returns the bundled notice, or the licence in short."""
        return self.licence if self.notice is None else self.notice.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Source:
    """The place of a downloaded data set's files on this machine, and whether they may be downloaded now."""

    name: str
    download: Download
    data_folder: Path
    may_download: bool
    progress: ShowProgress

    @property
    def folder(self) -> Path:
        """The folder of the files."""
        return self.data_folder / self.download.folder

    @property
    def way_out(self) -> str:
        """The ways to get the files, as the end of an error message."""
        return (
            f"Download its {self.download.size / 1e6:,.0f} MB (the button on the page, or --download), "
            f"or put {', '.join(self.download.files)} into {self.folder}"
        )
