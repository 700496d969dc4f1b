"""The queue of this server: submits runs to Dask, removes them and returns their places."""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any, NamedTuple

from dask.task_spec import Task
from distributed import Client, Future, KilledWorker, fire_and_forget
from torch import Tensor

from dashboard.jobs import cluster
from dashboard.jobs.disk_share import check_share
from dashboard.jobs.fair_queue import Turns, queue_words, seconds_to_wait
from dashboard.jobs.limits import check_allowed
from dashboard.jobs.permissions import check_is_allowed
from dashboard.jobs.server_sign import other_server
from dashboard.jobs.worker import DIED, cancel, train
from vae_core.assets import PRETRAINED
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.recording.recording import explain_error
from vae_core.recording.start_weights import start_weights
from vae_core.runs.lock import RunBusyError, hold
from vae_core.runs.run import GOING_ON, Run, create_run, list_runs, new_run_id, open_run
from vae_core.training.memory import check_memory
from vae_core.training.trainer import check_trainable

_LOOK_SECONDS = 1.0  # between two checks of the waiting runs
OVERHEAD_SECONDS = 3.0  # of a run, for loading the images and writing its last files

# Called by this module for packages above it: with the person and the run's id, and when a server takes up its queue.
on_submit: list[Callable[[str, str], None]] = []
on_start: list[Callable[[], None]] = []

_lock = threading.RLock()
_futures: dict[str, Future[Any]] = {}
_last_serial = 0  # of the runs that this server has queued; 0 before the first
_has_taken_over = False  # whether the runs without a worker are in this server's queue


def _is_waiting(run_id: str) -> bool:
    try:
        return Run(cluster.runs_folder() / run_id).summary.status == "queued"
    except (ValueError, KeyError):
        return False  # deleted


_turns = Turns(_is_waiting)


def start() -> Client:
    """Returns the client of the cluster, started if needed; runs without a worker are queued again.

    A second server on the same runs folder leaves those to the first; `take_over` queues them after the first has ended.
    """
    global _has_taken_over, _last_serial
    with _lock:
        is_new = cluster.client() is None
        client = cluster.connect()
        if is_new:
            _has_taken_over, _last_serial = False, 0
            for hook in on_start:
                hook()
        take_over()
        return client


def take_over() -> bool:
    """Queues the runs that have no worker; True once none is left to another server or to a worker of an earlier one.

    False, and nothing is queued, as long as there is no cluster.
    """
    global _has_taken_over
    with _lock:
        if cluster.client() is None or other_server():
            return False
        if _has_taken_over:
            return True
        left = [run for run in _unfinished() if not is_expected(run.id)]
        alive = [run.id for run in left if run.is_alive]
        for run in left:
            if run.id not in alive:
                _queue(run)
        _has_taken_over = not alive
        return _has_taken_over


def terminate() -> None:
    """Ends the cluster that `start` started."""
    _futures.clear()
    _turns.tickets.clear()
    cluster.disconnect()


def _unfinished() -> list[Run]:
    """Returns the runs that lost their worker, then those that wait, in the order in which they were queued."""
    found = list[tuple[bool, int, int, Run]]()
    for run in list_runs(cluster.runs_folder()):
        try:
            summary = run.summary
            # The command line queues nothing, and what it trains is its own until its process ends.
            is_ours = summary.is_job or (summary.status != "queued" and not run.is_alive)
            if summary.status in GOING_ON and is_ours:
                # Dates do not tell the order, because the clock may have been set back: only two servers that queue into
                # one folder give one serial twice.
                date = (run.path / "summary.json").stat().st_mtime_ns
                found.append((summary.status == "queued", summary.queue_serial, date, run))
        except (ValueError, KeyError, OSError):
            continue  # a damaged folder is shown on the runs page, not mended here
    return [run for *_, run in sorted(found, key=lambda entry: entry[:3])]


def _next_serial() -> int:
    """Returns a number above those of all runs that were queued before; the first time it looks into their folders."""
    global _last_serial
    with _lock:
        _last_serial = (_last_serial or _highest_serial()) + 1
        return _last_serial


def _highest_serial() -> int:
    highest = 0
    for run in list_runs(cluster.runs_folder()):
        with suppress(ValueError, KeyError, OSError):  # damaged
            highest = max(highest, run.summary.queue_serial)
    return highest


def check_submit(config: RunConfig, person: str = "", after: int = 0) -> None:
    """Raises a ValueError if a training cannot, or may not, be queued `after` others of the same person."""
    image_set = load_for(config)
    check_trainable(config, image_set)
    check_memory(config, image_set, cluster.worker_bytes())
    check_share(person)
    check_allowed(config, cluster.runs_folder(), len(_turns.tickets) + after, _turns.of(person) + after)
    _start_of(config)


def _start_of(config: RunConfig) -> dict[str, Tensor] | None:
    """Returns the weights from which a training starts; None for random ones. Raises a ValueError where they do not fit."""
    if not config.start_from:
        return None
    places = [folder / config.start_from for folder in (cluster.runs_folder(), PRETRAINED)]
    found = next((path for path in places if (path / "summary.json").exists()), None)
    if found is None:
        raise ValueError(f"the run {config.start_from!r} to start from was not found; choose another one")
    return start_weights(config, open_run(found))


