"""Limits of this server, from environment variables: LATENT_LAB_ and a setting's name in capitals."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, get_type_hints

from vae_core.config import RunConfig
from vae_core.runs_folder import folder_problem
from vae_core.settings import check_settings, setting, setting_fields

WORKER_BYTES = 1e9  # of memory that a worker must have: 0.4 GB idle, 0.8 GB in a training, measured


@dataclass(frozen=True)
class Limits:
    """Limits on trainings at a time, on one person's runs, on seconds and on disk space."""

    threads: int = setting(0, "CPU threads of one training at most; 0: as many as pay, measured", low=0, high=1024)
    slots: int = setting(0, "Trainings at a time; 0: cores / threads, fewer where memory is short", low=0, high=1024)
    queued: int = setting(200, "Runs that wait or train on this server at a time", low=1)
    queued_each: int = setting(20, "Runs of one person that wait or train at a time", low=1)
    seconds: float = setting(3600.0, "Longest training, without its pauses", above=0.0, unit="s")
    pause: float = setting(300.0, "Longest pause, before a run makes room for others", low=0.0, unit="s")
    disk: float = setting(500.0, "What must stay free on the disk of the runs folder", low=0.0, unit="MB")
    disk_each: float = setting(10_000.0, "Disk space of one person's runs", low=0.0, unit="MB")
    runs_each: int = setting(1000, "Runs of one person that are kept", low=1)
    data_each: float = setting(2000.0, "Disk space of one person's own data sets", low=0.0, unit="MB")
    imports_each: int = setting(60, "Runs that one person imports in an hour", low=0)
    nice: int = setting(5, "Lowers the CPU priority of trainings below that of pages; not on Windows", low=0, high=19)
    ownerless: str = setting(
        "open",
        "Runs of the command line: open to all, listed for all and changed by none, or hidden",
        choices=("open", "listed", "hidden"),
    )
    room_days: float = setting(30.0, "How long a classroom is kept", above=0.0, high=3650.0, unit="days")

    def __post_init__(self) -> None:
        check_settings(self)


def limits() -> Limits:
    """Returns the limits that the environment sets; raises a ValueError that names an invalid variable."""
    hints = get_type_hints(Limits)
    given = {entry.name: os.environ.get(f"LATENT_LAB_{entry.name.upper()}", "") for entry in setting_fields(Limits)}
    try:
        return Limits(**{name: hints[name](text) for name, text in given.items() if text})
    except ValueError as error:
        raise ValueError(f"an environment variable LATENT_LAB_... is invalid: {error}") from None


class Share(NamedTuple):
    """The trainings at a time (`slots`) and the most threads of each."""

    slots: int
    threads: int


def share_per_training(allowed: Limits, cores: int, memory: float, pays: Callable[[], int]) -> Share:
    """Returns the share of `cores` and of `memory` (bytes, all workers) per training; `pays` measures the threads that pay.

    Never more threads than cores in all: two trainings of two threads on two cores ran ten times slower than
    two of one thread.
    """
    threads = allowed.threads or (max(1, cores // allowed.slots) if allowed.slots else min(cores, pays()))
    slots = allowed.slots or max(1, min(cores // threads, int(memory // WORKER_BYTES)))
    return Share(slots, threads)


def check_allowed(config: RunConfig, folder: Path, waiting: int, own: int) -> None:
    """Raises a ValueError if one more run exceeds a limit: `waiting` runs wait or train, `own` of them this person's."""
    allowed = limits()
    if own >= allowed.queued_each:
        raise ValueError(f"{own} of your runs wait or train already; wait for one to finish, or stop one")
    if waiting >= allowed.queued:
        raise ValueError(f"{waiting} runs wait or train on this server, the limit of this server; try again later")
    if config.seconds > allowed.seconds:
        raise ValueError(f"seconds is {config.seconds:g}; this server trains for at most {allowed.seconds:g} s")
    check_disk(folder)


def check_disk(folder: Path, more: float = 0.0) -> None:
    """Raises a ValueError if `more` bytes leave less free on the disk of the runs folder than must stay free."""
    if problem := folder_problem(folder):
        raise ValueError(problem)
    folder.mkdir(parents=True, exist_ok=True)
    free, kept = shutil.disk_usage(folder).free / 1e6, limits().disk
    if free - more / 1e6 < kept:
        needed = f"{more / 1e6:.0f} MB are needed and " if more else ""
        raise ValueError(
            f"only {free:.0f} MB are free on the disk, {needed}{kept:g} must stay; delete runs, then try again"
        )
