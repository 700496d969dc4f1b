"""The lock of a run, held by the process that trains it; the operating system releases it at any end of the process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK_FILE = "lock"  # an empty file in the folder of the run
_PATIENCE = 1.0  # seconds; `is_held` in another process holds the lock for less


class RunBusyError(ValueError):
    """Another process trains this run."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Holds the lock of the run in `folder` against all processes on this disk; raises a RunBusyError where one has it."""
    lock = FileLock(folder / LOCK_FILE, timeout=_PATIENCE, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise RunBusyError(f"run {folder.name} is being trained by another process; wait for it, or stop it") from None
    try:
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool:
    """True while a process trains the run in `folder`."""
    if not (folder / LOCK_FILE).exists():
        return False
    lock = FileLock(folder / LOCK_FILE, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (Timeout, FileNotFoundError):  # the latter: deleted meanwhile
        return (folder / LOCK_FILE).exists()
    lock.release()
    return False
