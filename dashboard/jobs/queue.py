"""The queue of this server: hands runs in, takes them out, and says where they are. Dask keeps them and deals them out."""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from dask.task_spec import Task
from distributed import Client, Future, KilledWorker, fire_and_forget

from dashboard.jobs import cluster
from dashboard.jobs.fair_queue import Turns, queue_words, seconds_to_wait
from dashboard.jobs.limits import check_allowed
from dashboard.jobs.permissions import check_is_allowed
from dashboard.jobs.worker import DIED, cancel, train
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.recording.recording import explain_error
from vae_core.runs.lock import RunBusyError, hold
from vae_core.runs.run import GOING_ON, Run, create_run, list_runs, new_run_id, open_run
from vae_core.training.trainer import check_trainable

LOOK_SECONDS = 1.0  # between two looks at who waits
OVERHEAD_SECONDS = 3.0  # of a run, for loading the images and writing its last files

# Called by this module for packages above it: with the person and the run's id, and when a server takes up its queue.
on_submit: list[Callable[[str, str], None]] = []
on_start: list[Callable[[], None]] = []

_lock = threading.RLock()
_futures: dict[str, Future[Any]] = {}


def _is_waiting(run_id: str) -> bool:
    try:
        return Run(cluster.runs_folder() / run_id).summary.status == "queued"
    except (ValueError, KeyError):
        return False  # deleted


_turns = Turns(_is_waiting)


def start() -> Client:
    """The client of the running cluster, started if it is not; runs that wait for nobody or lost their worker go on."""
    with _lock:
        is_new = cluster.client() is None
        client = cluster.connect()
        if is_new:
            for hook in on_start:
                hook()
        for run in _unfinished() if is_new else []:
            _queue(run)
        return client


def terminate() -> None:
    """End what `start` started."""
    _futures.clear()
    _turns.tickets.clear()
    cluster.disconnect()


def _unfinished() -> list[Run]:
    """Runs that wait in this server's queue or lost their worker, oldest first; nobody trains them."""
    found = []
    for run in reversed(list_runs(cluster.runs_folder())):
        try:
            summary = run.summary
            is_ours = summary.status != "queued" or summary.is_job  # the command line queues nothing
            if summary.status in GOING_ON and is_ours and not run.is_alive:
                found.append(run)
        except (ValueError, KeyError):
            continue  # a damaged folder is shown on the runs page, not mended here
    return found


def check_submit(config: RunConfig, person: str = "", after: int = 0) -> None:
    """Raise a ValueError where a training could not, or may not, be queued `after` others of the same person."""
    check_trainable(config, load_for(config))
    check_allowed(config, cluster.runs_folder(), len(_turns.tickets) + after, _turns.of(person) + after)


def submit(config: RunConfig, person: str = "", **known: Any) -> str:
    """Make a run's folder, with `known` in its summary, and queue its training; its id. A ValueError as `check_submit`'s."""
    check_submit(config, person)
    start()  # before the run is made: a starting cluster takes runs that wait for runs left behind
    run_id = new_run_id()
    for hook in on_submit:
        hook(person, run_id)
    run = create_run(cluster.runs_folder() / run_id, config, is_job=True, person=person, **known)
    _queue(run)
    return run.id


def ask(run_id: str, name: str, value: Any = None, person: str | None = None) -> None:
    """Ask a run for one of vae_core/runs/control.py's commands, trained or not: resume and extend queue one that is over.

    A ValueError where the run is not `person`'s to steer.
    """
    run = open_run(cluster.runs_folder() / run_id)
    check_is_allowed(run, person)
    if name == "stop":
        return _stop(run)
    is_idle = run.is_over or not (run.is_alive or is_expected(run.id))
    if name == "resume" and run.is_over and not run.is_resumable:
        raise ValueError(f"run {run.id} is {run.summary.status}; only one that was broken off or stopped can go on")
    run.ask(name, value)
    if name in ("resume", "extend") and is_idle:
        _take_up(run)
    return None


def is_expected(run_id: str) -> bool:
    """Whether this server's queue holds the run, waiting or in training."""
    return run_id in _futures


def place(run_id: str) -> str:
    """Where a waiting run stands in the queue, in words; empty where it does not wait here."""
    return _places(int(time.monotonic() / LOOK_SECONDS), tuple(_turns.tickets)).get(run_id, "")


@lru_cache(maxsize=1)  # thirty who wait and ask each second would read nine hundred files
def _places(moment: int, tickets: tuple[str, ...]) -> dict[str, str]:
    """The places of all runs that wait, as of a moment in which these had tickets."""
    waiting = [ticket.run_id for ticket in _turns.waiting()]
    busy = [_seconds_left(run_id) for run_id in tickets if run_id not in waiting]
    needed = [_seconds_left(run_id) for run_id in waiting]
    return {
        run_id: queue_words(before, seconds_to_wait(busy, needed[:before], cluster.slots()))
        for before, run_id in enumerate(waiting)
    }


def _seconds_left(run_id: str) -> float | None:
    """How long a run takes yet, as far as its reports or its time limit tell; None where nothing does."""
    run = Run(cluster.runs_folder() / run_id)
    try:
        last = run.last_report()
        if last and last.progress > 0:
            return last.seconds * (1 - last.progress) / last.progress + OVERHEAD_SECONDS
        return run.config.seconds + OVERHEAD_SECONDS if run.config.seconds else None
    except ValueError:
        return 0.0  # deleted


def _take_up(run: Run) -> None:
    start()
    run.update_summary(status="queued", message="", is_job=True)
    _queue(run)


def _queue(run: Run) -> None:
    """Let Dask train the run when its turn comes, and again from its checkpoint should a worker die."""
    with _lock:
        client, ticket = cluster.connect(), _turns.take(run.id, run.summary.person)
        # A data producer waits in the scheduler until a worker is idle; other tasks are dealt out at once and wait there.
        key = f"train-{run.id}-{secrets.token_hex(4)}"
        graph = {key: Task(key, train, str(run.path), _data_producer=True)}
        future = client.get(graph, key, sync=False, priority=ticket.priority)
        fire_and_forget(future)
        _futures[run.id] = future
    future.add_done_callback(partial(_ended, run, run.reached))


def _ended(run: Run, reached: int, future: Future[Any]) -> None:
    """Take care of what its worker could not: that it died too often for Dask, or failed in a way nobody foresaw."""
    if _futures.get(run.id) is future:
        _futures.pop(run.id)
        _turns.give_back(run.id)
    if future.status == "finished" and run.is_over and run.is_to_be_extended and cluster.client() is not None:
        return _take_up(run)  # it was asked for in the moment of its end
    if future.status == "finished" and not run.is_over and not run.is_alive and cluster.client() is not None:
        return _queue(run)  # its lock was held when its turn came, by one who has let go since
    if future.status != "error" or run.is_over:
        return None
    error = future.exception()
    if not isinstance(error, KilledWorker):
        run.update_summary(status="failed", message=explain_error(error))
    elif run.reached > reached and cluster.client() is not None:
        _queue(run)
    else:
        run.update_summary(status="interrupted", message=DIED)
    return None


def _stop(run: Run) -> None:
    """End a training at its next step, take it out of the queue, or say of one that nobody trains that it is over."""
    run.ask_to_stop()
    future = _futures.get(run.id)
    if future is None and not run.is_over and not run.is_alive:
        with suppress(RunBusyError), hold(run.path):
            return cancel(run)
    if future is not None and run.summary.status == "queued":
        future.cancel()
        cancel(run)
    return None
