"""The Dask cluster of this server: one worker process on this machine, started with the app and ended with it."""

import logging
import os
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from distributed import Client, Future, KilledWorker, LocalCluster, fire_and_forget

from jobs.worker import cancel, explain, settle, train
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.runs import Run, create_run, list_runs, new_run_id, open_run
from vae_core.trainer import check_trainable

SLOTS = 1  # trainings at a time; each gets its share of the cores, because more threads than cores are slower than one
MEMORY_SHARE = (
    0.6  # of the machine's memory for the worker; beyond it Dask starts it anew instead of freezing everything
)

_lock = threading.RLock()
_cluster: LocalCluster | None = None
_client: Client | None = None
_futures: dict[str, Future] = {}


def runs_folder() -> Path:
    """Where runs lie: LATENT_LAB_RUNS, or `runs` in the folder the app was started in."""
    return Path(os.environ.get("LATENT_LAB_RUNS", "runs")).expanduser().resolve()


def start() -> Client:
    """The client of the running cluster, started if it is not; runs that lost their worker are brought to an end."""
    global _cluster, _client
    with _lock:
        if _client is None:
            threads = max(1, (os.cpu_count() or 1) // SLOTS)
            _cluster = LocalCluster(
                n_workers=SLOTS, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL, memory_limit=MEMORY_SHARE / SLOTS, resources={"train": 1},
                env={"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}, preload=["jobs.worker"],
            )  # fmt: skip
            _client = Client(_cluster, set_as_default=False)
            for run in _unfinished():
                fire_and_forget(_client.submit(settle, str(run.path), pure=False, resources={"train": 1}))
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
    """Runs whose summary says that somebody trains them, though nobody does."""
    found = []
    for run in list_runs(runs_folder()):
        try:
            if not run.is_over:
                found.append(run)
        except ValueError:
            continue  # a damaged folder is shown on the runs page, not mended here
    return found


def submit(config: RunConfig) -> str:
    """Make a run's folder and queue its training; the run's id. A ValueError where it could not be trained."""
    check_trainable(config, load_for(config))
    client = start()  # before the run is made: a starting cluster takes runs that wait for runs left behind
    run = create_run(runs_folder() / new_run_id(), config)
    future = client.submit(train, str(run.path), key=run.id, resources={"train": 1})
    fire_and_forget(future)
    _futures[run.id] = future
    future.add_done_callback(partial(_ended, run))
    return run.id


def _ended(run: Run, future: Future) -> None:
    """Say in the run's summary what its worker could not: that it died, or failed in a way nobody foresaw."""
    _futures.pop(run.id, None)
    if future.status != "error" or run.is_over:
        return
    error = future.exception()
    if not isinstance(error, KilledWorker):
        run.update_summary(status="failed", message=explain(error))
        return
    message = "The worker process died again and again, most often because memory ran out: try smaller layers or fewer images."
    saved = future.client.submit(settle, str(run.path), message, pure=False, resources={"train": 1})
    fire_and_forget(saved)
    saved.add_done_callback(partial(_settled, run, message))


def _settled(run: Run, message: str, future: Future) -> None:
    if future.status == "error" and not run.is_over:  # not even the last checkpoint could be opened
        run.update_summary(status="failed", message=message)


def stop(run_id: str) -> None:
    """End a training at its next report, or take it out of the queue; what was learned stays."""
    run = open_run(runs_folder() / run_id)
    run.ask_to_stop()
    future = _futures.get(run_id)
    if future is not None and run.summary["status"] == "queued":
        future.cancel()
        cancel(run)
