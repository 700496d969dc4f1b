"""The files in the zip file of a run: which names are taken, passed over or refused, and how large each may be.

Nothing is unpacked before all names and sizes are checked.
"""

import io
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from vae_core.runs.control import CONTROL_FILE
from vae_core.runs.frame_zip import FRAME_FILE_NAME
from vae_core.runs.frames import FRAMES_FOLDER, INDEX
from vae_core.runs.lock import LOCK_FILE
from vae_core.runs.onnx_cache import NETWORK_FILES
from vae_core.runs.watched import WATCHED_FILE
from vae_core.training.state import STATE

JSON_FILES = ("config.json", "summary.json", "about.json", "test.json")
TENSOR_FILES = ("weights.safetensors", STATE, "latents.safetensors", "live.safetensors")
# The ONNX files are never imported: they are made again from the weights.
ZIPPED_FILES = (*JSON_FILES, *TENSOR_FILES, *NETWORK_FILES, "metrics.jsonl")
MOST_FILES = 64  # of a run
MOST_ENTRIES = 2000  # of the zip file, with those that are passed over
MOST_UNPACKED_BYTES = 200_000_000  # unpacked, all files together
# Parsed, JSON takes up to 25 times its size in memory: 1 MB of it stays small, 190 MB would take 5 GB.
MOST_OF = {
    **dict.fromkeys(JSON_FILES, 1_000_000),
    f"{FRAMES_FOLDER}/{INDEX}": 1_000_000,
    "metrics.jsonl": 50_000_000,
    "latents.safetensors": 50_000_000,
    "live.safetensors": 20_000_000,
}
MOST_OF_FRAME = 20_000_000
DEEPEST = 3  # folders around the files of a run
# Files that a run's folder or an operating system has besides; they mean nothing elsewhere.
MEANINGLESS = re.compile(
    rf"{LOCK_FILE}|{WATCHED_FILE}|{re.escape(CONTROL_FILE)}|control\.lock|picture\.png|prior\.json|step\.json|"
    r"live_decoder\.onnx|start\.safetensors|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|Icon\r|README(\..*)?|\..+\.[a-z0-9_]{8}",
    re.IGNORECASE,
)
OF_SYSTEM = ("__MACOSX",)  # folders
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
)


class Contents(NamedTuple):
    """The files of a run by name, and the names that were passed over."""

    files: dict[str, bytes]
    passed_over: tuple[str, ...]


def unpack(packed: bytes) -> Contents:
    """Returns the files of a zip file by name. Raises a ValueError, before any is unpacked, for one that no run has."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members, passed_over = _members(archive)
            return Contents({name: archive.read(member) for name, member in members.items()}, tuple(passed_over))
    except _UNREADABLE as error:
        raise ValueError(f"This is no zip file that can be read: {error}.") from error


def _members(archive: zipfile.ZipFile) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    found = archive.infolist()
    if len(found) > MOST_ENTRIES:
        raise ValueError(f"The zip file holds {len(found):,} entries; a run has at most {MOST_FILES} files.")
    members: dict[str, zipfile.ZipInfo] = {}
    passed_over = []
    folder = _folder_of_run(member.filename for member in found)
    for member in found:
        _check_entry(member)
        if member.is_dir():
            continue
        name = member.filename.removeprefix(folder)
        if _is_meaningless(name):
            passed_over.append(name)
            continue
        if name not in ZIPPED_FILES and not FRAME_FILE_NAME.fullmatch(name):
            raise ValueError(
                f"The zip file holds {member.filename[:80]!r}, which is no file of a run; a run has {', '.join(ZIPPED_FILES)}."
            )
        if name in members:
            raise ValueError(f"The zip file holds {name} twice; pack one run only.")
        _check_size(name, member.file_size)
        members[name] = member
    if len(members) > MOST_FILES:
        raise ValueError(f"The zip file holds {len(members):,} files; a run has at most {MOST_FILES}.")
    size = sum(member.file_size for member in members.values())
    if size > MOST_UNPACKED_BYTES:
        raise ValueError(
            f"The files are of {size / 1e6:,.0f} MB when unpacked; at most {MOST_UNPACKED_BYTES / 1e6:,.0f} MB are taken."
        )
    return members, passed_over


def _folder_of_run(names: Iterable[str]) -> str:
    """Returns the folder that holds config.json, with its slash; empty at the top. Raises a ValueError for two runs."""
    found = [
        name.removesuffix("config.json")
        for name in names
        if PurePosixPath(name).name == "config.json" and not name.startswith(OF_SYSTEM) and _is_inside(name)
    ]
    found = sorted({folder for folder in found if folder in ("",) or folder.endswith("/")})
    if len(found) > 1:
        raise ValueError(f"The zip file holds {len(found)} runs, or config.json twice; pack one run only.")
    if found and found[0].count("/") > DEEPEST:
        raise ValueError(f"The run is {found[0].count('/')} folders deep in the zip file; pack its own folder.")
    return found[0] if found else ""


def _is_meaningless(name: str) -> bool:
    parts = name.split("/")
    return parts[0] in OF_SYSTEM or MEANINGLESS.fullmatch(parts[-1]) is not None


def _check_entry(member: zipfile.ZipInfo) -> None:
    """Raises a ValueError for a name that leads out of its folder, for a link and for an encrypted file."""
    name = member.filename
    if not _is_inside(name.rstrip("/") if member.is_dir() else name):
        raise ValueError(f"The zip file holds {name[:80]!r}, a name that leads out of its folder.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise ValueError(f"The zip file holds {name[:80]!r} as a link; only plain files are taken.")
    if member.flag_bits & 1:
        raise ValueError(f"{name[:80]!r} is encrypted; pack the run without a password.")


def _check_size(name: str, size: int) -> None:
    most = MOST_OF.get(name, MOST_OF_FRAME if name.startswith(f"{FRAMES_FOLDER}/") else MOST_UNPACKED_BYTES)
    if size > most:
        raise ValueError(
            f"{name} is of {size / 1e6:,.0f} MB when unpacked; at most {most / 1e6:,.0f} MB of it are taken."
        )


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not any(part in ("", ".", "..") for part in parts) and not any(sign in name for sign in "\\:\0")
