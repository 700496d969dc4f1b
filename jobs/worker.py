"""What a worker process does with a run's folder. Imported by the worker in advance, so that a training starts at once."""

import errno
from pathlib import Path

from vae_core.datasets import load_for
from vae_core.runs import interrupt, open_run, record
from vae_core.trainer import Trainer


def train(path: str) -> str:
    """Train the run at `path` to its end, or say in its summary why that failed; the status."""
    run = open_run(Path(path))
    try:
        for _ in record(run, Trainer(run.config, load_for(run.config))):
            pass
    except (ValueError, MemoryError, OSError, RuntimeError) as error:
        run.update_summary(status="failed", message=explain(error))
    return str(run.summary["status"])


def explain(error: Exception) -> str:
    """An error in words for whoever pressed Train."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Delete runs or make room, then train again; the last checkpoint is kept."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Not enough memory: choose smaller layers, a smaller batch, or fewer images."
    return str(error)


def settle(path: str) -> None:
    """Make what can be made of a run that lost its worker: weights and map of its last checkpoint."""
    run = open_run(Path(path))
    try:
        interrupt(run, load_for(run.config))
    except (ValueError, OSError, RuntimeError) as error:
        run.update_summary(status="failed", message=explain(error))
