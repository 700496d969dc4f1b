"""One setting over several values as trainings of the queue: handed in together, watched together, stopped together."""

import secrets
from typing import NamedTuple

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.queue import ask, check_submit, submit
from vae_core.config import RunConfig
from vae_core.runs.library import RunEntry, list_entries
from vae_core.runs.run import GOING_ON, Run, list_runs
from vae_core.sweep import vary


class Progress(NamedTuple):
    """How far a sweep is."""

    runs: int
    over: int
    failed: int
    fraction: float  # of all the training there is to do


def submit_sweep(config: RunConfig, name: str, values: str, person: str = "") -> str:
    """Queue a training for each value; the sweep's id, which stands in the summary of its runs.

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
    """The runs of a sweep; none of the empty name."""
    if not sweep:
        return []
    return [entry for entry in list_entries(list_runs(runs_folder()))[0] if entry.summary.sweep == sweep]


def sweep_progress(sweep: str) -> Progress:
    """How far the runs of a sweep are, together."""
    entries = sweep_entries(sweep)
    over = [entry.summary.status not in GOING_ON for entry in entries]
    failed = sum(entry.summary.status in ("failed", "diverged") for entry in entries)
    done = [1.0 if is_over else _progress(entry.run) for entry, is_over in zip(entries, over, strict=True)]
    return Progress(len(entries), sum(over), failed, sum(done) / max(1, len(done)))


def _progress(run: Run) -> float:
    """The progress in the last report of a run; 0 where there is none. The last line may be an event."""
    try:
        report = run.last_report()
        return min(1.0, report.progress) if report else 0.0
    except (OSError, ValueError):
        return 0.0


def stop_sweep(sweep: str, person: str | None = None) -> None:
    """End the runs of a sweep that train, keeping what they learned, and take the others out of the queue."""
    for entry in sorted(sweep_entries(sweep), key=lambda entry: entry.summary.status != "queued"):
        if entry.summary.status in GOING_ON:
            ask(entry.run.id, "stop", person=person)
