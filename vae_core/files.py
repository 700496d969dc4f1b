"""Files that are complete or absent: written beside their place, synced, renamed. Tensors as safetensors, the rest as JSON."""

import errno
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

if TYPE_CHECKING:
    from torch import Tensor

# Windows, virus scanners and cloud folders refuse to replace a file that somebody reads at this moment.
REPLACE_WAITS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # seconds before each further try
_LEFT_SECONDS = 60.0  # no writer needs longer for a file
_REFUSED_ERRORS = (errno.EROFS, errno.EACCES, errno.EPERM)  # a disk or a folder that may only be read
_FULL_ERRORS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # the disk, or a person's share of it


class DamagedRun(ValueError):
    """A file of a run is missing, incomplete or not valid; the message names it."""


def is_full(error: BaseException) -> bool:
    """True for the error of a full disk."""
    return isinstance(error, OSError) and error.errno in _FULL_ERRORS


def error_in_words(error: BaseException) -> str:
    """Returns an error as a sentence with the way out; that of a file without its path, for a server's folders are its own."""
    if not isinstance(error, OSError):
        return str(error)
    if is_full(error):
        return "The disk is full. Delete runs or other files, then try again."
    if isinstance(error, TimeoutError):  # of a lock: its text is the lock's path
        return "The file is in use by another process. Try again in a moment."
    if error.errno is None:  # raised with words, such as those of a download
        return str(error)
    name = Path(os.fsdecode(error.filename)).name if isinstance(error.filename, str | bytes) else "A file"
    if isinstance(error, FileNotFoundError):
        return f"{name} is missing; it may have been deleted meanwhile."
    if error.errno in _REFUSED_ERRORS:
        return f"{name} cannot be read or written: {error.strerror}. Change the permissions of the runs folder, then try again."
    return f"{name} cannot be used: {error.strerror or type(error).__name__}. Try again."


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yields a temporary path beside `path`; without an error, the file there replaces `path` at the end."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        yield Path(name)
        with open(name, "r+b") as written:  # Windows syncs only files that are open for writing
            os.fsync(written.fileno())
        os.chmod(name, 0o644)  # mkstemp makes it private; the worker of another user may read a run
        replace_file(Path(name), path)
    finally:
        Path(name).unlink(missing_ok=True)


def replace_file(source: Path, target: Path) -> None:
    """Moves `source` to `target` in one step; tries again for 1.6 s where the system refuses it now and then."""
    for wait in REPLACE_WAITS:
        try:
            os.replace(source, target)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    os.replace(source, target)


def remove_leftovers(folder: Path) -> None:
    """Deletes the temporary files of killed writers in `folder`; a young file may belong to a living writer."""
    for path in folder.rglob(".*.*.????????"):  # the names that mkstemp gives in `atomic_path`
        with suppress(OSError):  # another process was quicker
            if time.time() - path.stat().st_mtime > _LEFT_SECONDS and path.is_file():
                path.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Writes `content` to `path`, all of it or nothing."""
    with atomic_path(path) as beside:
        beside.write_bytes(content)


def write_json(path: Path, content: Any) -> None:
    """Writes `content` to `path` as JSON; raises a ValueError for NaN and infinity, which JSON does not have."""
    write_bytes(path, json.dumps(content, indent=1, allow_nan=False).encode())


def _shown(path: Path | str) -> str:
    """Returns folder and name of a file for a message: pages show messages, and a server's other folders are its own."""
    return "/".join(Path(path).parts[-2:])


def _reason(error: Exception) -> str:
    """Returns the reason of an error without the path that an OSError's text has."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in the file `path`; raises a DamagedRun where there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DamagedRun(f"{_shown(path)} is missing") from None
    except (ValueError, OSError, RecursionError) as error:
        raise DamagedRun(f"{_shown(path)} cannot be read: {_reason(error)}") from error
    if not isinstance(content, dict):
        raise DamagedRun(f"{_shown(path)} holds {type(content).__name__}, not a JSON object")
    return content


def write_tensors(path: Path, tensors: "dict[str, Tensor]", numbers: dict[str, Any] | None = None) -> None:
    """Writes tensors and a few plain values to `path`, all of it or nothing."""
    from safetensors.torch import save  # here: it loads PyTorch, and a process that reads pictures starts without it

    metadata = None if numbers is None else {"numbers": json.dumps(numbers, allow_nan=False)}
    write_bytes(path, save({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, metadata))


def read_tensors(path: Path | str) -> "tuple[dict[str, Tensor], dict[str, Any]]":
    """The tensors and plain values in the file `path`; raises a DamagedRun where it is no such file."""
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no dict)
            metadata = file.metadata() or {}
        numbers = json.loads(metadata.get("numbers", "{}"))
    except FileNotFoundError:
        raise DamagedRun(f"{_shown(path)} is missing") from None
    except (SafetensorError, OSError, ValueError, RecursionError) as error:
        raise DamagedRun(f"{_shown(path)} cannot be read: {_reason(error)}") from error
    if not isinstance(numbers, dict):
        raise DamagedRun(f"{_shown(path)} holds {type(numbers).__name__} as its numbers, not a JSON object")
    return tensors, numbers
