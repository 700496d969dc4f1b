"""The share of the disk that the runs of one person may take."""

import os
from contextlib import suppress

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.limits import limits
from dashboard.jobs.permissions import owner
from vae_core.runs.run import Run, list_runs


def check_share(person: str, more: float = 0.0) -> None:
    """Raises a ValueError if one more run, of `more` bytes, exceeds the number or the disk space of a person's runs.

    Runs of the command line have no person and no limit.
    """
    if not person:
        return
    allowed = limits()
    runs = [run for run in list_runs(runs_folder()) if owner(run) == person]
    if len(runs) >= allowed.runs_each:
        raise ValueError(f"you have {len(runs)} runs, the limit of this server; delete some, then try again")
    taken = (sum(map(bytes_of, runs)) + more) / 1e6
    if taken > allowed.disk_each:
        raise ValueError(
            f"your runs would take {taken:,.0f} MB; this server keeps {allowed.disk_each:,.0f} MB for each person; "
            "delete some runs, then try again"
        )


def bytes_of(run: Run) -> int:
    """Returns the bytes of the files of a run, those of its frames included."""
    size = 0
    for folder in (run.path, run.path / "frames"):
        with suppress(OSError), os.scandir(folder) as entries:  # deleted meanwhile
            size += sum(entry.stat().st_size for entry in entries if entry.is_file())
    return size
