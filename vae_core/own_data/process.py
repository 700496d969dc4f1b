"""The preview and the import of uploaded files in a process of limited memory and time.

The size of a Parquet file's pages, of a TIFF or of an array is known only while it is decoded, so the server decodes none.
"""

import base64
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vae_core.limited_process import answer_of_process, most_memory, print_answer
from vae_core.own_data.entries import Entry, opener_of
from vae_core.own_data.importing import NewSet, Preview, import_pictures, preview
from vae_core.own_data.limits import ImportLimits
from vae_core.own_data.options import ImportOptions
from vae_core.own_data.pictures import LeftOut
from vae_core.own_data.sources import open_entries
from vae_core.own_data.store import IMPORT_FOLDER
from vae_core.own_sets import OwnSet, find_own, own_folder

PREVIEW_SECONDS = 60.0
IMPORT_SECONDS = 1800.0
_TOO_LARGE = (
    "The files need more than the {:,.0f} MB of memory that an import may take, or are damaged; bring fewer of them."
)
_TOO_SLOW = "The files were not read within {:g} s; bring fewer or smaller ones."


class TryAgain(ValueError):
    """The server could not read the files at this moment; the same files may be read later."""


@dataclass(frozen=True)
class Uploads:
    """Uploaded files that nobody has read yet, as names and contents, and the limits of their import."""

    files: tuple[tuple[str, bytes], ...]
    limits: ImportLimits
    key: str = ""  # equal for equal files


def preview_apart(uploads: Uploads, options: ImportOptions, count: int = 12) -> Preview:
    """Does the same as `preview`. Raises a ValueError with a message for files that are refused, too large or too slow."""
    answer = _answer(uploads, options, {"count": count}, PREVIEW_SECONDS, None)
    shape = tuple(answer["shape"])
    images = np.frombuffer(base64.b64decode(answer["images"]), np.uint8).reshape(-1, *shape).copy()
    left = [LeftOut(*one) for one in answer["left_out"]]
    return Preview(images, answer["labels"], left, shape, answer["is_bright"], answer["of"])


def import_uploads(
    uploads: Uploads, new: NewSet, options: ImportOptions, progress: Callable[[int], None] | None = None
) -> OwnSet:
    """Does the same as `import_pictures`. Raises a ValueError as `preview_apart` does; nothing is left behind then."""
    try:
        _answer(uploads, options, {"new": asdict(new)}, IMPORT_SECONDS, progress)
    finally:
        for path in own_folder().glob(f"{IMPORT_FOLDER}{new.name}-*"):  # of a process that was killed
            shutil.rmtree(path, ignore_errors=True)
    own = find_own(new.name)
    if own is None:
        raise ValueError(f"the data set {new.title!r} was removed while it was added; add it again")
    return own


def _answer(
    uploads: Uploads,
    options: ImportOptions,
    asked: dict[str, Any],
    seconds: float,
    show: Callable[[int], None] | None,
) -> dict[str, Any]:
    """Writes the files into a temporary folder, and returns the answer of the process that reads them there."""
    with tempfile.TemporaryDirectory(prefix="latent-lab-") as folder:
        paths = []
        try:
            for number, (name, content) in enumerate(uploads.files):
                path = Path(folder, str(number))  # a name from a browser may hold anything
                path.write_bytes(content)
                paths.append((name, str(path)))
        except OSError as error:
            raise TryAgain(f"the files cannot be written: {error.strerror or error}; free some space") from error
        asked |= {"files": paths, "limits": asdict(uploads.limits), "options": asdict(options)}
        try:
            answer = answer_of_process(["vae_core.own_data.process"], json.dumps(asked).encode(), seconds, show)
        except TimeoutError:
            raise TryAgain(_TOO_SLOW.format(seconds)) from None
    if "error" in answer or not answer:
        raise ValueError(answer.get("error", _TOO_LARGE.format(most_memory())))
    return answer


def main() -> None:
    """Reads the files that stdin describes; prints the numbers of pictures read, then the result as one line of JSON."""
    asked = json.loads(sys.stdin.buffer.read())
    print_answer(lambda: _read(asked), _TOO_LARGE)


def _read(asked: dict[str, Any]) -> dict[str, Any]:
    options = ImportOptions(**asked["options"])
    entries = [Entry(name, Path(path).stat().st_size, opener_of(Path(path))) for name, path in asked["files"]]
    source = open_entries(entries, ImportLimits(**asked["limits"]))
    if "new" in asked:
        own = import_pictures(source, NewSet(**asked["new"]), options, lambda count: print(count, flush=True))
        return {"name": own.data.name}
    shown = preview(source, options, asked["count"])
    images = base64.b64encode(shown.images.tobytes()).decode()
    return shown._asdict() | {"images": images}


if __name__ == "__main__":
    main()
