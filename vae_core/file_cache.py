"""Results that are kept in memory until the files change that they were computed from."""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar


class HasPath(Protocol):
    """A folder by another name, such as a run."""

    @property
    def path(self) -> Path:
        """The folder."""


Place = TypeVar("Place", bound=Path | HasPath)
Rest = ParamSpec("Rest")
_Result = TypeVar("_Result")
Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass
class _Kept:
    """One result; two threads that ask for it at once compute it once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    stamp: Stamp | None = None  # None: not computed yet
    result: Any = None
    size: int = 0  # of the result, in bytes; 0 where nobody weighs it


class CachedByFile(Generic[Place, Rest, _Result]):
    """A function whose results are kept until one of the files changes."""

    def __init__(
        self,
        compute: Callable[Concatenate[Place, Rest], _Result],
        names: tuple[str, ...],
        entries: int,
        most_bytes: int = 0,
        weigh: Callable[[_Result], int] | None = None,
    ) -> None:
        self._compute, self._names, self._entries = compute, names, entries
        self._most_bytes, self._weigh = most_bytes, weigh
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._guard = threading.Lock()
        functools.update_wrapper(self, compute)

    def __call__(self, place: Place, *args: Rest.args, **kwargs: Rest.kwargs) -> _Result:
        """Returns what the function returns; all callers share one result, which none of them may change."""
        kept = self._entry((place, args, *sorted(kwargs.items())) if kwargs else (place, args))
        with kept.lock:
            stamp = self._stamp(place)  # before the files are read: a change in between is seen at the next call
            if kept.stamp != stamp:
                result = self._compute(place, *args, **kwargs)
                kept.result, kept.stamp = result, stamp
                if self._weigh is not None:
                    self._make_room(kept, self._weigh(result))
            found: _Result = kept.result
            return found

    def _entry(self, key: Hashable) -> _Kept:
        with self._guard:
            kept = self._kept.get(key)
            if kept is None:
                kept = self._kept[key] = _Kept()
                if len(self._kept) > self._entries:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return kept

    def _make_room(self, kept: _Kept, size: int) -> None:
        """Forgets the results used longest ago until all together have `most_bytes` bytes; the new one stays."""
        kept.size = size
        with self._guard:
            total = sum(one.size for one in self._kept.values())
            for key, one in list(self._kept.items()):
                if total <= self._most_bytes:
                    break
                if one is not kept:
                    del self._kept[key]
                    total -= one.size

    def _stamp(self, place: Place) -> Stamp:
        folder = place if isinstance(place, Path) else place.path
        return tuple(map(_stamp_of, [folder / name for name in self._names] or [folder]))

    def cache_clear(self) -> None:
        """Forgets all results."""
        with self._guard:
            self._kept.clear()


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    """The time of the last write, the inode and the size, for two writes may share a tick of the clock; None: no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def cached_by_file(
    *names: str, entries: int, most_bytes: int = 0, weigh: Callable[[Any], int] | None = None
) -> Callable[[Callable[Concatenate[Place, Rest], _Result]], CachedByFile[Place, Rest, _Result]]:
    """Decorates a function of a folder (a Path, or a run): computes again only when one of its files `names` changed.

    Without names the first argument is the file itself. At most `entries` results are kept, those used last; errors are
    not kept. With `weigh` they have at most `most_bytes` bytes in all; the newest is kept whatever its size. A missing file
    counts as a state of its own, so the function decides what that means.
    """

    def decorate(compute: Callable[Concatenate[Place, Rest], _Result]) -> CachedByFile[Place, Rest, _Result]:
        return CachedByFile(compute, names, entries, most_bytes, weigh)

    return decorate
