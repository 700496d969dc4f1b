"""A sweep of one setting as trainings of the queue: submitted, watched and stopped together."""

import secrets
from typing import NamedTuple

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.queue import ask, check_submit, submit
from vae_core.config import RunConfig
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import GOING_ON, Run, list_runs
from vae_core.sweep import vary


class SweepProgress(NamedTuple):
    """The progress of a sweep."""

    runs: int
    over: int
    failed: int
    fraction: float  # of the whole sweep


def submit_sweep(config: RunConfig, name: str, values: str, person: str = "") -> str:
    """Queues a training for each value; returns the sweep's id, which the summary of each of its runs holds.

    Raises the ValueError of the first value that cannot be trained, before any is queued.
    """
    configs = vary(config, name, values)
    for number, one in enumerate(configs):
        check_submit(one, person, number)
    sweep = secrets.token_hex(8)
    for one in configs:
        submit(one, person, sweep=sweep)
    return sweep


def sweep_entries(sweep: str) -> list[RunEntry]:
    """Returns the runs of a sweep; none for the empty id."""
    if not sweep:
        return []
    return [entry for entry in list_entries(list_runs(runs_folder()))[0] if entry.summary.sweep == sweep]


def sweep_progress(sweep: str) -> SweepProgress:
    """Returns the progress of all runs of a sweep together."""
    entries = sweep_entries(sweep)
    over = [entry.summary.status not in GOING_ON for entry in entries]
    failed = sum(entry.summary.status in ("failed", "diverged") for entry in entries)
    done = [1.0 if is_over else _progress(entry.run) for entry, is_over in zip(entries, over, strict=True)]
    return SweepProgress(len(entries), sum(over), failed, sum(done) / max(1, len(done)))


def _progress(run: Run) -> float:
    """Returns the progress in the last report of a run; 0 if there is none. The last line may be an event."""
    try:
        report = run.last_report()
        return min(1.0, report.progress) if report else 0.0
    except (OSError, ValueError):
        return 0.0


def stop_sweep(sweep: str, person: str | None = None) -> None:
    """Stops the training runs of a sweep with their weights kept, and removes the others from the queue."""
    for entry in sorted(sweep_entries(sweep), key=lambda entry: entry.summary.status != "queued"):
        if entry.summary.status in GOING_ON:
            ask(entry.run.id, "stop", person=person)
