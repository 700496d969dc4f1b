"""Imports of runs from zip files, within the limits of disk and person; one at a time, in a process of its own."""

import threading
import time
from collections import defaultdict, deque

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.disk_share import check_share
from dashboard.jobs.limits import check_disk, limits
from vae_core.runs.import_process import import_apart
from vae_core.runs.run_zip import Imported
from vae_core.runs.zip_members import MOST_UNPACKED_BYTES

HOUR = 3600.0
_PATIENCE = 30.0  # seconds that an import waits for those before it
_BUSY = "The server imports other runs at this moment; try again in a minute."

_one_at_a_time = threading.Lock()
_times: defaultdict[str, deque[float]] = defaultdict(deque)  # of each person's imports in the last hour, oldest first


def import_for(person: str, packed: bytes | memoryview) -> Imported:
    """Imports the run in a zip file for a person. Raises a ValueError for a file or a person beyond a limit."""
    if len(packed) > MOST_UNPACKED_BYTES:
        raise ValueError(
            f"The file is of {len(packed) / 1e6:,.0f} MB; at most {MOST_UNPACKED_BYTES / 1e6:,.0f} MB are taken. "
            "Export the run again, with fewer frames."
        )
    check_disk(runs_folder(), len(packed))
    check_share(person, len(packed))
    if not _one_at_a_time.acquire(timeout=_PATIENCE):
        raise ValueError(_BUSY)
    try:
        _count(person)
        return import_apart(packed, runs_folder(), person)
    finally:
        _one_at_a_time.release()


def _count(person: str) -> None:
    """Counts an import; raises a ValueError if the person has made too many in the last hour."""
    times, most, now = _times[person], limits().imports_each, time.monotonic()
    while times and now - times[0] > HOUR:
        times.popleft()
    if len(times) >= most:
        raise ValueError(
            f"{len(times)} runs were imported by you in the last hour, the limit of this server; try again later"
        )
    times.append(now)
