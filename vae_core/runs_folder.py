"""The folder of runs, the same for the command line and the app."""

import os
from functools import lru_cache
from pathlib import Path

RUNS_VARIABLE = "LATENT_LAB_RUNS"


def runs_folder() -> Path:
    """Returns the folder that LATENT_LAB_RUNS names; where it is empty or not set, `runs` in the present folder.

    A leading ~ is the user's folder, and a relative path begins at the present folder.
    """
    return _resolved(os.environ.get(RUNS_VARIABLE, "").strip() or "runs", os.getcwd())


@lru_cache(maxsize=4)  # needed at every look at a run; resolving each link costs a disk access
def _resolved(path: str, here: str) -> Path:
    return (Path(here) / Path(path).expanduser()).resolve()
