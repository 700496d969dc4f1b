"""Builds assets/data/mnist.npz from the published IDX files: `python -m scripts.build_mnist --source DIR [--out FILE]`."""

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

from vae_core.assets import ASSETS

_FILES = {  # name: MD5 of the unpacked file (the packing differs between mirrors), shape
    "train-images-idx3-ubyte.gz": ("6bbc9ace898e44ae57da46a324031adb", (60_000, 28, 28)),
    "t10k-images-idx3-ubyte.gz": ("2646ac647ad5339dbf082846283269ea", (10_000, 28, 28)),
    "train-labels-idx1-ubyte.gz": ("a25bea736e30d166cdddb491f175f624", (60_000,)),
    "t10k-labels-idx1-ubyte.gz": ("27ae3e4e09519cfbb04c329615203637", (10_000,)),
}


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


def main() -> None:
    """Reads the four files and writes one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder of the four published .gz files")
    parser.add_argument("--out", type=Path, default=ASSETS / "data" / "mnist.npz")
    options = parser.parse_args()
    try:
        parts = [read_idx(options.source / name, *known) for name, known in _FILES.items()]
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_npz(options.out, images=np.concatenate(parts[:2]), labels=np.concatenate(parts[2:]))
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
