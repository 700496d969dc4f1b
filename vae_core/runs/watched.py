"""The sign that somebody watches a run: a file whose date a viewer renews, and at which the training looks.

A training writes its live files often only while it is watched: they take 3 to 4 % of its time.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

WATCHED_FILE = "watched"
RENEW_SECONDS = 2.0  # between two renewals of the date by a viewer
WATCHED_SECONDS = 6.0  # after the last renewal; more than two of them


def renew_watched(folder: Path) -> None:
    """Renews the date of the sign in the folder of a run; a folder that cannot be written counts as not watched."""
    with suppress(OSError):
        (folder / WATCHED_FILE).touch()


class WatchedSign:
    """The sign of one run, as its training sees it: changes of the date count, so clocks of two machines may differ."""

    def __init__(self, folder: Path) -> None:
        self.path, self.date, self.changed = folder / WATCHED_FILE, 0, -WATCHED_SECONDS

    def is_on(self) -> bool:
        """True where the date changed in the last WATCHED_SECONDS; takes one look at the disk."""
        try:
            date = os.stat(self.path).st_mtime_ns
        except OSError:  # nobody has watched yet
            return False
        if date != self.date:
            self.date, self.changed = date, time.monotonic()
        return time.monotonic() - self.changed < WATCHED_SECONDS
