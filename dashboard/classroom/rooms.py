"""Classrooms: a teacher, a code, the students who joined and the runs that they share. One JSON file each.

A code has 8 of 30 letters and digits: 6.6e11 possible codes. 0, 1, I, L, O and S are not used, because they are easily
confused on a blackboard. A server answers about a hundred guesses a second, so guessing the code of one of ten rooms takes
ten years. A limit on wrong guesses would lock out a class behind one address rather than an attacker with many addresses.
Anybody who guesses a code appears on the board, where the teacher can remove them.
"""

import secrets
import shutil
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
from vae_core.runs_folder import folder_problem

ROOMS_FOLDER = ".rooms"  # inside the runs folder, whose lists ignore it: it has no summary.json
LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRTUVWXYZ", 8
TITLE_LENGTH, NAME_LENGTH = 60, 30  # characters at most
ROOMS, ROOMS_EACH, MEMBERS, RUNS_EACH = 1000, 20, 100, 100  # of the server, of a teacher, of a room, of a student there
SETS = 50  # data sets given to a room
DAY = 86_400  # seconds

NO_CODE = "This is not a room code: a code has 8 letters and digits, such as K7QF-M2XB."
UNKNOWN = "No room has the code {code}; rooms are deleted after {days:g} days. Ask your teacher for the code."
CLOSED = "The room {title!r} is closed; ask its teacher to open it."
NOT_YOURS = "Only the teacher of the room {title!r} can change it."
Address = dict[str, str | list[str]]


@dataclass(frozen=True)
class Member:
    """A student: display name and the runs since they joined, oldest first."""

    name: str
    runs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """A classroom. A ValueError if its title or a name is not a short line."""

    code: str
    title: str
    teacher: str  # a person's id, as jobs.submit takes it
    created: float  # seconds since 1970
    is_open: bool = True  # students can join, and their runs are shared
    is_seen_by_all: bool = False  # students see the board too
    recipe: Address = field(default_factory=dict)  # the parameters of the task's address
    recipe_page: str = ""  # the page that the task opens: "train", "map" or a lesson's slug; empty: no task
    drawing: str = ""  # the name of the class that everybody draws; empty: none
    lessons: tuple[str, ...] = ()  # slugs of the lessons that the teacher assigns
    sets: tuple[str, ...] = ()  # names of the data sets given to the room
    members: dict[str, Member] = field(default_factory=dict)  # by person's id, in the order in which they joined

    def __post_init__(self) -> None:
        check_words("title", self.title, TITLE_LENGTH)
        if self.drawing:
            check_words("class name", self.drawing, TITLE_LENGTH)
        for member in self.members.values():
            check_words("name", member.name, NAME_LENGTH)

    def shows_board_to(self, person: str) -> bool:
        """Tells whether the person may see the board."""
        return person == self.teacher or (self.is_seen_by_all and person in self.members)

    @property
    def expires(self) -> float:
        """The time of the room's deletion, in seconds since 1970."""
        return self.created + limits().room_days * DAY


def check_words(what: str, words: str, most: int) -> None:
    """Raises a ValueError unless a title or a name is one short line of visible characters."""
    if not words.strip() or len(words) > most or not words.isprintable():
        raise ValueError(f"{what} is {words[:most]!r}; it must be one line of 1 to {most} visible characters")


def tidy(code: str) -> str:
    """Returns the stored form of a code that was typed with spaces, hyphens or small letters; empty if it is not a code."""
    letters = "".join(code.upper().replace("-", " ").split())
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(LETTERS) else ""


def spoken(code: str) -> str:
    """Returns a code in two halves, as it is shown."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def make_room(title: str, teacher: str) -> Room:
    """Makes a new room; a ValueError if the teacher or the server has too many rooms, or the title is not allowed."""
    with _lock():
        sweep_rooms()
        known = list(_rooms())
        if len(known) >= ROOMS or sum(room.teacher == teacher for room in known) >= ROOMS_EACH:
            raise ValueError(
                f"you or this server have too many rooms; rooms are deleted after {limits().room_days:g} days"
            )
        codes = ("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in iter(int, 1))
        code = next(code for code in codes if not _path(code).exists())
        return _write(Room(code, title.strip(), teacher, time.time()))


def find_room(code: str) -> Room:
    """Returns the room with that code, in any spelling; a ValueError if there is none."""
    known = tidy(code)
    if not known:
        raise ValueError(NO_CODE)  # without the text, because an address can hold any
    path = _path(known)
    room = _read(path) if path.exists() else None  # guesses take no room in the cache
    if room is None or room.expires < time.time():
        raise ValueError(UNKNOWN.format(code=spoken(known), days=limits().room_days))
    return room


def rooms_of(person: str) -> list[Room]:
    """Returns the rooms in which the person is teacher or student, newest first."""
    found = [room for room in _rooms() if person == room.teacher or person in room.members]
    return sorted(found, key=lambda room: room.created, reverse=True)


def change_room(code: str, person: str, **changes: Any) -> Room:
    """Changes a room's fields, such as `is_open` or `recipe`; a ValueError unless the person is its teacher."""
    with _lock():
        return _write(replace(_taught(code, person), **changes))


