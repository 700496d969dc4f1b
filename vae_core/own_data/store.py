"""The folder of a data set while it is written: images go to the disk one after the other, and it appears when it is complete."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from vae_core.files import is_full, write_json
from vae_core.own_data.limits import ImportLimits
from vae_core.own_data.pictures import Pixels
from vae_core.own_data.report import ImportReport, class_order
from vae_core.own_sets import DESCRIPTION, IMAGES_FILE, LABELS_FILE, MOST_OWN_CLASSES, OwnData, OwnSet, description_of

IMPORT_FOLDER = ".import-"  # begins the name of a folder in which an import is under way
LEFT_SECONDS = 3600.0  # after which such a folder is one of an import that was killed
BUFFER = 4_000_000  # bytes of images that are written together


class SetWriter:
    """Writes images and labels of one data set into a hidden folder; `finish` gives it its name."""

    def __init__(self, folder: Path, shape: tuple[int, int, int], limits: ImportLimits, keeps_duplicates: bool) -> None:
        self.folder, self.shape, self.limits, self.keeps_duplicates = folder, shape, limits, keeps_duplicates
        self.labels: list[int] = []
        self.classes: dict[str, int] = {}  # in the order of their first image
        self.seen: set[bytes] = set()
        self.digest = hashlib.sha256()
        self.waiting = bytearray()
        self.file = open(folder / IMAGES_FILE, "wb")  # noqa: SIM115 (closed by `finish`, or with the folder's removal)
        self._write_header(0)

    def _write_header(self, count: int) -> None:
        # numpy leaves room for more digits of the first size, so that the header keeps its length.
        header = {"descr": "|u1", "fortran_order": False, "shape": (count, *self.shape)}
        np.lib.format.write_array_header_1_0(self.file, header)

    def add(self, pixels: Pixels, label: str) -> bool:
        """Appends an image (C, H, W); returns False for one that its class has already."""
        content = pixels.tobytes()
        if not self.keeps_duplicates:
            key = hashlib.blake2b(label.encode("utf-8", "replace") + b"\0" + content, digest_size=16).digest()
            if key in self.seen:
                return False
            self.seen.add(key)
        self.limits.check_stored(len(self.labels) + 1, len(content))
        self.labels.append(self.classes.setdefault(label, len(self.classes)))
        if len(self.classes) > MOST_OWN_CLASSES:
            raise ValueError(
                f"there are more than {MOST_OWN_CLASSES:,} classes, so the labels name pictures rather than classes; "
                "add the data set without labels"
            )
        self.waiting += content
        if len(self.waiting) >= BUFFER:
            self._flush()
        return True

    def _flush(self) -> None:
        self.digest.update(self.waiting)
        self.file.write(self.waiting)
        self.waiting.clear()

    def finish(self, name: str, title: str, person: str, report: ImportReport) -> OwnSet:
        """Completes the folder and moves it to its place; returns the data set."""
        self._flush()
        self.file.seek(0)
        self._write_header(len(self.labels))
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        names = sorted(self.classes, key=class_order)
        place = np.empty(len(names), np.int64)
        for index, class_name in enumerate(names):
            place[self.classes[class_name]] = index
        labels = place[np.asarray(self.labels, np.int64)]
        np.save(self.folder / LABELS_FILE, labels)
        self.digest.update(labels.tobytes())
        self.digest.update(repr((self.shape, names)).encode("utf-8", "backslashreplace"))
        data = OwnData(name, title, self.shape, tuple(names), len(labels), self.digest.hexdigest())
        description = description_of(data, person, report.to_plain())
        write_json(self.folder / DESCRIPTION, description)
        target = self.folder.parent / name
        if target.exists():
            raise ValueError(f"there is a data set {name!r} already; choose another name, or remove that one first")
        os.rename(self.folder, target)
        return OwnSet(target, data, person, description["created"], description["report"])


@contextmanager
def writer_in(
    parent: Path, name: str, shape: tuple[int, int, int], limits: ImportLimits, keeps_duplicates: bool
) -> Iterator[SetWriter]:
    """Yields a writer of a new data set `name` in `parent`; whatever goes wrong, nothing of it is left."""
    folder = parent / f"{IMPORT_FOLDER}{name}-{secrets.token_hex(8)}"
    writer = None
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _remove_killed_imports(parent)
        folder.mkdir()
        writer = SetWriter(folder, shape, limits, keeps_duplicates)
        yield writer
    except OSError as error:
        if is_full(error):
            raise ValueError("the disk is full; nothing was kept; free some space, or add fewer pictures") from error
        raise ValueError(f"the data set cannot be written: {error.strerror or error}") from error
    finally:
        if writer is not None:
            with suppress(OSError):  # the buffer of a full disk
                writer.file.close()
        shutil.rmtree(folder, ignore_errors=True)


def _remove_killed_imports(parent: Path) -> None:
    for path in parent.glob(f"{IMPORT_FOLDER}*"):
        with suppress(OSError):  # another process was quicker
            # The folder's own time does not change while an import appends to a file in it.
            newest = max(one.stat().st_mtime for one in (path, *path.iterdir()))
            if time.time() - newest > LEFT_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def size_of(own: OwnSet) -> int:
    """Returns the bytes that a data set takes on the disk."""
    return sum(path.stat().st_size for path in own.path.iterdir() if path.is_file())
