"""The status of a run for its page: a message, and the commands that make sense now."""

import time
from typing import NamedTuple

from dashboard.jobs.queue import is_expected, place
from vae_core.recording.recording import IN_TRAINING
from vae_core.runs.run import Run

QUIET_SECONDS = 3.0  # without a new line, after which the lock of a training is checked

STARTING = "Its worker ended; another one continues from the last checkpoint within seconds."
_LOST = "Its training process ended. Resume it to continue from its last checkpoint."
WAITS = "It starts as soon as a worker is free."
FORGOTTEN = "It is in no queue of this server. Resume it to start it."
PAUSED = "The training is paused; nothing is lost. Take one step, change beta, or press Go on."


class RunStatus(NamedTuple):
    """The state of a run, one more than its summary knows: `starting` and `lost` are running without a process."""

    status: str
    message: str
    may: tuple[str, ...]  # commands that make sense now, of vae_core/runs/control.py


def status_of(run: Run) -> RunStatus:
    """Returns the status of the run now."""
    summary = run.summary
    status, message = summary.status, summary.message
    if status == "queued":
        return _queued(run)
    if status in IN_TRAINING and not _is_trained(run):
        if is_expected(run.id):
            return RunStatus("starting", STARTING, ("stop",))
        return RunStatus("lost", _LOST, ("resume", "stop"))
    if status == "paused" and message:  # it waits for space on the disk
        return RunStatus(status, message, ("stop",))
    if status == "paused":
        return RunStatus(status, PAUSED, ("resume", "step", "stop", "extend"))
    if status == "running":
        return RunStatus(status, message, ("pause", "stop", "extend"))
    if run.is_imported or run.is_fitted:
        return RunStatus(status, message, ())
    return RunStatus(status, message, ("resume",) if run.is_resumable else ("extend",))


def _queued(run: Run) -> RunStatus:
    if is_expected(run.id) or run.is_alive:
        return RunStatus("queued", f"{place(run.id)} {WAITS}".strip(), ("stop",))
    return RunStatus("lost", FORGOTTEN, ("resume", "stop"))


def _is_trained(run: Run) -> bool:
    """Returns True if it has written a line just now or its lock is held. The lock comes last: the check touches it."""
    try:
        # abs: after the clock was set back, the last line is in the future for as long as an hour.
        if abs(time.time() - (run.path / "metrics.jsonl").stat().st_mtime) < QUIET_SECONDS:
            return True
    except OSError:
        pass
    return run.is_alive