def submit(config: RunConfig, person: str = "", **known: Any) -> str:
    """Creates a run's folder, with `known` in its summary, queues its training and returns its id.

    Raises the ValueError of `check_submit`.
    """
    check_submit(config, person)
    start()  # before the run is created, because a starting cluster queues waiting runs again
    run_id = new_run_id()
    for hook in on_submit:
        hook(person, run_id)
    known |= {"is_job": True, "person": person, "queue_serial": _next_serial()}
    run = create_run(cluster.runs_folder() / run_id, config, _start_of(config), **known)
    _queue(run)
    return run.id


def ask(run_id: str, name: str, value: Any = None, person: str | None = None) -> None:
    """Sends a command of vae_core/runs/control.py to a run; resume and extend queue a run that is over.

    Raises a ValueError if `person` may not steer the run.
    """
    run = open_run(cluster.runs_folder() / run_id)
    check_is_allowed(run, person)
    if name == "stop":
        return _stop(run)
    is_idle = run.is_over or not (run.is_alive or is_expected(run.id))
    if name in ("resume", "extend") and is_idle:  # one more in the queue, as a new run is
        check_allowed(run.config, cluster.runs_folder(), len(_turns.tickets), _turns.of(run.summary.person))
    if name == "resume" and run.is_over and not run.is_resumable:
        raise ValueError(f"run {run.id} is {run.summary.status}; only an interrupted or stopped run can be resumed")
    run.ask(name, value)
    if name in ("resume", "extend") and is_idle:
        _take_up(run)
    return None


def is_expected(run_id: str) -> bool:
    """Returns True if this server's queue holds the run, waiting or training."""
    return run_id in _futures


def place(run_id: str) -> str:
    """Returns the place of a waiting run in the queue as text; empty if it does not wait here."""
    return _places(int(time.monotonic() / _LOOK_SECONDS), tuple(_turns.tickets)).get(run_id, "")


class QueueLength(NamedTuple):
    """The runs of this server that train, and those that wait."""

    training: int
    waiting: int


def queue_length() -> QueueLength:
    """Returns how many runs of this server train and wait now."""
    waiting = len(_turns.waiting())
    return QueueLength(max(0, len(_turns.tickets) - waiting), waiting)


@lru_cache(maxsize=1)  # otherwise thirty waiting students would read nine hundred files a second
def _places(moment: int, tickets: tuple[str, ...]) -> dict[str, str]:
    """Returns the places of all waiting runs at a moment with these tickets."""
    waiting = [ticket.run_id for ticket in _turns.waiting()]
    busy = [_seconds_left(run_id) for run_id in tickets if run_id not in waiting]
    needed = [_seconds_left(run_id) for run_id in waiting]
    return {
        run_id: queue_words(before, seconds_to_wait(busy, needed[:before], cluster.slots()))
        for before, run_id in enumerate(waiting)
    }


def _seconds_left(run_id: str) -> float | None:
    """Returns the remaining seconds of a run from its reports or its time limit; None if unknown."""
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
    run.update_summary(status="queued", message="", is_job=True, queue_serial=_next_serial())
    _queue(run)


def _queue(run: Run) -> None:
    """Submits the run to Dask, which starts it in its turn, and again from its checkpoint if a worker dies."""
    with _lock:
        client, ticket = cluster.connect(), _turns.take(run.id, run.summary.person)
        # A data producer waits in the scheduler until a worker is idle; other tasks go to a worker at once and wait there.
        key = f"train-{run.id}-{secrets.token_hex(4)}"
        graph = {key: Task(key, train, str(run.path), _data_producer=True)}
        future = client.get(graph, key, sync=False, priority=ticket.priority)
        fire_and_forget(future)
        _futures[run.id] = future
    future.add_done_callback(partial(_ended, run, run.reached))


def _ended(run: Run, reached: int, future: Future[Any]) -> None:
    """Handles the ends that a worker cannot: it died too often for Dask, or failed with an unexpected error."""
    if _futures.get(run.id) is future:
        _futures.pop(run.id)
        _turns.give_back(run.id)
    if not run.path.is_dir():  # somebody deleted the folder
        return None
    if future.status == "finished" and run.is_over and run.is_to_be_extended and cluster.client() is not None:
        return _take_up(run)  # the extension was requested at the moment of its end
    if future.status == "finished" and not run.is_over and not run.is_alive and cluster.client() is not None:
        return _queue(run)  # another process held its lock when its turn came, and has released it since
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
    """Stops a training at its next step, removes a waiting run from the queue, or closes a run without a worker."""
    run.ask_to_stop()
    future = _futures.get(run.id)
    if future is None and not run.is_over and not run.is_alive:
        with suppress(RunBusyError), hold(run.path):
            return cancel(run)
    if future is not None and run.summary.status == "queued":
        future.cancel()
        cancel(run)
    return None
