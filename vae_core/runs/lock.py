"""Who trains a run holds its lock; the operating system lets go of it when that process ends, however it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

NAME = "lock"  # an empty file in the run's folder; only whether it is held says anything
PATIENCE = 1.0  # seconds in which whoever only asked `is_held` has let go again


class RunBusyError(ValueError):
    """Somebody else trains this run."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Be the only one, on any process of this machine or its shared disk, who trains the run in `folder`."""
    lock = FileLock(folder / NAME, timeout=PATIENCE, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise RunBusyError(f"run {folder.name} is being trained by another process; wait for it, or stop it") from None
    try:
        yield
    finally:
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether a living process trains the run in `folder`."""
    if not (folder / NAME).exists():
        return False
    lock = FileLock(folder / NAME, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (Timeout, FileNotFoundError):  # the latter: deleted meanwhile
        return (folder / NAME).exists()
    lock.release()
    return False
