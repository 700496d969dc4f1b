"""The score of a lesson: which of its questions count, and when it is done and right. Only first answers count."""

from dashboard.classroom.progress import Progress, progress_of
from dashboard.ui.lab.lesson_list import LESSONS, LessonEntry
from dashboard.ui.session import person


def counted_questions(entry: LessonEntry) -> list[str]:
    """The names of a lesson's questions that count."""
    return [f"{entry.slug}_{part}" for part in entry.parts] or [entry.slug]


def is_done(entry: LessonEntry, answers: Progress) -> bool:
    """True where a person's `answers` have one to every question of the lesson that counts."""
    return all(name in answers for name in counted_questions(entry))


def is_right(entry: LessonEntry, answers: Progress) -> bool:
    """True where the lesson is done and the first answer to each of these questions was right."""
    return is_done(entry, answers) and all(answers[name].is_first_right for name in counted_questions(entry))


def lessons_done() -> set[str]:
    """The lessons in which the visitor answered every question."""
    known = progress_of(person())
    return {entry.slug for entry in LESSONS if is_done(entry, known)}


def lessons_right() -> set[str]:
    """The lessons in which the visitor's first answer to every question was right."""
    known = progress_of(person())
    return {entry.slug for entry in LESSONS if is_right(entry, known)}
