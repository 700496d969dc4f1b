"""Bundled images from published IDX files: the steps that the scripts of data sets share."""

import argparse
import gzip
import hashlib
import io
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

IdxFile = tuple[str, tuple[int, ...]]  # MD5 of the unpacked file (the packing differs between mirrors), shape


def build_npz(description: str | None, files: dict[str, IdxFile], target: Path) -> None:
    """Reads the files of the folder given on the command line, images first, then labels, and writes one .npz file."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--source", type=Path, required=True, help="folder of the published .gz files")
    parser.add_argument("--out", type=Path, default=target)
    options = parser.parse_args()
    try:
        parts = [read_idx(options.source / name, *known) for name, known in files.items()]
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    half = len(parts) // 2
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_npz(options.out, images=np.concatenate(parts[:half]), labels=np.concatenate(parts[half:]))
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


def read_idx(path: Path, md5: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Reads the array of one gzipped IDX file. Raises a ValueError with the file and the offset of a wrong value."""
    try:
        raw = gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is not a whole gzip file: {error}") from error
    magic = bytes([0, 0, 8, len(shape)])  # unsigned bytes, so many dimensions
    if raw[:4] != magic:
        raise ValueError(f"{path} has magic {raw[:4].hex()} at offset 0, not {magic.hex()}")
    sizes = tuple(int.from_bytes(raw[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(len(shape)))
    if sizes != shape:
        raise ValueError(f"{path} has sizes {sizes} at offset 4, not {shape}")
    found = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    if found != md5:
        raise ValueError(f"{path} has MD5 {found} unpacked, the published file {md5}")
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def write_npz(path: Path, **arrays: NDArray[np.uint8]) -> None:
    """Writes like numpy.savez_compressed, but without a timestamp, so that the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue(), compresslevel=9)
