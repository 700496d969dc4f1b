"""Whose a run is: who may steer it, and in whose lists it stands. A run's address opens it for whoever has it."""

from collections.abc import Collection, Iterable

from dashboard.jobs.limits import limits
from vae_core.runs.run import Run, known_summary

FOREIGN = "This run is somebody else's; only who started it can change it. Duplicate it to have one of your own."
LOCKED = "This run was made on the command line, and this server lets nobody change those on its pages."


def owner(run: Run) -> str:
    """The person who started the run; empty where nobody did: it is the command line's, or cannot be read."""
    try:
        return known_summary(run).person
    except (ValueError, OSError):
        return ""


def is_allowed(run: Run, person: str | None) -> bool:
    """Whether the person may steer, name and delete the run: it is theirs, or everybody's. None is the program itself."""
    whose = owner(run)
    return person is None or (whose == person if whose else limits().ownerless == "open")


def check_is_allowed(run: Run, person: str | None) -> None:
    """Raise a ValueError where the run is not the person's to change."""
    if not is_allowed(run, person):
        raise ValueError(FOREIGN if owner(run) else LOCKED)


def listed(runs: Iterable[Run], person: str, shown: Collection[str] = ()) -> list[Run]:
    """Those of the runs that stand in the person's lists: their own, the ids in `shown`, and nobody's unless they are hidden."""
    whose = {person} | ({""} if limits().ownerless != "hidden" else set())
    return [run for run in runs if run.id in shown or owner(run) in whose]
