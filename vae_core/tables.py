"""Tables as CSV, NPZ and Parquet, and the codes that a person's file holds."""

import csv
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

TableColumn = NDArray[Any]
Columns = Mapping[str, TableColumn]  # by name; all of the same length, (N,) or (N, D)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet takes a text for a formula
_MOST_VALUES = 100_000_000  # of a file of codes
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, KeyError, RuntimeError)
NO_PYARROW = "Parquet needs pyarrow, which is not installed; run `pip install pyarrow`, or choose .csv or .npz"


def flat(columns: Columns) -> dict[str, TableColumn]:
    """Returns the table with a column of its own for each dimension: `mean` (N, D) becomes `mean_1` to `mean_D`."""
    found: dict[str, TableColumn] = {}
    for name, values in columns.items():
        if values.ndim == 1:
            found[name] = values
        else:
            found |= {f"{name}_{number}": column for number, column in enumerate(values.T, 1)}
    return found


def records(columns: Columns) -> list[dict[str, Any]]:
    """Returns the rows of a table as plain Python values, for a DataFrame or JSON."""
    plain = {name: values.tolist() for name, values in flat(columns).items()}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def table_of(rows: list[dict[str, Any]]) -> dict[str, TableColumn]:
    """Returns the table of rows that share their names; a missing number is NaN, a missing text is empty."""
    found = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [row.get(name) for row in rows]
        is_text = any(isinstance(value, str) for value in values)
        empty: Any = "" if is_text else np.nan
        filled = [empty if value is None else str(value) if is_text else value for value in values]
        found[name] = np.array(filled, None if filled else float)
    return found


def table_bytes(columns: Columns, ending: str) -> bytes:
    """Returns the table as a file with this ending; a ValueError for an ending that is not one of TABLE_FORMATS.

    CSV and Parquet have a column for each dimension. NPZ has one array for each name, as it is.
    """
    if ending not in TABLE_FORMATS:
        raise ValueError(f"unknown ending {ending!r} of a table; choose from {', '.join(TABLE_FORMATS)}")
    return TABLE_FORMATS[ending](columns)


def _csv(columns: Columns) -> bytes:
    named = flat(columns)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(named)
    # A float32 has the shortest text that reads back as the same number; Python's floats would have 17 digits.
    writer.writerows(zip(*(_texts(values) for values in named.values()), strict=True))
    return text.getvalue().encode()


def _texts(values: TableColumn) -> list[str]:
    if values.dtype.kind != "U":
        texts: list[str] = values.astype("U").tolist()
        return ["" if text == "nan" else text for text in texts]
    return [f"'{text}" if text.startswith(_FORMULA) and not is_number(text) else text for text in values.tolist()]


