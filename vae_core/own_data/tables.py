"""Tables of images: CSV files of pixels or of paths and labels, and Parquet files with image columns (pyarrow)."""

import csv
import json
from collections.abc import Iterator
from math import isqrt
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from vae_core.own_data.arrays import Scale
from vae_core.own_data.entries import DAMAGED, Entry
from vae_core.own_data.limits import MOST_OF_FILE, ImportLimits, megabytes
from vae_core.own_data.options import ImportOptions
from vae_core.own_data.pictures import LeftOut, Picture
from vae_core.tables import is_number

_LONGEST_LINE = 2_000_000  # bytes: 128 x 128 pixels of three colours take at most 200,000
_PATH_COLUMNS = ("path", "file", "filename", "file_name", "filepath", "image", "image_path", "img")
_LABEL_COLUMNS = ("label", "labels", "class", "class_name", "category", "target", "y")
_LARGEST_WHOLE = 2.0**53  # above which floating-point numbers skip whole ones; NaN and infinity are not below it
ROWS_AT_ONCE = 256
BYTES_OF_BATCH = 200_000_000  # of the rows of a Parquet file that are read together


def rows_of(entry: Entry) -> Iterator[tuple[int, list[str]]]:
    """Yields number and cells of each line of a CSV file that is not empty. Raises a ValueError that names the line."""
    try:
        with entry.open() as file:
            first = file.readline(_LONGEST_LINE + 1)
        delimiter = max(b",;\t", key=first.count)
        with entry.open() as file:
            reader = csv.reader(_lines(entry, file), delimiter=chr(delimiter))
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"{entry.name} is no table: {error}") from error
    except DAMAGED as error:
        raise ValueError(f"{entry.name} cannot be read: {error}") from error


def _lines(entry: Entry, file: Any) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise ValueError(
                f"{entry.name}, row {number}, has more than {megabytes(_LONGEST_LINE)} and about "
                f"{line.count(b','):,} columns; an image has at most 128 x 128 x 3"
            )
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{entry.name}, row {number}, is not in UTF-8; save the table as UTF-8") from error


def labels_by_path(entry: Entry) -> dict[str, str] | None:
    """Returns the labels of a table of paths and labels, by path; None for a table of another kind."""
    rows = rows_of(entry)
    header = [cell.strip().lower() for cell in next(rows, (0, [""]))[1]]
    path, label = _column(header, _PATH_COLUMNS), _column(header, _LABEL_COLUMNS)
    if path is None or label is None:
        return None
    found = {}
    for number, cells in rows:
        if len(cells) != len(header):
            raise ValueError(f"{entry.name}, row {number}, has {len(cells)} columns; the first row has {len(header)}")
        found[cells[path].strip().replace("\\", "/").removeprefix("./")] = cells[label].strip()
    return found


def label_of(name: str, labels: dict[str, str]) -> str | None:
    """Returns the label of a file by its path, or by its name alone."""
    return (labels.get(name) or labels.get(PurePosixPath(name).name)) or None


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def pictures_of_pixels(entry: Entry, options: ImportOptions) -> Iterator[Picture]:
    """Yields the images of a table with one image a row: its label, where there is one, and its pixels."""
    scale, rows = Scale(), rows_of(entry)
    number, first = next(rows, (0, []))
    if not first:
        raise ValueError(f"{entry.name} holds no rows; give one image a row")
    label: int | None = None
    has_header = not all(is_number(cell) for cell in first[1:])  # the label of the first image may be a word
    if has_header:
        label = _column([cell.strip().lower() for cell in first], _LABEL_COLUMNS)
    elif not is_number(first[0]):
        label = 0
    shape = _shape(len(first) - (label is not None), options)
    if shape is None and label is None:
        shape, label = _shape(len(first) - 1, options), 0
    if shape is None:
        raise ValueError(
            f"{entry.name} has {len(first):,} columns, which are no square image with or without a label; "
            "give one image a row, or choose the size of the images"
        )
    columns, waiting = len(first), [] if has_header else [(number, first)]
    for number, cells in _both(waiting, rows):
        if len(cells) != columns:
            raise ValueError(f"{entry.name}, row {number}, has {len(cells):,} columns; the first row has {columns:,}")
        word = cells.pop(label).strip() if label is not None else None
        values = _numbers(entry.name, number, cells, label)
        pixels = scale.to_bytes(values, f"{entry.name}, row {number},").reshape(shape)
        yield Picture(f"{entry.name}, row {number}", word or None, pixels)


