"""Runs trainings outside the web server, on Dask: hand one in, ask it for something. A closed page stops nothing."""

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.imports import import_for, import_model_for
from dashboard.jobs.permissions import check_is_allowed, is_allowed, listed, owner
from dashboard.jobs.queue import QueueLength, ask, queue_length, start, submit, take_over, terminate
from dashboard.jobs.server_sign import claim, other_server, release
from dashboard.jobs.status import RunStatus, status_of

__all__ = [
    "QueueLength",
    "RunStatus",
    "ask",
    "check_is_allowed",
    "claim",
    "import_for",
    "import_model_for",
    "is_allowed",
    "listed",
    "other_server",
    "owner",
    "queue_length",
    "release",
    "runs_folder",
    "start",
    "status_of",
    "submit",
    "take_over",
    "terminate",
]
