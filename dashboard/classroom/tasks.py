"""Tasks: a title, a note, and controls that are locked or hidden, as parameters of an address.

`lock=beta:4` shows the control beta with the value 4, which nobody changes; `hide=model:vae` leaves the control out.
Both may be repeated. Other parameters of the address are start values, which a student may change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dashboard.classroom.rooms import TITLE_LENGTH, Address, check_words

LOCK, HIDE, TITLE, NOTE = "lock", "hide", "title", "note"
PARAMETERS = (LOCK, HIDE, TITLE, NOTE)
NOTE_LENGTH = 240  # characters at most: two lines on the Train page at 1280 pixels
MOST_FIXED = 60  # controls of a link, more than any page has
Asked = Callable[[str], list[str]]  # the values of a parameter of an address


@dataclass(frozen=True)
class Fixed:
    """A control that a task sets."""

    text: str  # its value; empty: the page's own start value
    is_hidden: bool


@dataclass(frozen=True)
class Task:
    """Title, note and fixed controls of a task. Raises a ValueError if a title or a note is not a short line."""

    title: str = ""
    note: str = ""
    fixed: Mapping[str, Fixed] = field(default_factory=dict)  # by control

    def __post_init__(self) -> None:
        if self.title:
            check_words("title", self.title, TITLE_LENGTH)
        if self.note:
            check_words("note", self.note, NOTE_LENGTH)

    def __bool__(self) -> bool:
        return bool(self.title or self.note or self.fixed)

    def to_address(self) -> Address:
        """Returns the parameters that `task_from_address` reads."""
        entries: dict[str, list[str]] = {LOCK: [], HIDE: []}
        for name, known in self.fixed.items():
            entries[HIDE if known.is_hidden else LOCK].append(f"{name}:{known.text}" if known.text else name)
        found: Address = {name: listed for name, listed in entries.items() if listed}
        return found | {name: text for name, text in ((TITLE, self.title), (NOTE, self.note)) if text}


def fixed_by(asked: Asked, name: str) -> Fixed | None:
    """Returns how the address sets a control; None if the visitor may choose. A hidden control is not also a locked one."""
    for parameter in (HIDE, LOCK):
        for entry in asked(parameter)[:MOST_FIXED]:
            found, _, text = entry.partition(":")
            if found == name:
                return Fixed(text, parameter == HIDE)
    return None


def task_from_address(asked: Asked, check: Callable[[str, str], None]) -> tuple[Task, list[str]]:
    """Returns the task in an address, and the text of what is wrong with the address.

    `check` raises a ValueError for a control that the page does not have, or a value that it cannot have.
    """
    fixed, wrong = {}, []
    for parameter in (LOCK, HIDE):
        for entry in asked(parameter)[:MOST_FIXED]:
            name, _, text = entry.partition(":")
            try:
                check(name, text)
                fixed[name] = Fixed(text, parameter == HIDE)
            except ValueError as error:
                wrong.append(str(error))
    words = {}
    for name, most in ((TITLE, TITLE_LENGTH), (NOTE, NOTE_LENGTH)):
        text = " ".join(asked(name)[:1])
        try:
            if text:
                check_words(name, text, most)
                words[name] = text
        except ValueError as error:
            wrong.append(str(error))
    return Task(words.get(TITLE, ""), words.get(NOTE, ""), fixed), wrong
