"""The Task page: a form for the page that a task opens and its controls, and its link."""

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.classroom import rooms
from dashboard.classroom.rooms import TITLE_LENGTH, Address, Room
from dashboard.classroom.tasks import NOTE_LENGTH, Task
from dashboard.ui.classroom.task_on_map import compose_map_address
from dashboard.ui.classroom.task_on_train import compose_train_address
from dashboard.ui.classroom.task_values import form_key, read_address, start_value, write_address
from dashboard.ui.components.share import show_address
from dashboard.ui.lab.lesson_list import LESSONS, number_of, page_of
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import person

_OPENS = {"train": "Train", "map": "Latent map", "lesson": "Lesson"}


class TaskLink(NamedTuple):
    """A page and the parameters of its address."""

    page: str  # "train", "map" or a lesson's slug
    address: Address


def page_file(page: str) -> str:
    """Returns the file of the page that a link opens."""
    return f"{page}.py" if page in ("train", "map") else page_of(page)


def compose() -> TaskLink | None:
    """Shows the form of a task; returns its link, or None with a message if its values do not go together.

    The page's own address holds the task, so that it can be kept and changed later.
    """
    read_address()
    first, second, third = st.columns([5, 3, 5])
    with first:
        opens = _opens()
    title, note = _words(second, third)
    try:
        if opens == "lesson":
            link = TaskLink(_lesson(), Task(title, note).to_address())
        elif opens == "map":
            link = TaskLink("map", compose_map_address(title, note))
        else:
            link = TaskLink("train", compose_train_address(title, note))
    except ValueError as error:
        st.error(plain(str(error)))
        return None
    write_address(link.page, link.address)
    return link


def _opens() -> str:
    start = start_value("opens")
    kind = start if start in _OPENS else "lesson" if start in {entry.slug for entry in LESSONS} else "train"
    chosen = st.segmented_control(
        "The task opens",
        list(_OPENS),
        default=kind,
        required=True,
        format_func=_OPENS.__getitem__,
        key=form_key("opens"),
    )
    return str(chosen)


def _words(left: DeltaGenerator, right: DeltaGenerator) -> tuple[str, str]:
    title = left.text_input("Title", start_value("title"), TITLE_LENGTH, form_key("title"), placeholder="Beta and blur")
    note = right.text_input(
        "Note for the students",
        start_value("note"),
        NOTE_LENGTH,
        form_key("note"),
        placeholder="Train twice with two values of beta. Which digits become blurred?",
    )
    return " ".join(title.split()), " ".join(note.split())


def _lesson() -> str:
    slugs = [entry.slug for entry in LESSONS]
    start = slugs.index(start_value("opens")) if start_value("opens") in slugs else 0
    titles = {entry.slug: f"{number_of(entry.slug)}. {entry.title}" for entry in LESSONS}
    chosen: str = st.selectbox("Lesson", slugs, start, format_func=titles.__getitem__, key=form_key("lesson"))
    return chosen


def show_link(link: TaskLink) -> None:
    """Shows the link, its QR code, how a student sees it, and the rooms that can get it as their task."""
    title = str(link.address.get("title", "Given by your teacher"))
    show_address("task-link", title, link.page, link.address)
    st.page_link(
        page_file(link.page), label="Open it as a student", icon=":material/visibility:", query_params=link.address
    )
    taught = [room for room in rooms.rooms_of(person()) if room.teacher == person()]
    if taught:
        _give(link, taught)
    else:
        st.caption("With a classroom, you also see your students' runs on a board.")
        st.page_link("room.py", label="Open a classroom", icon=":material/groups:")


def _give(link: TaskLink, taught: list[Room]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        codes = {room.code: room.title for room in taught}
        start = list(codes).index(start_value("room")) if start_value("room") in codes else 0
        code = st.selectbox("Room", list(codes), start, format_func=codes.__getitem__, width=240, key=form_key("room"))
        if st.button("Give to this room", icon=":material/assignment_turned_in:", type="primary"):
            try:
                rooms.change_room(code, person(), recipe=link.address, recipe_page=link.page)
            except (ValueError, OSError) as error:
                st.error(plain(error_for_page(error)))
            else:
                st.success(f"The students of {plain(codes[code])} see this task on their Classroom page.")
    st.page_link("room.py", label="Show the room", icon=":material/groups:", query_params={"code": code})