def join(code: str, person: str, name: str) -> Room:
    """Adds the person to a room with that name, or changes the name of a member."""
    name = " ".join(name.split())
    with _lock():
        room = find_room(code)
        known = room.members.get(person)
        if not room.is_open and known is None:
            raise ValueError(CLOSED.format(title=room.title))
        if any(who != person and member.name.casefold() == name.casefold() for who, member in room.members.items()):
            raise ValueError(f"the name {name!r} is already used in this room; choose another name")
        if known is None and len(room.members) >= MEMBERS:
            raise ValueError(f"the room {room.title!r} is full: it has {MEMBERS} students; ask its teacher")
        return _write(replace(room, members=room.members | {person: Member(name, known.runs if known else ())}))


def leave(code: str, person: str) -> Room:
    """Removes the person from a room, and their runs from its board."""
    with _lock():
        room = find_room(code)
        return _write(replace(room, members={who: known for who, known in room.members.items() if who != person}))


def dismiss(code: str, person: str, name: str) -> Room:
    """Removes the student with that name from a room; a ValueError unless the person is its teacher."""
    with _lock():
        room = _taught(code, person)
        return _write(replace(room, members={who: known for who, known in room.members.items() if known.name != name}))


def give_set(code: str, person: str, name: str, is_given: bool = True) -> Room:
    """Gives a data set to a room, or takes it back; a ValueError unless the person is in the room."""
    with _lock():
        room = find_room(code)
        if person != room.teacher and person not in room.members:
            raise ValueError(f"you are not in the room {room.title!r}; join it first")
        others = tuple(known for known in room.sets if known != name)
        if is_given and len(others) >= SETS:
            raise ValueError(f"the room {room.title!r} has {SETS} data sets; take one back first")
        return _write(replace(room, sets=(*others, name) if is_given else others))


def sets_given_to(person: str) -> set[str]:
    """Returns the names of the data sets that were given to the person's rooms."""
    return {name for room in rooms_of(person) for name in room.sets}


def note_run(person: str, run_id: str) -> None:
    """Shares a new run of the person in the open rooms that they joined."""
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
    """Returns the ids of the runs on the boards that the person may see, with the students' names."""
    members = [member for room in _rooms() if room.shows_board_to(person) for member in room.members.values()]
    return {run_id: member.name for member in members for run_id in member.runs}


def student_of(run_id: str, person: str) -> str:
    """Returns the display name of a run's student, for that student and those who see the board; empty for others."""
    own = {
        run: room.members[person].name
        for room in rooms_of(person)
        if person in room.members
        for run in room.members[person].runs
    }
    return (shared_with(person) | own).get(run_id, "")


def sweep_rooms() -> None:
    """Deletes rooms that are too old; the runs remain their owners'."""
    for path in _paths():
        room = _read(path)
        if room is not None and room.expires < time.time():
            path.unlink(missing_ok=True)
            shutil.rmtree(room_folder(room.code), ignore_errors=True)


def _taught(code: str, person: str) -> Room:
    room = find_room(code)
    if room.teacher != person:
        raise ValueError(NOT_YOURS.format(title=room.title))
    return room


def _folder() -> Path:
    return runs_folder() / ROOMS_FOLDER


def room_folder(code: str) -> Path:
    """Returns the folder of further files of a room, which need not be there."""
    return _folder() / f"{code}-files"


def _path(code: str) -> Path:
    return _folder() / f"{code}.json"


@contextmanager
def _lock() -> Iterator[None]:
    """Holds a lock, because thirty students may join in the same minute."""
    if problem := folder_problem(runs_folder()):
        raise ValueError(problem)
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
        if plain.get("recipe") and "recipe_page" not in plain:  # written before tasks could open other pages
            plain["recipe_page"] = "train"
        plain |= {name: tuple(map(str, plain.get(name, ()))) for name in ("lessons", "sets")}
        return Room(**plain, members=members)
    except (DamagedRun, KeyError, TypeError, AttributeError, ValueError):
        return None


def _write(room: Room) -> Room:
    write_json(_path(room.code), asdict(room))
    return room
