"""The lessons that a teacher assigns to a room: chosen by the teacher, and listed for each student with what is done."""

from collections.abc import Callable

import streamlit as st

from dashboard.classroom.rooms import Room
from dashboard.ui.lab.lesson_list import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.lab.lesson_score import lessons_done


def assigned(room: Room) -> list[LessonEntry]:
    """Returns the room's lessons in the order of the contents; a lesson that no longer exists is left out."""
    return [entry for entry in LESSONS if entry.slug in room.lessons]


def choose_lessons(room: Room, change: Callable[..., object]) -> None:
    """Shows the teacher's choice of lessons; `change` writes fields of the room, before the page runs again."""
    titles = {entry.slug: f"{number_of(entry.slug)}. {entry.title}" for entry in LESSONS}
    key = f"lessons-{room.code}"
    # The key keeps the widget, and so its open list, while the room's lessons change.
    st.session_state[key] = [entry.slug for entry in assigned(room)]

    def write() -> None:
        change(room, lessons=tuple(st.session_state[key]))

    st.multiselect(
        "Lessons to do",
        list(titles),
        key=key,
        on_change=write,
        format_func=titles.__getitem__,
        placeholder="Choose lessons",
        help="Students find them on the room's page, each with a mark once it is done",
    )


def show_lessons(room: Room) -> None:
    """Shows a student the room's lessons, with a mark on those that are done."""
    entries, done = assigned(room), lessons_done()
    if not entries:
        return
    finished = sum(entry.slug in done for entry in entries)
    with st.container(border=True):
        st.markdown(f":material/checklist: **Lessons from your teacher:** {finished} of {len(entries)} done")
        for entry in entries:
            icon = ":material/check_circle:" if entry.slug in done else ":material/radio_button_unchecked:"
            label = f"{number_of(entry.slug)}. {entry.title} ({entry.minutes} min)"
            st.page_link(page_of(entry.slug), label=label, icon=icon)
