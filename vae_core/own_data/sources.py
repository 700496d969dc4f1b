"""Sources that people bring, as pictures one after the other: a folder, files, an archive, arrays or a table."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from vae_core.own_data.arrays import IDX_NAME, arrays_of, pictures_of, with_labels
from vae_core.own_data.entries import (
    ARCHIVES,
    OTHER_ARCHIVES,
    TAR_ENDINGS,
    Entries,
    Entry,
    files_of_folder,
    files_of_tar,
    files_of_zip,
    opener_in_memory,
    opener_of,
    read_entry,
    sorted_out,
)
from vae_core.own_data.limits import MOST_OF_FILE, ImportLimits
from vae_core.own_data.options import ImportOptions
from vae_core.own_data.pictures import LeftOut, Looks, Picture
from vae_core.own_data.report import shown_name
from vae_core.own_data.tables import label_of, labels_by_path, pictures_of_parquet, pictures_of_pixels

PICTURE_ENDINGS = (
    *(
        ".png",
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".webp",
        ".bmp",
        ".dib",
        ".gif",
        ".tif",
        ".tiff",
        ".ppm",
        ".pgm",
        ".pbm",
    ),
)
_ARRAYS = (".npy", ".npz")
_TABLES = (".csv", ".tsv", ".parquet")
_SPLITS = {"train", "training", "test", "testing", "val", "valid", "validation"}
_READABLE = "PNG, JPEG, WebP, BMP, GIF and TIFF pictures, .npz, .npy, IDX, CSV or Parquet"


@dataclass(frozen=True)
class PictureSource:
    """Pictures that can be read again and again, for a preview and then for the import."""

    name: str
    read: Callable[[ImportOptions], Iterator[Picture | LeftOut]]
    ignored: int = 0  # hidden files
    count: int = 0  # pictures, or 0 where it is not known before they are read
    seen: list[Looks] = field(default_factory=list, compare=False)  # the first pictures, once they were looked at
    limits: ImportLimits = field(default_factory=ImportLimits)


def open_path(path: Path, limits: ImportLimits | None = None) -> PictureSource:
    """Returns the pictures of a folder or a file. Raises a ValueError where there are none."""
    limits = limits or ImportLimits()
    if path.is_dir():
        return _source(path.name, files_of_folder(path, limits, _is_readable), limits)
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is a device or a pipe, not a file; give a folder or a file with {_READABLE}")
    if not path.is_file():
        raise ValueError(f"{path} is not there; give a folder or a file with {_READABLE}")
    entry = Entry(path.name, path.stat().st_size, opener_of(path))
    siblings = [entry]
    if _is_idx(entry):  # the labels are in a file of their own
        siblings = [
            Entry(other.name, other.stat().st_size, opener_of(other))
            for other in sorted(path.parent.iterdir())
            if other.is_file() and other.name in _idx_labels(path.name)
        ] + siblings
    return _source(path.name, _unpacked(siblings, limits), limits)


def open_uploads(uploads: Sequence[tuple[str, bytes]], limits: ImportLimits | None = None) -> PictureSource:
    """Returns the pictures of uploaded files, given by name and content. Raises a ValueError where there are none."""
    return open_entries([Entry(name, len(content), opener_in_memory(content)) for name, content in uploads], limits)


def open_entries(files: Sequence[Entry], limits: ImportLimits | None = None) -> PictureSource:
    """Returns the pictures of files that were brought together. Raises a ValueError where there are none."""
    limits = limits or ImportLimits()
    entries = sorted_out(sorted(files, key=lambda entry: entry.name), [])
    if len(entries.files) == 1:
        unpacked = _unpacked(entries.files, limits)
        entries = Entries(unpacked.files, [*entries.left_out, *unpacked.left_out], entries.ignored + unpacked.ignored)
    name = files[0].name if len(files) == 1 else f"{len(files)} files"
    return _source(name, entries, limits)


def _unpacked(files: list[Entry], limits: ImportLimits) -> Entries:
    """Returns the files of an archive that was brought alone; else the files themselves."""
    only = files[0]
    name = only.name.lower()
    if len(files) > 1 or not name.endswith(ARCHIVES):
        return Entries(files, [], 0)
    opener = files_of_tar if name.endswith(TAR_ENDINGS) else files_of_zip
    try:
        return opener(only.open(), limits)
    except ValueError as error:
        raise ValueError(f"{shown_name(only.name)}: {error}") from error


def _is_readable(name: str) -> bool:
    entry = Entry(name, 0, opener_in_memory(b""))
    return entry.ending in (*PICTURE_ENDINGS, *_ARRAYS, *_TABLES) or _is_idx(entry)


def _is_idx(entry: Entry) -> bool:
    return IDX_NAME.fullmatch(PurePosixPath(entry.name).name) is not None and entry.ending not in PICTURE_ENDINGS


def _idx_labels(name: str) -> tuple[str, ...]:
    found = name.replace("images", "labels").replace("idx3", "idx1")
    return (found,) if found != name else ()


def _source(name: str, entries: Entries, limits: ImportLimits) -> PictureSource:
    """Returns the source of some files: their pictures if there are any, else their arrays or their tables."""
    files = entries.files
    pictures = [entry for entry in files if entry.ending in PICTURE_ENDINGS]
    arrays = [entry for entry in files if entry.ending in _ARRAYS or _is_idx(entry)]
    tables = [entry for entry in files if entry.ending in _TABLES]
    left = list(entries.left_out)
    if pictures:
        labels = _labels_of_tables(tables)
        used = {*pictures, *(tables if labels else ())}
        left += [LeftOut(entry.name, _why_not(entry)) for entry in files if entry not in used]
        return PictureSource(
            name, _reader_of_pictures(pictures, labels, left), entries.ignored, len(pictures), limits=limits
        )
    if arrays:
        pairs = with_labels(arrays_of(arrays, limits), limits)
        total = sum(pair.images.shape[0] for pair in pairs)
        left += [LeftOut(entry.name, _why_not(entry)) for entry in files if entry not in arrays]
        return PictureSource(
            name, lambda options: _after(left, pictures_of(pairs)), entries.ignored, total, limits=limits
        )
    if tables:
        left += [LeftOut(entry.name, _why_not(entry)) for entry in files if entry not in tables]
        return PictureSource(
            name, lambda options: _after(left, _of_tables(tables, options, limits)), entries.ignored, limits=limits
        )
    refused = "; ".join(f"{shown_name(one.name)}: {one.reason}" for one in left[:3])
    found = refused or ", ".join(sorted({entry.ending or shown_name(entry.name) for entry in files})[:8]) or "no file"
    raise ValueError(f"{shown_name(name)} holds no pictures that are read (found {found}); bring {_READABLE}")


def _after(left: list[LeftOut], rest: Iterator[Picture | LeftOut]) -> Iterator[Picture | LeftOut]:
    yield from left
    yield from rest


def _of_tables(tables: list[Entry], options: ImportOptions, limits: ImportLimits) -> Iterator[Picture | LeftOut]:
    for entry in tables:
        if entry.ending == ".parquet":
            yield from pictures_of_parquet(entry, limits)
        elif labels_by_path(entry) is not None:
            raise ValueError(
                f"{shown_name(entry.name)} lists paths; bring it together with its pictures, in a folder or a zip"
            )
        else:
            yield from pictures_of_pixels(entry, options)


def _labels_of_tables(tables: list[Entry]) -> dict[str, str]:
    """Returns the labels of the first table of paths and labels; none where there is no such table."""
    for entry in tables:
        if entry.ending != ".parquet":
            labels = labels_by_path(entry)
            if labels is not None:
                return labels
    return {}


def _reader_of_pictures(
    entries: list[Entry], labels: dict[str, str], left: list[LeftOut]
) -> Callable[[ImportOptions], Iterator[Picture | LeftOut]]:
    classes = _folder_classes([entry.name for entry in entries])

    def read(options: ImportOptions) -> Iterator[Picture | LeftOut]:
        yield from left
        for entry, label in zip(entries, classes, strict=True):
            try:
                content = read_entry(entry, MOST_OF_FILE)
            except ValueError as error:
                yield LeftOut(entry.name, str(error))
                continue
            yield Picture(entry.name, label_of(entry.name, labels) if labels else label, content)

    return read


def _folder_classes(names: list[str]) -> list[str | None]:
    """Returns the class of each file: its first folder below those that all files share, and below train or test."""
    parts = [name.split("/")[:-1] for name in names]
    while parts and all(parts) and len({folders[0] for folders in parts}) == 1:
        parts = [folders[1:] for folders in parts]
    if parts and all(len(folders) > 1 and folders[0].lower() in _SPLITS for folders in parts):
        parts = [folders[1:] for folders in parts]
    return [folders[0] if folders else None for folders in parts]


def _why_not(entry: Entry) -> str:
    if entry.ending == ".svg":
        return "an SVG has no pixels; save it as PNG"
    if entry.name.lower().endswith((*ARCHIVES, *OTHER_ARCHIVES)):
        return "an archive inside is not opened; unpack it, or bring it alone"
    return "it is no picture that is read"
