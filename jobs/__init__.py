"""Runs trainings outside the web server, on Dask: hand one in, ask it for something. A closed page stops nothing."""

from jobs.cluster import ask, runs_folder, start, submit, terminate
from jobs.standing import Situation, situation

__all__ = ["Situation", "ask", "runs_folder", "situation", "start", "submit", "terminate"]
