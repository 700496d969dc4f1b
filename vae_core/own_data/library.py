"""Removal of own data sets with undo: a bin inside their folder, so that removing is a rename."""

import os
import shutil
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from vae_core.files import read_json
from vae_core.own_sets import DESCRIPTION, OwnSet, find_own, own_folder

_TRASH = ".trash"
DAYS_IN_BIN = 7
_KEPT_SETS = 20  # of each person in the bin; the oldest are deleted first


def discard_own(own: OwnSet) -> None:
    """Moves a data set into the bin, which keeps _KEPT_SETS sets of each person for DAYS_IN_BIN days."""
    folder = own.path.parent / _TRASH
    folder.mkdir(exist_ok=True)
    # Later than all others there, also after the clock was set back: the earliest are deleted first.
    when = max([time.time_ns() // 1_000_000, *(_when(entry) + 1 for entry in _bin())])
    os.rename(own.path, folder / f"{when}-{own.data.name}")
    _empty_bin()


def restore_own(name: str, person: str | None = None) -> OwnSet:
    """Moves the last removed data set of that name back. Raises a ValueError where there is none, or the place is taken.

    `person`: only a set of this person is restored; None: any.
    """
    target = own_folder() / name
    found = [path for path in _bin() if path.name.partition("-")[2] == name]
    if not found:
        raise ValueError(f"there is no data set {name!r} in the bin; it keeps {_KEPT_SETS} sets for {DAYS_IN_BIN} days")
    if target.exists():
        raise ValueError(f"there is another data set {name!r}; remove that one first")
    os.rename(found[0], target)
    own = find_own(name)
    if own is None or (person is not None and own.person not in ("", person)):
        os.rename(target, found[0])
        raise ValueError(f"there is no data set {name!r} in the bin")
    return own


def _bin() -> list[os.DirEntry[str]]:
    """Returns the removed sets, the last removed first."""
    try:
        with os.scandir(own_folder() / _TRASH) as entries:
            found = [entry for entry in entries if entry.name.partition("-")[0].isdecimal()]
    except OSError:
        return []
    return sorted(found, key=_when, reverse=True)


def _when(entry: os.DirEntry[str]) -> int:
    """Returns when a set was removed, in milliseconds since 1970."""
    return int(entry.name.partition("-")[0])


def bytes_in_bin(person: str) -> int:
    """Returns the bytes of this person's removed sets."""
    size = 0
    for entry in _bin():
        with suppress(OSError):  # emptied meanwhile
            if _person_of(entry) == person:
                size += sum(file.stat().st_size for file in os.scandir(entry.path) if file.is_file())
    return size


def empty_bin_of(person: str) -> None:
    """Deletes this person's removed sets."""
    for entry in _bin():
        if _person_of(entry) == person:
            shutil.rmtree(entry.path, ignore_errors=True)


def _person_of(entry: os.DirEntry[str]) -> str | None:
    """Returns the person of a removed set; None where its description cannot be read."""
    try:
        return str(read_json(Path(entry.path) / DESCRIPTION).get("person", ""))
    except (ValueError, OSError):
        return None


def _empty_bin() -> None:
    oldest = (time.time() - DAYS_IN_BIN * 86_400) * 1000
    count: Counter[str | None] = Counter()
    for entry in _bin():
        person = _person_of(entry)
        count[person] += 1
        if count[person] > _KEPT_SETS or _when(entry) < oldest:
            shutil.rmtree(entry.path, ignore_errors=True)
