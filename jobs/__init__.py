"""Runs trainings outside the web server, on Dask: hand one in, stop it, and find its folder. A closed page stops nothing."""

from jobs.cluster import runs_folder, start, stop, submit, terminate

__all__ = ["runs_folder", "start", "stop", "submit", "terminate"]
