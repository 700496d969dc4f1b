"""Files by name and content, the same for a folder, an upload, a zip and a tar archive; nothing is written anywhere."""

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import tarfile
import tokenize
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

from vae_core.own_data.limits import MOST_AT_ONCE, ImportLimits, megabytes
from vae_core.own_data.pictures import LeftOut

LONGEST_NAME = 1000  # characters
FRUITLESS = 100_000  # files of a folder, after which a search for the first picture ends
_OF_SYSTEM = ("/proc", "/sys", "/dev")  # folders whose files are made at the moment they are read
HIDDEN = re.compile(r"\..*|Thumbs\.db|desktop\.ini|Icon\r|__MACOSX", re.IGNORECASE)  # of any part of a name
ZIP_ENDINGS = (".zip",)
TAR_ENDINGS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
OTHER_ARCHIVES = (".7z", ".rar", ".gz", ".bz2", ".xz")
ARCHIVES = (*ZIP_ENDINGS, *TAR_ENDINGS)
# Errors of reading a damaged archive or array.
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    tokenize.TokenError,  # numpy, for a header with an open bracket
)


class Entry(NamedTuple):
    """One file: its name with / between folders, its size in bytes, and the way to open it."""

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @property
    def ending(self) -> str:
        """The ending in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()


class Entries(NamedTuple):
    """The files of a source, those that are left out, and the number of hidden ones."""

    files: list[Entry]
    left_out: list[LeftOut]
    ignored: int


def files_of_folder(folder: Path, limits: ImportLimits, is_wanted: Callable[[str], bool]) -> Entries:
    """Returns the files below a folder, sorted by name; links to folders are not followed.

    Raises a ValueError for a folder of the system, and where the first `FRUITLESS` files have no name that `is_wanted`;
    hidden files do not count.
    """
    if of_system(folder):
        raise ValueError(f"{folder} is a folder of the system and holds no pictures; give the folder of your pictures")
    found: list[tuple[str, int, Any]] = []
    has_wanted, seen = False, 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not of_system(Path(place, name)))
        for name in sorted(names):
            path = Path(place, name)
            with suppress(OSError):  # deleted meanwhile, or a link to nothing
                status = path.stat()
                if stat.S_ISREG(status.st_mode):
                    name = path.relative_to(folder).as_posix()
                    found.append((name, status.st_size, path))
                    seen += not any(map(HIDDEN.fullmatch, name.split("/")))
        limits.check_entries(len(found))
        has_wanted = has_wanted or any(map(is_wanted, names))
        if not has_wanted and seen > FRUITLESS:
            raise ValueError(f"the first {seen:,} files of {folder} are no pictures; give the folder of your pictures")
    return sorted_out([Entry(name, size, opener_of(path)) for name, size, path in found], [])


def of_system(path: Path) -> bool:
    """Returns True for a path in a folder that the system makes, such as /proc; it has no end, or no sizes of files."""
    real = f"{os.path.realpath(path)}/"
    is_memory = real.startswith("/dev/shm/")  # holds plain files
    return not is_memory and any(real.startswith(f"{folder}/") for folder in _OF_SYSTEM)


def opener_of(path: Path) -> Callable[[], BinaryIO]:
    """Returns a function that opens a file on the disk."""
    return lambda: open(path, "rb")


def opener_in_memory(content: bytes) -> Callable[[], BinaryIO]:
    """Returns a function that opens a file's content."""
    return lambda: io.BytesIO(content)


def files_of_zip(file: BinaryIO, limits: ImportLimits) -> Entries:
    """Returns the files of a zip archive. Raises a ValueError, before any is unpacked, for one that is damaged or too large."""
    try:
        archive = zipfile.ZipFile(file)
        weakref.finalize(archive, file.close)
    except DAMAGED as error:
        raise ValueError(f"it is no zip archive that can be read: {error}") from error
    members = [member for member in archive.infolist() if not member.is_dir()]
    limits.check_entries(len(members))
    limits.check_unpacked(sum(member.file_size for member in members))
    entries, left = [], []
    for member in members:
        if stat.S_ISLNK(member.external_attr >> 16):
            left.append(LeftOut(member.filename, "it is a link"))
        elif member.flag_bits & 1:
            left.append(LeftOut(member.filename, "it is encrypted; pack it without a password"))
        else:
            entries.append(Entry(member.filename, member.file_size, _opener_in_zip(archive, member)))
    return sorted_out(entries, left)


