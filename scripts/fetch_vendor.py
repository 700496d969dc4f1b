"""Fetches the browser libraries into assets/vendor: exact published npm files, checked, with their licences.

Libraries that only tests need go into tests/browser/vendor.

    python -m scripts.fetch_vendor            # download missing files
    python -m scripts.fetch_vendor --check    # report missing files, download nothing

Standard library only. The environment variable `npm_config_registry` sets another registry, as for npm; a file is
accepted only with the pinned sha512. The app itself never runs this.
"""

import argparse
import base64
import gzip
import hashlib
import io
import os
import sys
import tarfile
import urllib.request
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parent.parent
REGISTRY = "https://registry.npmjs.org"

# The npm package of ONNX Runtime Web has no licence file; this is the licence of its repository.
ONNXRUNTIME_LICENCE = """MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Package(NamedTuple):
    """One published package: `files` maps a path in the tarball to the file name here."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]
    licence: str = ""  # the text, where the tarball has none
    place: str = "assets/vendor"

    @property
    def folder(self) -> Path:
        return _ROOT / self.place / f"{self.name}-{self.version}"


PACKAGES = (
    Package(
        "onnxruntime-web",
        "1.24.3",
        "sha512-41dDq7fxtTm0XzGE7N0d6m8FcOY8EWtUA65GkOixJPB/G7DGzBmiDAnVVXHznRw9bgUZpb+4/1lQK/PNxGpbrQ==",
        {
            "package/dist/ort.wasm.min.mjs": "ort.wasm.min.mjs",
            "package/dist/ort-wasm-simd-threaded.mjs": "ort-wasm-simd-threaded.mjs",
            # 12.4 MB, stored gzipped; the browser unpacks it with a DecompressionStream.
            "package/dist/ort-wasm-simd-threaded.wasm": "ort-wasm-simd-threaded.wasm.gz",
        },
        ONNXRUNTIME_LICENCE,
    ),
    Package(
        "d3",
        "7.9.0",
        "sha512-e1U46jVP+w7Iut8Jt8ri1YsPOvFpg46k+K8TpCb0P+zjCkjkPnV7WzfDJzMHy1LnA+wj5pLT1wjO901gLXeEhA==",
        {"package/dist/d3.min.js": "d3.min.js", "package/LICENSE": "LICENSE"},
    ),
    Package(
        "gifenc",
        "1.0.3",
        "sha512-xdr6AdrfGBcfzncONUOlXMBuc5wJDtOueE3c5rdG0oNgtINLD+f2iFZltrBRZYzACRbKr+mSVU/x98zv2u3jmw==",
        {"package/dist/gifenc.esm.js": "gifenc.esm.js", "package/LICENSE.md": "LICENSE"},
    ),
    # Checks the accessibility of pages; only tests run it.
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        {
            "package/axe.min.js": "axe.min.js",
            "package/LICENSE": "LICENSE",
            "package/LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt",
        },
        place="tests/browser/vendor",
    ),
)


def download(package: Package) -> bytes:
    """Downloads the package's tarball. Raises a ValueError unless its sha512 is the pinned one."""
    registry = os.environ.get("npm_config_registry", REGISTRY).rstrip("/")  # noqa: SIM112 (npm spells it so)
    url = f"{registry}/{package.name}/-/{package.name}-{package.version}.tgz"
    with urllib.request.urlopen(url, timeout=60) as response:
        tarball: bytes = response.read()
    found = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != package.integrity:
        raise ValueError(f"{package.name} {package.version} has integrity {found}; pinned is {package.integrity}")
    return tarball


def extract(package: Package, tarball: bytes) -> None:
    """Writes the package's files, and no other file of the tarball, into its folder."""
    package.folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for source, name in package.files.items():
            member = archive.extractfile(source)
            if member is None:
                raise ValueError(f"{package.name} {package.version} has no file {source}")
            content = member.read()
            # mtime 0, so that the same release always gives the same bytes.
            stored = gzip.compress(content, 9, mtime=0) if name.endswith(".gz") else content
            (package.folder / name).write_bytes(stored)
    if package.licence:
        (package.folder / "LICENSE").write_text(package.licence, encoding="utf-8")


def missing(package: Package) -> list[str]:
    """Names of the package's files that are missing in its folder."""
    return [name for name in {*package.files.values(), "LICENSE"} if not (package.folder / name).is_file()]


def main() -> int:
    """Fetches or checks every package; the exit status is 0 when all files are in place."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="report missing files, download nothing")
    check_only = parser.parse_args().check
    for package in PACKAGES:
        absent = missing(package)
        if absent and not check_only:
            extract(package, download(package))
        state = "missing " + ", ".join(sorted(absent)) if absent and check_only else "in place"
        print(f"{package.name} {package.version}: {state}")
    return 1 if check_only and any(map(missing, PACKAGES)) else 0


if __name__ == "__main__":
    sys.exit(main())
