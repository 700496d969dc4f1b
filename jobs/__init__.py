"""Runs trainings outside the web server, on Dask: hand one in, ask it for something. A closed page stops nothing."""

from jobs.cluster import runs_folder
from jobs.owners import check_is_allowed, is_allowed, listed, owner
from jobs.queue import ask, start, submit, terminate
from jobs.standing import Situation, situation

__all__ = [
    "Situation",
    "ask",
    "check_is_allowed",
    "is_allowed",
    "listed",
    "owner",
    "runs_folder",
    "situation",
    "start",
    "submit",
    "terminate",
]
