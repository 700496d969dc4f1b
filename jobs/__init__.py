"""Runs trainings outside the web server, on Dask: hand one in, stop it, take it up again. A closed page stops nothing."""

from jobs.cluster import resume, runs_folder, start, stop, submit, terminate

__all__ = ["resume", "runs_folder", "start", "stop", "submit", "terminate"]
