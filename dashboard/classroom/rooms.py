"""Class rooms: a teacher, a code, the students who joined and the trainings that they share there. A JSON file each.

A code has eight of thirty letters and digits, 6.6e11 in all; 0, 1, I, L, O and S, which a blackboard makes look like others,
are none of them. A server answers some hundred guesses a second, so that finding one of ten rooms takes
ten years; a limit on wrong guesses would sooner lock out a class behind one address than stop a guesser, who has many. And
who did guess a code is one more name on the board, which the teacher sees and can take away.
"""

import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.limits import limits
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_json, write_json

FOLDER = ".rooms"  # inside the runs folder, which passes over it: it holds no summary.json
LETTERS, LENGTH = "23456789ABCDEFGHJKMNPQRTUVWXYZ", 8
TITLE, NAME = 60, 30  # most characters
ROOMS, ROOMS_EACH, MEMBERS, RUNS_EACH = 1000, 20, 100, 100  # of the server, of a teacher, of a room, of a student there
DAY = 86_400  # seconds

NO_CODE = "That is no code of a room: it has 8 letters and digits, such as K7QF-M2XB."
UNKNOWN = "There is no room with the code {code}. Ask your teacher for it again; a room is kept for {days:g} days."
CLOSED = "The room {title!r} is closed; ask its teacher to open it again."
NOT_YOURS = "Only the teacher of the room {title!r} can do that."
Address = dict[str, str | list[str]]


@dataclass(frozen=True)
class Member:
    """A student: what they are called and what they trained since they joined, oldest first."""

    name: str
    runs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """What is known of a class room; made only with words that fit a line."""

    code: str
    title: str
    teacher: str  # a person, as jobs.submit has them
    created: float  # seconds since 1970
    is_open: bool = True  # takes students and their trainings
    is_seen_by_all: bool = False  # students see the board, too
    recipe: Address = field(default_factory=dict)  # of the train page, to start from; empty: none
    members: dict[str, Member] = field(default_factory=dict)  # by person, in the order in which they joined

    def __post_init__(self) -> None:
        check_words("title", self.title, TITLE)
        for member in self.members.values():
            check_words("name", member.name, NAME)

    def shows_board_to(self, person: str) -> bool:
        """Whether the person sees everyone's runs here."""
        return person == self.teacher or (self.is_seen_by_all and person in self.members)

    @property
    def expires(self) -> float:
        """When the room is swept, in seconds since 1970."""
        return self.created + limits().room_days * DAY


def check_words(what: str, words: str, most: int) -> None:
    """Raise a ValueError where a title or a name is no short line of characters that can be seen."""
    if not words.strip() or len(words) > most or not words.isprintable():
        raise ValueError(f"{what} is {words[:most]!r}; it must be one line of 1 to {most} letters that can be seen")


def tidy(code: str) -> str:
    """A code as people write it, with spaces, hyphens or small letters, as it is stored; empty for what can be none."""
    letters = "".join(code.upper().replace("-", " ").split())
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""


