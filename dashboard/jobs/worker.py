"""The work of a worker process on a run's folder. A worker imports it in advance, so that a training starts at once."""

import ctypes
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from dashboard.jobs.limits import limits
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.export.onnx_files import decoder_graph
from vae_core.recording.recording import explain_error, interrupt, record_held, trainer_of
from vae_core.runs.lock import RunBusyError, hold
from vae_core.runs.run import GOING_ON, Run, open_run
from vae_core.training.state import STATE
from vae_core.training.trainer import Trainer

DEATHS = 3  # of workers in a row without progress, after which a run is given up
DIED = "Its worker process died repeatedly, most often because memory ran out. Try smaller layers or fewer images."


def dask_setup(worker: Any) -> None:
    """Lowers the CPU priority and loads what a training needs; Dask calls it in a worker process that loads this file."""
    if hasattr(os, "nice"):
        os.nice(limits().nice)
    load_training()


def load_training() -> None:
    """Takes one step of the default training and exports its decoder, so that the first person does not wait for it.

    PyTorch imports its compiler with the first optimizer (0.9 s of CPU time), ONNX with the first export; MNIST's images
    stay in memory (0.25 s, 55 MB).
    """
    config = RunConfig(device="cpu", threads=1)
    trainer = Trainer(config, load_for(config))
    trainer._step()
    decoder_graph(trainer.model)


def train(path: str) -> str:
    """Trains the run at `path` to its end and returns its status; an error goes into its summary, if that is still there.

    A run that is over, or that another process trains, is left alone. A run whose worker died continues from its checkpoint.
    """
    run = open_run(Path(path))
    try:
        with hold(run.path):
            _train(run, run.summary.status)
    except RunBusyError:
        pass
    except (ValueError, MemoryError, OSError, RuntimeError) as error:
        if not run.path.is_dir():
            return "deleted"
        run.update_summary(status="failed", message=explain_error(error))
    finally:
        give_memory_back()
    return run.summary.status


def give_memory_back() -> None:
    """Returns the memory that the training freed to the operating system; see ALLOCATOR in cluster.py."""
    with suppress(OSError, AttributeError, TypeError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def _train(run: Run, before: str) -> None:
    deaths = _count_deaths(run) if before in GOING_ON and before != "queued" else 0
    if before == "queued" and run.is_asked_to_stop():  # at the moment in which it left the queue
        cancel(run)
    elif deaths >= DEATHS:
        give_up(run, deaths)
    elif before in GOING_ON:
        run.update_summary(status="running")  # before the images are loaded: from here on a stop takes effect
        allowed = limits()
        trainer = trainer_of(run, load_for(run.config))
        for _ in record_held(run, trainer, before, allowed.pause, allowed.seconds):
            pass


def _count_deaths(run: Run) -> int:
    """Returns the number of workers in a row that died with this run without progress, this one included."""
    before = run.summary.more.get("deaths", {"count": 0, "step": -1})
    reached = run.reached
    count = before["count"] + 1 if reached <= before["step"] else 1
    run.update_summary(deaths={"count": count, "step": max(reached, before["step"])})
    return count


def give_up(run: Run, deaths: int = DEATHS) -> None:
    """Closes a run that kills its workers; without a map if computing the map killed one too."""
    if deaths > DEATHS:
        run.update_summary(status="interrupted", message=DIED)
    else:
        interrupt(run, load_for(run.config), DIED)


def cancel(run: Run) -> None:
    """Removes a run from the queue; its checkpoint stays."""
    if (run.path / STATE).exists():
        run.update_summary(status="stopped", message="Stopped while no worker trained it; its last checkpoint is kept.")
    else:
        run.update_summary(status="cancelled", message="Removed from the queue before it began.")
