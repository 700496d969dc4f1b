"""The first answers of a class to the lessons' questions, for its teacher."""

from typing import NamedTuple

import streamlit as st

from dashboard.classroom.progress import chosen_first, progress_of
from dashboard.classroom.rooms import Room
from dashboard.ui.lab.lesson_list import LESSONS, LessonEntry, number_of
from dashboard.ui.lab.lesson_score import counted_questions, is_done, is_right
from dashboard.ui.lab.lesson_text import lesson_text


class ClassAnswers(NamedTuple):
    """The answers of a class to one lesson, as a row of a table."""

    lesson: str
    done: str  # students who answered all of its questions
    right: str  # of them, those whose first answers were all right
    chosen: str  # the options of its question, with the number of students who chose each first


def class_answers(room: Room) -> list[ClassAnswers]:
    """Returns a row for each lesson in which at least one student of the room has answered."""
    return [row for entry in LESSONS if (row := _row(entry, room))]


def _row(entry: LessonEntry, room: Room) -> ClassAnswers | None:
    known = [progress_of(student) for student in room.members]
    if not any(question in answers for answers in known for question in counted_questions(entry)):
        return None
    return ClassAnswers(
        f"{number_of(entry.slug)}. {entry.title}",
        f"{sum(is_done(entry, answers) for answers in known)} of {len(known)}",
        str(sum(is_right(entry, answers) for answers in known)),
        "" if entry.parts else _chosen(entry, room),
    )


def _chosen(entry: LessonEntry, room: Room) -> str:
    counts = chosen_first(room.members, entry.slug)
    texts, right = lesson_text(entry.slug).unfilled_options()
    return " · ".join(f"{'✓ ' if place == right else ''}{text} **{counts[place]}**" for place, text in enumerate(texts))


def show_answers(room: Room) -> None:
    """Shows the class's answers as a table."""
    rows = class_answers(room)
    if not rows:
        st.markdown("Nobody in this room has answered a lesson's question yet. Students find the lessons under Learn.")
        return
    st.markdown(
        "Only first answers count, and none after *Show without predicting*; ✓ marks the right option. Students are not named."
    )
    st.table(
        {
            "Lesson": [row.lesson for row in rows],
            "Done": [row.done for row in rows],
            "Right": [row.right for row in rows],
            "First answers": [row.chosen for row in rows],
        }
    )
