"""Runs trainings outside the web server, on Dask: hand one in, ask it for something. A closed page stops nothing."""

from jobs.cluster import runs_folder
from jobs.queue import ask, is_allowed, start, submit, terminate
from jobs.standing import Situation, situation

__all__ = ["Situation", "ask", "is_allowed", "runs_folder", "situation", "start", "submit", "terminate"]
