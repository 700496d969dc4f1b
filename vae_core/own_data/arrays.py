"""Arrays of images and labels: .npy, .npz and IDX files, read in rows by numpy's own header reader; no pickled object is read."""

import gzip
import re
import struct
import weakref
import zipfile
from collections.abc import Callable, Iterator
from math import isqrt, prod
from pathlib import PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vae_core.own_data.entries import DAMAGED, Entry
from vae_core.own_data.limits import MOST_OF_FILE, ImportLimits, megabytes
from vae_core.own_data.pictures import Picture, Pixels

BYTES_AT_ONCE = 4_000_000
MOST_IN_MEMORY = 500_000_000  # bytes of an array in Fortran order, which cannot be read in rows
IDX_NAME = re.compile(r".*(idx\d|ubyte).*", re.IGNORECASE)
IDX_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
WANTED = "images (N, H, W) or (N, H, W, C) of whole numbers from 0 to 255, or of numbers from 0 to 1"
OF_IMAGES = ("image", "x", "data", "img", "pixels", "arr_0")
OF_LABELS = ("label", "y", "target", "class", "arr_1")


class Array(NamedTuple):
    """An array in a file: its name, shape, type and order, and the way to its first byte."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    is_fortran: bool
    open: Callable[[], BinaryIO]  # at the first byte of the numbers
    start: int  # the offset of that byte, for messages

    def rows(self) -> Iterator[NDArray[Any]]:
        """Yields the array in parts of some rows each; raises a ValueError where the file ends early."""
        row_bytes = prod(self.shape[1:]) * self.dtype.itemsize
        step = max(1, BYTES_AT_ONCE // max(1, row_bytes))
        try:
            if self.is_fortran and len(self.shape) > 1:
                yield self._whole()
                return
            with self.open() as file:
                for first in range(0, self.shape[0], step):
                    count = min(step, self.shape[0] - first)
                    content = _exactly(file, count * row_bytes)
                    if len(content) < count * row_bytes:
                        raise ValueError(
                            f"{self.name} ends at byte {self.start + first * row_bytes + len(content):,}, and its header "
                            f"declares {self.start + self.shape[0] * row_bytes:,}"
                        )
                    yield np.frombuffer(content, self.dtype).reshape(count, *self.shape[1:])
        except DAMAGED as error:
            raise ValueError(f"{self.name} is damaged: {error}") from error

    def _whole(self) -> NDArray[Any]:
        size = prod(self.shape) * self.dtype.itemsize
        if size > MOST_IN_MEMORY:
            raise ValueError(
                f"{self.name} is in Fortran order and has {megabytes(size)}; save it with np.ascontiguousarray"
            )
        with self.open() as file:
            content = _exactly(file, size)
        if len(content) < size:
            raise ValueError(f"{self.name} ends at byte {self.start + len(content):,}, before its end")
        return np.frombuffer(content, self.dtype).reshape(self.shape, order="F")


def _exactly(file: BinaryIO, size: int) -> bytes:
    parts, missing = [], size
    while missing > 0 and (part := file.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def arrays_of(entries: list[Entry], limits: ImportLimits) -> list[Array]:
    """Returns the arrays of .npy, .npz and IDX files. Raises a ValueError that names a file with anything else."""
    found: list[Array] = []
    for entry in entries:
        if entry.ending == ".npz":
            found += _of_npz(entry, limits)
        else:
            found.append((_of_npy if entry.ending == ".npy" else _of_idx)(entry))
    return found


def _of_npz(entry: Entry, limits: ImportLimits) -> list[Array]:
    try:
        file = entry.open()
        archive = zipfile.ZipFile(file)
        weakref.finalize(archive, file.close)
    except DAMAGED as error:
        raise ValueError(f"{entry.name} is no .npz file: {error}") from error
    members = archive.infolist()
    limits.check_entries(len(members))
    limits.check_unpacked(sum(member.file_size for member in members))

    def opener(member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
        return lambda: archive.open(member)  # type: ignore[return-value]  # it reads like a file

    return [_of_npy(Entry(member.filename, member.file_size, opener(member))) for member in members]


def _of_npy(entry: Entry) -> Array:
    name = entry.name.removesuffix(".npy")

    def header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
        version = np.lib.format.read_magic(file)
        if version == (1, 0):
            return np.lib.format.read_array_header_1_0(file)
        if version == (2, 0):
            return np.lib.format.read_array_header_2_0(file)
        raise ValueError(f"it has version {version} of the format; versions 1 and 2 are read")

    def opened() -> BinaryIO:
        file = entry.open()
        header(file)
        return file

    try:
        with entry.open() as file:
            shape, is_fortran, dtype = header(file)
            start = file.tell()
    except (ValueError, *DAMAGED) as error:
        raise ValueError(f"{name} is no array that can be read: {' '.join(str(error).split())[:160]}") from error
    if dtype.hasobject or dtype.names:
        raise ValueError(f"{name} has the type {dtype}, which only a pickle can hold; save {WANTED}")
    return Array(name, shape, dtype, is_fortran, opened, start)


def _of_idx(entry: Entry) -> Array:
    """Returns the array of an IDX file, which may be compressed by gzip."""
    is_packed = entry.ending == ".gz"

    def bare() -> BinaryIO:
        packed = entry.open()
        if not is_packed:
            return packed
        file: Any = gzip.GzipFile(fileobj=packed)
        file.myfileobj = packed  # closed with the file
        found: BinaryIO = file
        return found

    try:
        with bare() as file:
            magic = _exactly(file, 4)
            if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in IDX_TYPES or not 1 <= magic[3] <= 4:
                raise ValueError(
                    f"{entry.name} begins with {magic.hex(' ') or 'nothing'} at offset 0, which no IDX file does; "
                    "MNIST's begin with 00 00 08 03 or 00 00 08 01"
                )
            sizes = _exactly(file, 4 * magic[3])
    except DAMAGED as error:
        raise ValueError(f"{entry.name} is damaged: {error}") from error
    start = 4 + 4 * magic[3]
    if len(sizes) < 4 * magic[3]:
        raise ValueError(f"{entry.name} ends at offset {4 + len(sizes)}, within its header of {start} bytes")
    shape = struct.unpack(f">{magic[3]}I", sizes)

    def opened() -> BinaryIO:
        file = bare()
        _exactly(file, start)
        return file

    return Array(entry.name, shape, np.dtype(IDX_TYPES[magic[2]]), False, opened, start)


class ArrayPair(NamedTuple):
    """An array of images, and the labels of its images."""

    images: Array
    labels: list[str | None] | None


def with_labels(arrays: list[Array], limits: ImportLimits) -> list[ArrayPair]:
    """Returns each array of images with its labels. Raises a ValueError where there are no images, or the lengths differ."""
    by_name = {array.name: array for array in arrays}
    images = [array for array in arrays if _is_images(array)]
    if not images:
        raise ValueError(f"found {_shapes(arrays) or 'no array'}; save {WANTED}")
    found, others = [], [array for array in arrays if _is_labels(array)]
    for array in images:
        _check_images(array, limits)
        matches = [by_name[name] for name in _names_of_labels(array.name) if name in by_name]
        matches = [match for match in matches if _is_labels(match)] or (others if len(images) == 1 else [])
        labels = None if not matches else _labels(matches[0])
        if labels is not None and len(labels) != array.shape[0]:
            raise ValueError(
                f"{matches[0].name} has {len(labels):,} labels, and {array.name} has {array.shape[0]:,} images; "
                "give each image one"
            )
        found.append(ArrayPair(array, labels))
    shapes = {_picture_shape(pair.images) for pair in found}
    if len(shapes) > 1:
        raise ValueError(
            f"the images have different shapes: {_shapes([pair.images for pair in found])}; save them apart"
        )
    return found


def _shapes(arrays: list[Array]) -> str:
    return ", ".join(f"{array.name} {array.dtype} {array.shape}" for array in arrays[:6])


def _stem(name: str) -> str:
    return PurePosixPath(name).name.lower()


def _is_images(array: Array) -> bool:
    if array.dtype.kind not in "buif":
        return False
    # An array of rank 2 may hold flat images; one column of it holds labels.
    return len(array.shape) in (3, 4) or (len(array.shape) == 2 and array.shape[1] > 15 and not _is_named_label(array))


def _is_named_label(array: Array) -> bool:
    return any(word in _stem(array.name) for word in ("label", "target", "class"))


def _is_labels(array: Array) -> bool:
    return len(array.shape) == 1 or (len(array.shape) == 2 and array.shape[1] == 1)


def _names_of_labels(name: str) -> list[str]:
    """Returns the names that labels of these images may have: train_images -> train_labels, x_train -> y_train."""
    pairs = [(images, labels) for images in OF_IMAGES for labels in (*OF_LABELS, f"{OF_LABELS[0]}s")]
    found = []
    for images, labels in pairs:
        for old, new in ((images, labels), (f"{images}s", f"{labels}s"), (images.upper(), labels.upper())):
            if old in name:
                found += [name.replace(old, new), name.replace(old, new).replace("idx3", "idx1")]
    return [other for other in dict.fromkeys(found) if other != name]


def _check_images(array: Array, limits: ImportLimits) -> None:
    if 0 in array.shape:
        raise ValueError(f"{array.name} has the shape {array.shape}, so it holds no images; save {WANTED}")
    _picture_shape(array)
    row_bytes = prod(array.shape[1:]) * array.dtype.itemsize
    if row_bytes > MOST_OF_FILE:
        raise ValueError(
            f"{array.name} has images of {megabytes(row_bytes)}; at most {megabytes(MOST_OF_FILE)} are read"
        )
    limits.check_stored(array.shape[0], 1)
    limits.check_unpacked(array.shape[0] * row_bytes)


def _picture_shape(array: Array) -> tuple[tuple[int, ...], bool]:
    """Returns the shape (H, W) or (H, W, C) of a picture, and whether the channels come first in the file."""
    shape = array.shape[1:]
    if len(shape) == 1:
        side = isqrt(shape[0])
        if side * side == shape[0]:
            return (side, side), False
        side = isqrt(shape[0] // 3)
        if 3 * side * side == shape[0]:
            return (3, side, side), True
        raise ValueError(f"{array.name} has rows of {shape[0]} numbers, which are no square image; save {WANTED}")
    if len(shape) == 2 or shape[2] in (1, 3):
        return shape, False
    if shape[0] in (1, 3):
        return shape, True
    raise ValueError(f"{array.name} is {array.dtype} {array.shape}, which has neither 1 nor 3 channels; save {WANTED}")


def _labels(array: Array) -> list[str | None]:
    """Returns labels as words; None for NaN and for an empty word."""
    if array.dtype.kind not in "buifUS":
        raise ValueError(f"{array.name} is {array.dtype} {array.shape}; labels are whole numbers or words")
    if prod(array.shape) * array.dtype.itemsize > MOST_OF_FILE:
        raise ValueError(
            f"{array.name} has {megabytes(prod(array.shape) * array.dtype.itemsize)} of labels; shorten the words"
        )
    values: NDArray[Any] = (
        np.concatenate([part.reshape(-1) for part in array.rows()]) if array.shape[0] else np.zeros(0)
    )
    if array.dtype.kind == "f":
        known = values[np.isfinite(values)]
        if (known != np.rint(known)).any():
            wrong = float(known[known != np.rint(known)][0])
            raise ValueError(f"{array.name} has the label {wrong:g}; labels are whole numbers or words")
        return [str(int(value)) if np.isfinite(value) else None for value in values]
    if array.dtype.kind == "S":
        return [value.decode("utf-8", "replace").strip() or None for value in values]
    return [str(value).strip() or None for value in values.tolist()]


def pictures_of(pairs: list[ArrayPair]) -> Iterator[Picture]:
    """Yields the images of arrays as pixels from 0 to 255. Raises a ValueError for numbers that are no grey values."""
    scale = Scale()
    for images, labels in pairs:
        shape, is_first = _picture_shape(images)
        number = 0
        for part in images.rows():
            values = scale.to_bytes(part, images.name).reshape(len(part), *shape)
            if is_first:
                values = values.transpose(0, 2, 3, 1)
            if values.ndim == 4 and values.shape[3] == 1:
                values = values[..., 0]
            for pixels in values:
                label = labels[number] if labels is not None else None
                yield Picture(f"{images.name}, image {number}", label, np.ascontiguousarray(pixels))
                number += 1


class Scale:
    """Turns numbers into grey values from 0 to 255; the first numbers decide if 1 or 255 is white."""

    def __init__(self) -> None:
        self.white = 0  # 1 or 255 once it is known

    def to_bytes(self, values: NDArray[Any], name: str) -> Pixels:
        """Returns the grey values of some rows. Raises a ValueError for NaN, infinity and numbers out of range."""
        if values.dtype == np.uint8:
            return values
        if values.dtype.kind == "b":
            return values.astype(np.uint8) * 255
        found = f"{name} is {values.dtype}"
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ValueError(f"{found} and holds NaN or infinity; save {WANTED}")
        low, high = float(values.min()), float(values.max())
        is_unit = values.dtype.kind == "f" and high <= 1
        self.white = self.white or (1 if is_unit else 255)
        if low < 0 or high > self.white:
            raise ValueError(f"{found} and holds numbers from {low:g} to {high:g}; save {WANTED}")
        pixels: Pixels = np.rint(values.astype(np.float64) * (255 // self.white)).astype(np.uint8)
        return pixels
