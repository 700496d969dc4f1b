"""The owner of a run: who may steer it and who sees it listed. Anyone who has a run's address can open it."""

from collections.abc import Collection, Iterable

from dashboard.jobs.limits import limits
from vae_core.runs.run import Run, known_summary

FOREIGN = "This run is somebody else's; only who started it can change it. Duplicate it to have one of your own."
LOCKED = "This run was made on the command line, and this server lets nobody change those on its pages."


def owner(run: Run) -> str:
    """Returns the person who started the run; empty for a run of the command line or one that cannot be read."""
    try:
        return known_summary(run).person
    except (ValueError, OSError):
        return ""


def is_allowed(run: Run, person: str | None) -> bool:
    """Returns True if the person may steer, name and delete the run: it is theirs, or everybody's. None is the program."""
    whose = owner(run)
    return person is None or (whose == person if whose else limits().ownerless == "open")


def check_is_allowed(run: Run, person: str | None) -> None:
    """Raises a ValueError if the person may not change the run."""
    if not is_allowed(run, person):
        raise ValueError(FOREIGN if owner(run) else LOCKED)


def listed(runs: Iterable[Run], person: str, shown: Collection[str] = ()) -> list[Run]:
    """Returns the runs that the person sees listed: their own, those in `shown`, and ownerless ones unless hidden."""
    whose = {person} | ({""} if limits().ownerless != "hidden" else set())
    return [run for run in runs if run.id in shown or owner(run) in whose]