def is_number(text: str) -> bool:
    """Returns whether a cell of a table is a number; `inf` and `nan` are."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _npz(columns: Columns) -> bytes:
    file = io.BytesIO()
    arrays: dict[str, Any] = {name: np.ascontiguousarray(values) for name, values in columns.items()}
    np.savez(file, **arrays)
    return file.getvalue()


def _parquet(columns: Columns) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ValueError(NO_PYARROW) from error
    file = io.BytesIO()
    named = {name: np.ascontiguousarray(values) for name, values in flat(columns).items()}
    table = pyarrow.table({name: pyarrow.array(values) for name, values in named.items()})
    parquet.write_table(table, file)
    return file.getvalue()


TABLE_FORMATS: dict[str, Callable[[Columns], bytes]] = {".csv": _csv, ".npz": _npz, ".parquet": _parquet}


def read_codes(path: Path, latent_dim: int) -> tuple[TableColumn, TableColumn | None]:
    """Returns the codes (N, D) in a file, and their labels if it has the column `label`.

    Columns `mean_1` to `mean_D`, or `z_1` to `z_D`, are the codes (an NPZ file: the array `mean` or `z`); else all
    columns but `label`. A .npy file holds the codes alone. Raises a ValueError for any other file.
    """
    readers = {".csv": _read_csv, ".npz": _read_npz, ".npy": _read_npy, ".parquet": _read_parquet}
    if path.suffix.lower() not in readers:
        raise ValueError(f"{path} has the ending {path.suffix!r}; give codes as {', '.join(readers)}")
    try:
        columns = readers[path.suffix.lower()](path)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}; give a file of codes") from error
    try:
        codes = _codes_among(columns)
    except ValueError as error:
        raise ValueError(f"{path} has {error}") from error
    if codes.ndim != 2 or codes.shape[1] != latent_dim:
        raise ValueError(f"{path} has codes of shape {codes.shape}; give rows of {latent_dim} numbers")
    if codes.size > _MOST_VALUES:
        raise ValueError(f"{path} has {codes.size:,} numbers; at most {_MOST_VALUES:,} are taken")
    try:
        if np.iscomplexobj(codes):
            raise TypeError("complex numbers")
        with np.errstate(over="ignore"):  # too large for 32 bits: refused below as not finite
            codes = codes.astype(np.float32)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} holds something else than numbers: {error}; give rows of numbers") from error
    if not len(codes) or not np.isfinite(codes).all():
        raise ValueError(f"{path} has no codes, or a code that is not finite; give finite numbers")
    return codes, columns.get("label")


def _codes_among(columns: Columns) -> TableColumn:
    for name in ("mean", "z", "codes"):
        if name in columns:
            return columns[name]
        numbered = {key: column for key, column in columns.items() if re.fullmatch(rf"{name}_[0-9]{{1,6}}", key)}
        wanted = [f"{name}_{number}" for number in range(1, 1 + len(numbered))]
        if numbered.keys() != {*wanted}:
            raise ValueError(f"the columns {', '.join(numbered)[:80]}; give {wanted[0]} to {wanted[-1]}")
        if numbered:
            return np.stack([numbered[key] for key in wanted], 1)
    others = [values for name, values in columns.items() if name != "label"]
    if len(others) == 1:
        return others[0] if others[0].ndim == 2 else others[0].reshape(-1, 1)
    return np.stack(others, 1) if others and all(values.ndim == 1 for values in others) else np.zeros((0, 0))


def _read_csv(path: Path) -> dict[str, TableColumn]:
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} is no CSV file in UTF-8: {error}; save it again as CSV") from error
    if not rows:
        return {}
    has_names = not all(map(is_number, rows[0]))
    names = rows[0] if has_names else [f"z_{number}" for number in range(1, len(rows[0]) + 1)]
    names = [name.strip() for name in names]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{path} has two columns {twice[:60]!r}; give each a name of its own")
    body = rows[has_names:]
    if wrong := next((number for number, row in enumerate(body, 1 + has_names) if len(row) != len(names)), None):
        raise ValueError(f"{path}, row {wrong}, has another number of cells than {len(names)}; give each row the same")
    return {name: np.array([row[at] for row in body]) for at, name in enumerate(names)}


def _loaded(opened: BinaryIO) -> Any:
    """Returns an array or an open NPZ file: NumPy decides by the content. Refuses pickled objects."""
    return np.load(opened, allow_pickle=False)


def _read_npz(path: Path) -> dict[str, TableColumn]:
    try:
        with open(path, "rb") as opened:
            loaded = _loaded(opened)
            if not isinstance(loaded, np.lib.npyio.NpzFile):
                raise ValueError("it holds one array, as NPY files do")
            found = {name: loaded[name] for name in loaded.files}
        if other := next((name for name, values in found.items() if not isinstance(values, np.ndarray)), ""):
            raise ValueError(f"{other[:60]!r} in it is no array")
        return found
    except (ValueError, *_BROKEN_ZIP) as error:
        raise ValueError(f"{path} is no NPZ file of plain numbers: {error}; write it with numpy.savez") from error


def _read_npy(path: Path) -> dict[str, TableColumn]:
    try:
        with open(path, "rb") as opened:
            loaded = _loaded(opened)
            if isinstance(loaded, np.lib.npyio.NpzFile):
                raise ValueError("it is a zip file, as NPZ files are")
            return {"z": loaded}
    except (ValueError, *_BROKEN_ZIP) as error:
        raise ValueError(f"{path} is no NPY file of plain numbers: {error}; write it with numpy.save") from error


def _read_parquet(path: Path) -> dict[str, TableColumn]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise ValueError(NO_PYARROW) from error
    try:
        table = parquet.read_table(path)
    except ArrowException as error:
        raise ValueError(f"{path} is no Parquet file: {error}; give a file of codes") from error
    return {name: table[name].to_numpy() for name in table.column_names}
