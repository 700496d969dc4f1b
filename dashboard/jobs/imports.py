"""Imports of runs and of foreign models, within the limits of disk and person; one at a time, in another process."""

import re
import tempfile
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.disk_share import check_share
from dashboard.jobs.limits import check_disk, limits
from vae_core.foreign.found_model import ModelChoices
from vae_core.foreign.import_model import ImportedModel
from vae_core.foreign.process import import_model_apart
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
    with _turn(person, len(packed)):
        return import_apart(packed, runs_folder(), person)


def import_model_for(
    person: str, files: Sequence[tuple[str, bytes | memoryview]], choices: ModelChoices
) -> ImportedModel:
    """Imports the model in files of another program, each with its name, for a person.

    Raises a ValueError for a file or a person beyond a limit, and for what cannot be imported.
    """
    with _turn(person, 2 * sum(len(content) for _, content in files)), tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (name, content) in enumerate(files):
            safe = re.sub(r"[^A-Za-z0-9._-]", "_", name)[-60:]  # a name from a browser may hold anything
            paths.append(Path(folder) / str(number) / safe)
            paths[-1].parent.mkdir()
            paths[-1].write_bytes(content)
        return import_model_apart(paths, runs_folder(), replace(choices, person=person))


@contextmanager
def _turn(person: str, size: int) -> Iterator[None]:
    """Waits until no other import goes on, and counts this one; a ValueError beyond a limit."""
    check_disk(runs_folder(), size)
    check_share(person, size)
    if not _one_at_a_time.acquire(timeout=_PATIENCE):
        raise ValueError(_BUSY)
    try:
        _count(person)
        yield
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
