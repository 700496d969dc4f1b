"""What a worker process does with a run's folder. Imported by the worker in advance, so that a training starts at once."""

import errno
from pathlib import Path

from vae_core.datasets import load_for
from vae_core.runs import Run, interrupt, open_run, record
from vae_core.trainer import Trainer


def train(path: str) -> str:
    """Train the run at `path` to its end, or say in its summary why that failed; the status."""
    run = open_run(Path(path))
    try:
        if run.is_asked_to_stop() and run.summary["status"] != "running":  # in the moment in which it left the queue
            cancel(run)
            return "cancelled"
        run.update_summary(status="running")  # before the images are loaded: from here on the training obeys a stop
        for _ in record(run, Trainer(run.config, load_for(run.config))):
            pass
    except (ValueError, MemoryError, OSError, RuntimeError) as error:
        run.update_summary(status="failed", message=explain(error))
    return str(run.summary["status"])


def cancel(run: Run) -> None:
    """Close a run that never began."""
    run.update_summary(status="cancelled", message="Taken out of the queue before it began.")


def explain(error: BaseException) -> str:
    """An error in words for whoever pressed Train."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Delete runs or make room, then train again; the last checkpoint is kept."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Not enough memory: choose smaller layers, a smaller batch, or fewer images."
    return str(error) if isinstance(error, ValueError | OSError | RuntimeError) else f"{type(error).__name__}: {error}"


def settle(path: str, reason: str = "") -> None:
    """Make what can be made of a run that lost its worker: weights and map of its last checkpoint."""
    run = open_run(Path(path))
    try:
        interrupt(run, load_for(run.config))
        run.update_summary(message=f"{reason} {run.summary['message']}".strip())
    except (ValueError, OSError, RuntimeError) as error:
        run.update_summary(status="failed", message=explain(error))