def spoken(code: str) -> str:
    """A code in two halves, as it is read out."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def make_room(title: str, teacher: str) -> Room:
    """A new room of that teacher; a ValueError where they, or the server, have too many, or the title is none."""
    with _lock():
        sweep_rooms()
        known = list(_rooms())
        if len(known) >= ROOMS or sum(room.teacher == teacher for room in known) >= ROOMS_EACH:
            raise ValueError(f"you or this server have too many rooms; they go after {limits().room_days:g} days")
        codes = ("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in iter(int, 1))
        code = next(code for code in codes if not _path(code).exists())
        return _write(Room(code, title.strip(), teacher, time.time()))


def find_room(code: str) -> Room:
    """The room of that code, however it is written; a ValueError where there is none, or none any more."""
    known = tidy(code)
    if not known:
        raise ValueError(NO_CODE)  # which does not repeat what an address may hold
    path = _path(known)
    room = _read(path) if path.exists() else None  # guesses take no room in the cache
    if room is None or room.expires < time.time():
        raise ValueError(UNKNOWN.format(code=spoken(known), days=limits().room_days))
    return room


def rooms_of(person: str) -> list[Room]:
    """The rooms in which the person teaches or learns, newest first."""
    found = [room for room in _rooms() if person == room.teacher or person in room.members]
    return sorted(found, key=lambda room: room.created, reverse=True)


def change_room(code: str, person: str, **changes: Any) -> Room:
    """Open or close a room, let all see its board, set its recipe or title; for its teacher alone."""
    with _lock():
        return _write(replace(_taught(code, person), **changes))


def join(code: str, person: str, name: str) -> Room:
    """Take the person into a room under that name, or call them so from now on."""
    name = " ".join(name.split())
    with _lock():
        room = find_room(code)
        known = room.members.get(person)
        if not room.is_open and known is None:
            raise ValueError(CLOSED.format(title=room.title))
        if any(who != person and member.name.casefold() == name.casefold() for who, member in room.members.items()):
            raise ValueError(f"there is a {name!r} in this room already; add a letter or two to yours")
        if known is None and len(room.members) >= MEMBERS:
            raise ValueError(f"the room {room.title!r} has {MEMBERS} students, which is all it takes")
        return _write(replace(room, members=room.members | {person: Member(name, known.runs if known else ())}))


def leave(code: str, person: str) -> Room:
    """Take the person out of a room, and all that they trained off its board."""
    with _lock():
        room = find_room(code)
        return _write(replace(room, members={who: known for who, known in room.members.items() if who != person}))


def dismiss(code: str, person: str, name: str) -> Room:
    """Take the student of that name out of a room, as its teacher may."""
    with _lock():
        room = _taught(code, person)
        return _write(replace(room, members={who: known for who, known in room.members.items() if known.name != name}))


def note_run(person: str, run_id: str) -> None:
    """Share a run that the person is about to train in the open rooms that they joined."""
    if not any(_takes(room, person) for room in _rooms()):
        return
    with _lock():
        for room in [known for known in _rooms() if _takes(known, person)]:
            member = room.members[person]
            noted = replace(member, runs=(*member.runs, run_id)[-RUNS_EACH:])
            _write(replace(room, members=room.members | {person: noted}))


def _takes(room: Room, person: str) -> bool:
    return room.is_open and person in room.members


def shared_with(person: str) -> dict[str, str]:
    """The runs on the boards that the person sees: their ids, and the names of who trained them."""
    members = [member for room in _rooms() if room.shows_board_to(person) for member in room.members.values()]
    return {run_id: member.name for member in members for run_id in member.runs}


def sweep_rooms() -> None:
    """Remove rooms that are too old; runs that were shared there stay their owners'."""
    for path in _paths():
        room = _read(path)
        if room is not None and room.expires < time.time():
            path.unlink(missing_ok=True)


def _taught(code: str, person: str) -> Room:
    room = find_room(code)
    if room.teacher != person:
        raise ValueError(NOT_YOURS.format(title=room.title))
    return room


def _folder() -> Path:
    return runs_folder() / FOLDER


def _path(code: str) -> Path:
    return _folder() / f"{code}.json"


@contextmanager
def _lock() -> Iterator[None]:
    """Changes come one after the other: thirty students join in the same minute."""
    _folder().mkdir(parents=True, exist_ok=True)
    with FileLock(_folder() / "lock", timeout=10):
        yield


def _paths() -> list[Path]:
    return [path for path in _folder().glob("*.json") if tidy(path.stem)]


def _rooms() -> Iterable[Room]:
    found = filter(None, map(_read, _paths()))
    return (room for room in found if room.expires >= time.time())


@cached_by_file(entries=2 * ROOMS)
def _read(path: Path) -> Room | None:
    """Returns the room in that file; None where the file cannot be read as one."""
    try:
        plain = read_json(path)
        members = {who: Member(known["name"], tuple(known["runs"])) for who, known in plain.pop("members").items()}
        return Room(**plain, members=members)
    except (DamagedRun, KeyError, TypeError, AttributeError, ValueError):
        return None


def _write(room: Room) -> Room:
    write_json(_path(room.code), asdict(room))
    return room
