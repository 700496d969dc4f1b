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


def folder_problem(folder: Path) -> str:
    """Returns the reason why no run can be written to a runs folder, with the way out; empty where one can.

    A folder that is not there yet is made with the first run, so the nearest folder above it counts.
    """
    way_out = f"set {RUNS_VARIABLE} to a folder that can be written, then start again"
    if folder.exists() and not folder.is_dir():
        return f"The runs folder {folder.name} is a file; move it away, or {way_out}."
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return f"The runs folder {folder.name} cannot be written; change its permissions, or {way_out}."
    return ""


@lru_cache(maxsize=4)  # needed at every look at a run; resolving each link costs a disk access
def _resolved(path: str, here: str) -> Path:
    return (Path(here) / Path(path).expanduser()).resolve()
