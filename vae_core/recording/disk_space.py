"""Writing to a disk that may be full: the training waits for space, and its status names the reason."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from vae_core.files import is_full
from vae_core.recording.live_files import LIVE_DECODER, LIVE_TENSORS
from vae_core.runs.run import Run

Result = TypeVar("Result")
SPACE_RETRY_SECONDS = 1.0
WAITING = (
    "The disk is full. The training goes on as soon as there is space; delete runs or other files. "
    "Its last checkpoint is kept."
)


@contextmanager
def only_for_watchers() -> Iterator[None]:
    """Ignores that a file cannot be written now: one that only watchers need never ends a training."""
    try:
        yield
    except OSError as error:
        if not isinstance(error, PermissionError) and not is_full(error):
            raise


class DiskSpace:
    """The disk of one run: `written` waits for space, for at most `longest_seconds` seconds or until a stop."""

    def __init__(
        self, run: Run, is_stopping: Callable[[], bool], longest_seconds: float, on_full: Callable[[], None]
    ) -> None:
        """`on_full` is called when a wait begins."""
        self.run, self.is_stopping, self.longest_seconds, self.on_full = run, is_stopping, longest_seconds, on_full
        self.is_pause_written = False  # to the status of the run

    def written(self, write: Callable[[], Result]) -> Result:
        """Returns what `write` returns, called again until there is space; the status of the run is "paused" meanwhile.

        Raises its OSError where the disk stays full.
        """
        started = math.inf
        while True:
            try:
                result = write()
                break
            except OSError as error:
                has_waited = time.monotonic() - started >= self.longest_seconds
                if not is_full(error) or has_waited or self.is_stopping() or self.run.is_asked_to_stop():
                    raise
                if started == math.inf:
                    started = time.monotonic()
                    self.on_full()
                if not self.is_pause_written:
                    self._remove_live_files()
                    self.is_pause_written = self._write_status("paused", WAITING)
                time.sleep(SPACE_RETRY_SECONDS)
        # Outside of the try: `write` has succeeded, and a second call would write a line twice.
        if self.is_pause_written:
            self._end_pause()
        return result

    def _end_pause(self) -> None:
        """Writes the status "running", unless `write` has written another one: the last files have that of the end."""
        is_paused = self.run.summary.message == WAITING
        self.is_pause_written = is_paused and not self._write_status("running", "")

    def _remove_live_files(self) -> None:
        """Makes space for the status; the live files are written again."""
        for name in (LIVE_TENSORS, LIVE_DECODER):
            with suppress(OSError):
                (self.run.path / name).unlink(missing_ok=True)

    def _write_status(self, status: str, message: str) -> bool:
        """Writes the status; False where even that finds no space: the next call of `written` tries again."""
        with suppress(OSError):
            self.run.update_summary(status=status, message=message)
            return True
        return False


class HistoryFile:
    """The metrics.jsonl of a run, to which lines are appended, each of them whole."""

    def __init__(self, path: Path, space: DiskSpace) -> None:
        self.file = open(path, "ab", buffering=0)  # noqa: SIM115 (closed by __exit__)
        self.space = space

    def __enter__(self) -> "HistoryFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def add(self, line: str) -> None:
        """Appends a line; a part that a full disk took is completed later."""
        rest = f"{line}\n".encode()
        while rest:
            rest = rest[self.space.written(partial(self.file.write, rest)) :]
