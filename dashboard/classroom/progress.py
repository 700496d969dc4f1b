"""Progress of people in the Lab: the first and the latest answer to each question, in one JSON file for each person.

A person is a browser or a login (`dashboard.ui.session.person`), so progress outlives a reload and a restart of the server.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock

from dashboard.jobs.cluster import runs_folder
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_json, write_json

PROGRESS_FOLDER = ".progress"  # inside the runs folder, whose lists ignore it: it has no summary.json
MOST_QUESTIONS, MOST_TRIES = 500, 1000  # of one person; a forged request writes no larger file


@dataclass(frozen=True)
class Answer:
    """The answers of a person to one question; options are numbered from 0 in the order of the lesson's text."""

    first: int
    latest: int
    right: int
    tries: int = 1
    was_shown: bool = False  # the lesson showed the answer before the first try, because the person asked for it

    @property
    def is_first_right(self) -> bool:
        """True where the first answer was right, and a prediction; later ones are practice."""
        return self.first == self.right and not self.was_shown


Progress = dict[str, Answer]  # by the question's name


def progress_of(person: str) -> Progress:
    """Returns a person's answers by question; none where there is no file, or no valid one."""
    path = _path(person)
    return _read(path) if path.exists() else {}


def note_answer(person: str, question: str, option: int, right: int, was_shown: bool = False) -> Answer:
    """Adds an answer and returns all that is known of this person's answers to the question.

    `was_shown`: the person has seen the answer before, so that a first answer is no prediction.

    An answer that cannot be written, such as on a full disk, is returned and not kept.
    """
    try:
        return _noted(person, question, Answer(option, option, right, was_shown=was_shown))
    except OSError:
        return Answer(option, option, right, was_shown=was_shown)


def _noted(person: str, question: str, answer: Answer) -> Answer:
    _folder().mkdir(parents=True, exist_ok=True)
    with FileLock(_folder() / "lock", timeout=10):
        known = progress_of(person)
        before = known.get(question)
        if before is not None:
            answer = replace(before, latest=answer.latest, right=answer.right, tries=min(before.tries + 1, MOST_TRIES))
        if before is not None or len(known) < MOST_QUESTIONS:
            plain = {name: asdict(one) for name, one in (known | {question: answer}).items()}
            write_json(_path(person), {"answers": plain})
    return answer


def chosen_first(people: Iterable[str], question: str) -> Counter[int]:
    """Returns the number of people whose first answer to a question, before it was shown, was each option."""
    answers = (progress_of(person).get(question) for person in people)
    return Counter(answer.first for answer in answers if answer is not None and not answer.was_shown)


def _folder() -> Path:
    return runs_folder() / PROGRESS_FOLDER


def _path(person: str) -> Path:
    if not person.isalnum():
        raise ValueError(f"{person[:40]!r} is no person's id")
    return _folder() / f"{person}.json"


def _answer(plain: dict[str, int]) -> Answer:
    first, latest, right = (int(plain[name]) for name in ("first", "latest", "right"))
    return Answer(first, latest, right, int(plain.get("tries", 1)), bool(plain.get("was_shown", False)))


@cached_by_file(entries=1024)
def _read(path: Path) -> Progress:
    try:
        plain = read_json(path)["answers"]
        return {str(name): _answer(one) for name, one in plain.items()}
    except (DamagedRun, KeyError, TypeError, AttributeError, ValueError):
        return {}