def _opener_in_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: archive.open(member)  # type: ignore[return-value]  # it reads like a file


def files_of_tar(file: BinaryIO, limits: ImportLimits) -> Entries:
    """Returns the files of a tar archive in its order. Raises a ValueError for one that is damaged or too large."""
    entries, left, size = [], [], 0
    try:
        bounded: Any = _Bounded(_decompressed(file), limits)
        archive = tarfile.open(fileobj=bounded, mode="r:")  # noqa: SIM115 (entries read it)
        weakref.finalize(archive, file.close)
        for number, member in enumerate(archive, 1):
            size += max(member.size, 0)
            limits.check_entries(number)
            limits.check_unpacked(size)
            if member.isreg():
                entries.append(Entry(member.name, member.size, _opener_in_tar(archive, member)))
            elif not member.isdir():
                kind = "a link" if member.issym() or member.islnk() else "no plain file"
                left.append(LeftOut(member.name, f"it is {kind}"))
    except DAMAGED as error:
        raise ValueError(f"it is no tar archive that can be read: {error}") from error
    return sorted_out(entries, left)


def _opener_in_tar(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        found = archive.extractfile(member)
        assert found is not None  # a plain file
        return found  # type: ignore[return-value]  # it reads like a file

    return opened


def _decompressed(file: BinaryIO) -> Any:
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(file)
    return lzma.LZMAFile(file) if start.startswith(b"\xfd7zXZ") else file


class _Bounded:
    """A file that refuses to expand beyond a limit, and to return a huge part at once."""

    def __init__(self, file: Any, limits: ImportLimits) -> None:
        self.file, self.limits = file, limits

    def read(self, size: int = -1) -> bytes:
        """Returns at most `size` bytes."""
        if not 0 <= size <= MOST_AT_ONCE:
            raise ValueError(
                f"the archive has a part of {megabytes(size)}; at most {megabytes(MOST_AT_ONCE)} are read at once"
            )
        content: bytes = self.file.read(size)
        self._check()
        return content

    def seek(self, place: int) -> int:
        """Goes to a place; in a compressed archive, all before it is expanded."""
        self.limits.check_unpacked(place)
        found: int = self.file.seek(place)
        return found

    def tell(self) -> int:
        """Returns the place."""
        found: int = self.file.tell()
        return found

    def close(self) -> None:
        """Closes the file."""
        self.file.close()

    def _check(self) -> None:
        self.limits.check_unpacked(self.tell())


def sorted_out(entries: list[Entry], left: list[LeftOut]) -> Entries:
    """Returns the entries without hidden files and without refused names."""
    kept, ignored = [], 0
    for entry in entries:
        if any(HIDDEN.fullmatch(part) for part in entry.name.replace("\\", "/").split("/") if part not in (".", "..")):
            ignored += 1
        elif reason := _refused(entry.name):
            left.append(LeftOut(entry.name, reason))
        else:
            kept.append(entry._replace(name=entry.name.replace("\\", "/").removeprefix("./")))
    return Entries(kept, left, ignored)


def _refused(name: str) -> str:
    """Returns what is wrong with a name; empty if nothing is."""
    parts = name.replace("\\", "/").split("/")
    if len(name) > LONGEST_NAME:
        return f"its name has {len(name):,} characters"
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "its name leads out of the archive"
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in name) or "\0" in name:
        return "its name is not in UTF-8"
    return ""


def read_entry(entry: Entry, most: int) -> bytes:
    """Returns the content of a file; raises a ValueError where it is larger than `most` bytes or cannot be read."""
    if entry.size > most:
        raise ValueError(f"it has {megabytes(entry.size)}; at most {megabytes(most)} are read")
    try:
        with entry.open() as file:
            content = file.read(entry.size + 1)
    except DAMAGED as error:
        raise ValueError(f"it cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(content) > entry.size:
        raise ValueError("it is larger than its archive declares")
    return content


def chunks_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yields a file's content in parts of `size` bytes; the last may be smaller."""
    while content := file.read(size):
        yield content
