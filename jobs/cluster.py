"""The Dask cluster of this server: one worker process on this machine, started with the app and ended with it."""

import logging
import os
import secrets
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import dask.config
from dask.task_spec import Task
from distributed import Client, Future, KilledWorker, LocalCluster, fire_and_forget

from jobs.worker import DIED, cancel, train
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.recording import explain
from vae_core.runs import GOING_ON, Run, create_run, list_runs, new_run_id, open_run
from vae_core.trainer import check_trainable

SLOTS = 1  # trainings at a time; each gets its share of the cores, because more threads than cores are slower than one
MEMORY_SHARE = (
    0.6  # of the machine's memory for the worker; beyond it Dask starts it anew instead of freezing everything
)

# A worker gets a task when it is idle, not one ahead; who gives up a run that kills workers is jobs/worker.py.
SCHEDULER = {"distributed.scheduler.worker-saturation": 1.0, "distributed.scheduler.allowed-failures": 20}

_lock = threading.RLock()
_cluster: LocalCluster | None = None
_client: Client | None = None
_futures: dict[str, Future] = {}


def runs_folder() -> Path:
    """Where runs lie: LATENT_LAB_RUNS, or `runs` in the folder the app was started in."""
    return Path(os.environ.get("LATENT_LAB_RUNS", "runs")).expanduser().resolve()


def start() -> Client:
    """The client of the running cluster, started if it is not; runs that lost their worker go on."""
    global _cluster, _client
    with _lock:
        if _client is None:
            threads = max(1, (os.cpu_count() or 1) // SLOTS)
            with dask.config.set(SCHEDULER):
                _cluster = LocalCluster(
                    n_workers=SLOTS, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL, memory_limit=MEMORY_SHARE / SLOTS,
                    env={"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}, preload=["jobs.worker"],
                )  # fmt: skip
            _client = Client(_cluster, set_as_default=False)
            for run in _unfinished():
                _queue(run)
        return _client


def terminate() -> None:
    """End the cluster and its worker process; trainings that run keep their last checkpoint."""
    global _cluster, _client
    with _lock:
        client, cluster, _client, _cluster = _client, _cluster, None, None
        _futures.clear()
    if client is not None and cluster is not None:
        client.close(timeout=2)
        with suppress(TimeoutError):  # the worker is a child of ours that ends with us, busy or not
            for nanny in cluster.workers.values():
                cluster.sync(nanny.close, timeout=1)  # a busy one is killed then; its files are whole at any moment
            cluster.close(timeout=10)


def _unfinished() -> list[Run]:
    """Runs that wait in this server's queue or lost their worker, oldest first; nobody trains them."""
    found = []
    for run in reversed(list_runs(runs_folder())):
        try:
            summary = run.summary
            is_ours = summary["status"] != "queued" or summary.get("is_job", False)  # the command line queues nothing
            if summary["status"] in GOING_ON and is_ours and not run.is_alive:
                found.append(run)
        except ValueError:
            continue  # a damaged folder is shown on the runs page, not mended here
    return found


def submit(config: RunConfig) -> str:
    """Make a run's folder and queue its training; the run's id. A ValueError where it could not be trained."""
    check_trainable(config, load_for(config))
    start()  # before the run is made: a starting cluster takes runs that wait for runs left behind
    run = create_run(runs_folder() / new_run_id(), config, is_job=True)
    _queue(run)
    return run.id


def ask(run_id: str, name: str, value: Any = None) -> None:
    """Ask a run for one of vae_core/control.py's commands, trained or not: resume and extend queue one that is over."""
    run = open_run(runs_folder() / run_id)
    if name == "stop":
        return _stop(run)
    is_idle = run.is_over or not (run.is_alive or is_expected(run.id))
    if name == "resume" and run.is_over and not run.is_resumable:
        raise ValueError(f"run {run.id} is {run.summary['status']}; only one that was broken off or stopped can go on")
    run.ask(name, value)
    if name in ("resume", "extend") and is_idle:
        _take_up(run)
    return None


def is_expected(run_id: str) -> bool:
    """Whether this server's queue holds the run, waiting or in training."""
    return run_id in _futures


def _take_up(run: Run) -> None:
    start()
    run.update_summary(status="queued", message="", is_job=True)
    _queue(run)


def _queue(run: Run) -> None:
    """Let Dask train the run when its turn comes, and again from its checkpoint should a worker die."""
    client = start()
    # A data producer waits in the scheduler until a worker is idle; other tasks are dealt out at once and wait behind any.
    key = f"train-{run.id}-{secrets.token_hex(4)}"
    future = client.get({key: Task(key, train, str(run.path), _data_producer=True)}, key, sync=False)
    fire_and_forget(future)
    _futures[run.id] = future
    future.add_done_callback(partial(_ended, run, run.reached))


def _ended(run: Run, reached: int, future: Future) -> None:
    """Take care of what its worker could not: that it died too often for Dask, or failed in a way nobody foresaw."""
    if _futures.get(run.id) is future:
        _futures.pop(run.id)
    if future.status == "finished" and run.is_over and run.is_to_be_extended and _client is not None:
        return _take_up(run)  # it was asked for in the moment of its end
    if future.status != "error" or run.is_over:
        return None
    error = future.exception()
    if not isinstance(error, KilledWorker):
        run.update_summary(status="failed", message=explain(error))
    elif run.reached > reached and _client is not None:
        _queue(run)
    else:
        run.update_summary(status="interrupted", message=DIED)
    return None


def _stop(run: Run) -> None:
    """End a training at its next step, or take it out of the queue; what was learned stays."""
    run.ask_to_stop()
    future = _futures.get(run.id)
    if future is not None and run.summary["status"] == "queued":
        future.cancel()
        cancel(run)