def _both(first: list[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from first
    yield from rest


def _numbers(name: str, number: int, cells: list[str], label: int | None) -> Any:
    try:
        values = np.asarray(cells, np.float64)
    except ValueError:
        place = next(place for place, cell in enumerate(cells) if not is_number(cell))
        column = place + 1 + (label is not None and place >= label)
        raise ValueError(
            f"{name}, row {number}, column {column}, holds {cells[place][:40]!r}, which is no number"
        ) from None
    # Whole numbers stay whole, so that a first row of zeros and ones is no reason to take 1 for white.
    is_whole = not any(set(".eE") & set(cell) for cell in cells) and bool((np.abs(values) < _LARGEST_WHOLE).all())
    return values.astype(np.int64) if is_whole else values


def _shape(count: int, options: ImportOptions) -> tuple[int, ...] | None:
    """Returns the shape of an image of so many numbers: the chosen size, or a square; None where neither fits."""
    if options.width and count == options.width * options.height:
        return (options.height, options.width)
    if options.width and count == 3 * options.width * options.height:
        return (options.height, options.width, 3)
    side = isqrt(count)
    if side * side == count > 15:
        return (side, side)
    side = isqrt(count // 3)
    return (side, side, 3) if 3 * side * side == count > 15 else None


def pictures_of_parquet(entry: Entry, limits: ImportLimits) -> Iterator[Picture | LeftOut]:
    """Yields the images of a Parquet file with a column of image files, as Hugging Face's data sets have it.

    Raises a ValueError for more rows or bytes than the limits allow.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ValueError("Parquet files need pyarrow; install it with pip install pyarrow") from error
    try:
        with entry.open() as file:
            table = parquet.ParquetFile(file)
            image, label = _columns(entry, table.schema_arrow)
            words = _class_names(table.schema_arrow, label)
            columns = [name for name in (image, label) if name]
            rows = _rows_at_once(table.metadata, columns, limits)
            number, size = 0, 0
            for batch in table.iter_batches(rows, columns=columns):
                # A value that many rows share is in the file once.
                size += batch.nbytes
                limits.check_unpacked(size)
                labels = batch.column(label).to_pylist() if label else [None] * len(batch)
                for cell, value in zip(batch.column(image), labels, strict=True):
                    yield _of_cell(f"{entry.name}, row {number}", cell.as_py(), _word(value, words))
                    number += 1
    except MemoryError:  # pyarrow's is an ArrowException too
        raise
    except (pyarrow.ArrowException, *DAMAGED) as error:
        raise ValueError(
            f"{entry.name} is no Parquet file that can be read: {str(error).splitlines()[0][:160]}"
        ) from error


def _rows_at_once(metadata: Any, columns: list[str], limits: ImportLimits) -> int:
    """Returns the rows of a batch, so few that even with the largest value in each it has at most `BYTES_OF_BATCH`.

    Raises a ValueError for too many rows or bytes. `metadata` is that of a Parquet file.
    """
    limits.check_stored(metadata.num_rows, 1)
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    chunks = [group.column(place) for group in groups for place in range(group.num_columns)]
    starts = tuple(f"{name}." for name in columns)
    sizes: list[int] = [each.total_uncompressed_size for each in chunks if f"{each.path_in_schema}.".startswith(starts)]
    limits.check_unpacked(sum(sizes))
    # No value is larger than its chunk, and with a dictionary all rows may have that value.
    return max(1, min(ROWS_AT_ONCE, BYTES_OF_BATCH // max([1, *sizes])))


def _columns(entry: Entry, schema: Any) -> tuple[str, str]:
    """Returns the names of the columns of images and of labels; the second may be empty."""
    from pyarrow import types

    def holds_files(kind: Any) -> bool:
        if types.is_struct(kind):
            return any(kind.field(place).name == "bytes" for place in range(kind.num_fields))
        return bool(types.is_binary(kind) or types.is_large_binary(kind))

    images = [field.name for field in schema if holds_files(field.type)]
    if not images:
        raise ValueError(
            f"{entry.name} has the columns {', '.join(schema.names)[:200]}, and none holds image files; "
            "write them as bytes, as Hugging Face's datasets do"
        )
    named = [name for name in schema.names if name.lower() in _LABEL_COLUMNS]
    return images[0], named[0] if named else ""


def _class_names(schema: Any, label: str) -> list[str]:
    """Returns the class names that Hugging Face's datasets store with the labels; none where there are none."""
    try:
        info = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        names = info["info"]["features"][label]["names"]
    except (ValueError, KeyError, TypeError):
        return []
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []


def _word(value: Any, names: list[str]) -> str | None:
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return None if value is None or str(value).strip() == "" else str(value).strip()


def _of_cell(name: str, value: Any, label: str | None) -> Picture | LeftOut:
    content = value.get("bytes") if isinstance(value, dict) else value
    if not isinstance(content, bytes):
        return LeftOut(name, "it holds no image file")
    if len(content) > MOST_OF_FILE:
        return LeftOut(name, f"it has {megabytes(len(content))}; at most {megabytes(MOST_OF_FILE)} are read")
    return Picture(name, label, content)
