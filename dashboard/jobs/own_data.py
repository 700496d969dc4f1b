"""Own data sets of people: who sees and changes them, and their imports within the limits of disk and person."""

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.limits import check_disk, limits
from vae_core.own_data import (
    ImportLimits,
    ImportOptions,
    Preview,
    TryAgain,
    Uploads,
    bytes_in_bin,
    import_pictures,
    import_uploads,
    new_name,
    preview_apart,
)
from vae_core.own_data.sources import PictureSource
from vae_core.own_data.store import size_of
from vae_core.own_sets import OwnSet, list_own

_PATIENCE = 30.0  # seconds that an import waits for those before it
_BUSY = "The server imports other pictures at this moment; try again in a minute."
_FOREIGN = "This data set is somebody else's; only the person who added it can remove it."
_LOCKED = "This data set was added on the command line, and this server lets nobody change those on its pages."

_one_at_a_time = threading.Lock()  # decoding takes all cores
_previews = threading.BoundedSemaphore(2)  # each may take the memory of an import


def upload_limits(person: str) -> ImportLimits:
    """Returns the limits of one import: what is left of the person's share, and at most a few times as much to unpack."""
    most = int(limits().data_each * 1e6)
    return ImportLimits(images=500_000, stored=max(0, most - _taken(person)), unpacked=4 * most, entries=500_000)


def _taken(person: str) -> int:
    """Returns the bytes of the person's data sets, those in the bin included; the command line has no share."""
    if not person:
        return 0
    return sum(size_of(own) for own in list_own() if own.person == person) + bytes_in_bin(person)


def add_own(
    person: str, source: PictureSource | Uploads, title: str, options: ImportOptions, progress: Callable[[int], None]
) -> OwnSet:
    """Stores pictures as a data set of this person. Raises a ValueError for pictures or a person beyond a limit."""
    check_disk(runs_folder())
    new = new_name(title, person)
    if not _one_at_a_time.acquire(timeout=_PATIENCE):
        raise TryAgain(_BUSY)
    try:
        # What is left now: another tab may have added a data set since the files were opened.
        stored = upload_limits(person).stored
        source = replace(source, limits=replace(source.limits, stored=stored))
        if isinstance(source, Uploads):
            return import_uploads(source, new, options, progress)
        return import_pictures(source, new, options, progress)
    finally:
        _one_at_a_time.release()


def preview_for(uploads: Uploads, options: ImportOptions, count: int) -> Preview:
    """Returns the first images of uploaded files as they would be stored. Raises a ValueError as `preview_apart` does."""
    if not _previews.acquire(timeout=_PATIENCE):
        raise TryAgain(_BUSY)
    try:
        return preview_apart(uploads, options, count)
    finally:
        _previews.release()


def is_own_set(own: OwnSet, person: str) -> bool:
    """Returns True if the person may remove the data set: it is theirs, or everybody's."""
    return own.person == person if own.person else limits().ownerless == "open"


def check_own_set(own: OwnSet, person: str) -> None:
    """Raises a ValueError if the person may not remove the data set."""
    if not is_own_set(own, person):
        raise ValueError(_FOREIGN if own.person else _LOCKED)


def listed_sets(sets: Iterable[OwnSet], person: str, shown: Collection[str] = ()) -> list[OwnSet]:
    """Returns the data sets that the person sees listed: their own, those in `shown`, and ownerless ones unless hidden."""
    whose = {person} | ({""} if limits().ownerless != "hidden" else set())
    return [own for own in sets if own.data.name in shown or own.person in whose]
