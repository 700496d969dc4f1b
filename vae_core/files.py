"""Files that are either whole or not there: written beside, synced, renamed. Tensors as safetensors, the rest as JSON."""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

LEFT_SECONDS = 60.0  # after which no file is still being written


class DamagedRun(ValueError):
    """A file of a run is missing, cut short or not what it should be; the message names it."""


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` to write to; on leaving without an error it takes the place of `path`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        yield Path(name)
        with open(name, "r+b") as written:  # Windows syncs only what is open for writing
            os.fsync(written.fileno())
        os.chmod(name, 0o644)  # mkstemp makes it private; a run may be read by another user's worker
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Delete what writers that were killed left behind in `folder`; what is young may belong to one that lives."""
    for path in folder.rglob(".*.*.????????"):  # as mkstemp names them in `atomic_path`
        with suppress(OSError):  # somebody else was quicker
            if time.time() - path.stat().st_mtime > LEFT_SECONDS and path.is_file():
                path.unlink()


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`, whole or not at all."""
    with atomic_path(path) as beside:
        beside.write_bytes(content)


def write_json(path: Path, content: Any) -> None:
    """Put `content` at `path` as JSON; NaN and infinity are refused, for JSON has none."""
    write_bytes(path, json.dumps(content, indent=1, allow_nan=False).encode())


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object at `path`, or a DamagedRun that says what is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DamagedRun(f"{path} is missing") from None
    except (ValueError, OSError, RecursionError) as error:
        raise DamagedRun(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise DamagedRun(f"{path} holds {type(content).__name__}, not a JSON object")
    return content


def write_tensors(path: Path, tensors: dict[str, Tensor], numbers: dict[str, Any] | None = None) -> None:
    """Put tensors and a few plain values at `path`, whole or not at all."""
    metadata = None if numbers is None else {"numbers": json.dumps(numbers, allow_nan=False)}
    write_bytes(path, save({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, metadata))


def read_tensors(path: Path | str) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and plain values of `path`, or a DamagedRun that says what is wrong with it."""
    try:
        with safe_open(path, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no dict)
            metadata = file.metadata() or {}
        numbers = json.loads(metadata.get("numbers", "{}"))
    except FileNotFoundError:
        raise DamagedRun(f"{path} is missing") from None
    except (SafetensorError, OSError, ValueError, RecursionError) as error:
        raise DamagedRun(f"{path} cannot be read: {error}") from error
    if not isinstance(numbers, dict):
        raise DamagedRun(f"{path} holds {type(numbers).__name__} as its numbers, not a JSON object")
    return tensors, numbers
