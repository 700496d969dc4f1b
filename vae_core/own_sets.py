"""Data sets that people brought: their folders in the runs folder and the facts about them, found by name.

Imports no PyTorch, so that the process that reads hostile pictures starts in a fraction of a second.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vae_core.file_cache import cached_by_file
from vae_core.files import read_json
from vae_core.runs_folder import runs_folder

_VERSION = 1  # of the folder's format
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
OWN_FOLDER = ".data"  # in the runs folder; lists of runs ignore hidden folders
DESCRIPTION, IMAGES_FILE, LABELS_FILE = "data.json", "images.npy", "labels.npy"
LONGEST_TITLE = 80  # characters
LONGEST_CLASS = 60  # characters of a class name
LARGEST_SIDE = 128  # pixels
_CHECKSUM = re.compile(r"[0-9a-f]{64}")
MOST_OWN_CLASSES = 1000


def _is_harmless(title: str) -> bool:
    """Returns True if a title is safe in the text of an exported script."""
    return title.isprintable() and not set('"\\') & set(title)


@dataclass(frozen=True)
class OwnData:
    """The facts about an own data set. A run keeps them, so it opens without the images. Raises a ValueError for wrong ones."""

    name: str  # of the folder
    title: str
    shape: tuple[int, int, int]  # C, H, W
    class_names: tuple[str, ...]
    count: int  # images
    checksum: str  # of images, labels and class names

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(
                f"the data set's name is {self.name[:80]!r}; use at most 64 small letters, digits, - and _"
            )
        if not self.title.strip() or len(self.title) > LONGEST_TITLE or not _is_harmless(self.title):
            raise ValueError(
                f"the data set's title is {self.title[:80]!r}; it must be one line of 1 to {LONGEST_TITLE} characters "
                'without \\ and "'
            )
        channels, height, width = self.shape
        if channels not in (1, 3) or not 1 <= height <= LARGEST_SIDE or not 1 <= width <= LARGEST_SIDE:
            raise ValueError(
                f"the data set's images have the shape {self.shape}; it must be 1 or 3 channels of at most "
                f"{LARGEST_SIDE} x {LARGEST_SIDE} pixels"
            )
        if not 1 <= len(self.class_names) <= MOST_OWN_CLASSES or len(set(self.class_names)) < len(self.class_names):
            raise ValueError(f"the data set has {len(self.class_names)} classes; it must have 1 to {MOST_OWN_CLASSES}")
        if not all(name and len(name) <= LONGEST_CLASS and name.isprintable() for name in self.class_names):
            raise ValueError(f"the data set has a class name that is not one line of 1 to {LONGEST_CLASS} characters")
        if not _CHECKSUM.fullmatch(self.checksum):
            raise ValueError(f"the data set's checksum is {self.checksum[:80]!r}; it must be 64 hexadecimal digits")
        if self.count < 1:
            raise ValueError(f"the data set has {self.count} images; it must have at least 1")

    def to_plain(self) -> dict[str, Any]:
        """Returns the facts, JSON-ready."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def own_data_from_plain(plain: Any) -> OwnData:
    """Returns the facts that `OwnData.to_plain` wrote. Raises a ValueError that names the entry that is wrong."""
    if not isinstance(plain, dict):
        raise ValueError(f"own_data is a {type(plain).__name__}; it must be a JSON object")
    for name, kind in (("name", str), ("title", str), ("checksum", str), ("count", int)):
        if type(plain.get(name)) is not kind:
            raise ValueError(f"own_data has {name} {str(plain.get(name))[:40]!r}, which no data set has")
    shape, names = plain.get("shape"), plain.get("class_names")
    if not isinstance(shape, list) or [type(size) for size in shape] != [int] * 3:
        raise ValueError(f"own_data has the shape {str(shape)[:40]!r}; it must be three whole numbers")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"own_data has class_names {str(names)[:40]!r}; they must be a list of words")
    return OwnData(
        plain["name"], plain["title"], (shape[0], shape[1], shape[2]), tuple(names), plain["count"], plain["checksum"]
    )


@dataclass(frozen=True)
class OwnSet:
    """An own data set on this machine: its folder, its facts, who brought it, and the summary of its import."""

    path: Path
    data: OwnData
    person: str = ""  # empty: added on the command line
    created: str = ""  # ISO 8601, in UTC
    report: dict[str, Any] = field(default_factory=dict, compare=False)


def own_folder() -> Path:
    """Returns the folder of own data sets. It is in the runs folder, which workers and backups have."""
    return runs_folder() / OWN_FOLDER


def find_own(name: str) -> OwnSet | None:
    """Returns the own data set of this name; None where there is none, or it is damaged."""
    if not NAME.fullmatch(name):
        return None
    try:
        return _described(own_folder() / name)
    except (ValueError, OSError):
        return None


def list_own() -> list[OwnSet]:
    """Returns the own data sets of this machine, newest first."""
    try:
        names = [path.name for path in own_folder().iterdir()]
    except OSError:
        return []
    found = [own for name in names if (own := find_own(name)) is not None]
    return sorted(found, key=lambda own: (own.created, own.data.name), reverse=True)


def description_of(data: OwnData, person: str, report: dict[str, Any]) -> dict[str, Any]:
    """Returns the content of data.json for a set that is added now."""
    created = datetime.now(UTC).isoformat(timespec="microseconds")
    return {"version": _VERSION, **data.to_plain(), "person": person, "created": created, "report": report}


@cached_by_file(DESCRIPTION, entries=1024)
def _described(path: Path) -> OwnSet:
    plain = read_json(path / DESCRIPTION)
    if plain.get("version") != _VERSION:
        raise ValueError(f"{DESCRIPTION} has version {plain.get('version')!r}; this program reads {_VERSION}")
    data = own_data_from_plain(plain)
    if data.name != path.name:
        raise ValueError(f"{DESCRIPTION} names the data set {data.name!r}, and its folder is {path.name!r}")
    person, created, report = plain.get("person", ""), plain.get("created", ""), plain.get("report", {})
    if not isinstance(person, str) or not isinstance(created, str) or not isinstance(report, dict):
        raise ValueError(f"{DESCRIPTION} has another person, created or report than this program writes")
    return OwnSet(path, data, person, created, report)
