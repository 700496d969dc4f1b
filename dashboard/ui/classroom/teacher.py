"""The Classroom page of a room's teacher: invitation, task, settings of the room, and the board."""

from typing import Any

import streamlit as st

from dashboard.classroom import rooms
from dashboard.classroom.rooms import Room, spoken
from dashboard.ui.classroom.answers import show_answers
from dashboard.ui.classroom.assigned import choose_lessons
from dashboard.ui.classroom.class_board import watch_board
from dashboard.ui.classroom.drawing import ask_to_draw
from dashboard.ui.classroom.task_form import page_file
from dashboard.ui.components.share import show_address
from dashboard.ui.given_sets import show_given_sets
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import person

# One line above the board, which takes the rest of the window (assets/js/board/room_board.css).
_STYLE = """<style>
.stMainBlockContainer { padding: 3.75rem 1rem 0; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-room-row h1 { padding: 0; font-size: 1.35rem; }
.st-key-room-code p { font-size: 1.35rem; font-weight: 700; font-variant-numeric: tabular-nums; white-space: nowrap; }
</style>"""


def teach(room: Room) -> None:
    """Shows a teacher's view: the code for the students, the task, the settings of the room, and the board."""
    st.html(_STYLE)
    with st.container(key="room-row", horizontal=True, vertical_alignment="center"):
        st.title(plain(room.title), width="content", anchor=False)
        with st.container(key="room-code", width="content"):
            st.markdown(f"Code {spoken(room.code)}", width="content")
        if room.members:
            with st.popover("Invite", icon=":material/qr_code_2:", help="The address, its QR code, and both projected"):
                _invite(room)
        with st.popover("Task", icon=":material/assignment:"):
            _task(room)
        with st.popover("Lessons", icon=":material/checklist:", help="The lessons that your students are to do"):
            choose_lessons(room, _write)
        with st.popover("Answers", icon=":material/quiz:", help="The class's first answers to the lessons' questions"):
            show_answers(room)
        with st.popover("Draw", icon=":material/draw:", help="Everybody draws a class, and all train on it"):
            ask_to_draw(room)
        with st.popover(
            "Room", icon=":material/settings:", help="Open or closed, who sees the board, remove a student"
        ):
            _switches(room)
            _dismiss(room)
        st.page_link("room.py", label="All rooms", icon=":material/arrow_back:", query_params={})
    if not room.members:
        with st.container(border=True):
            st.markdown("Students open this address, scan the QR code, or enter the code on their **Classroom** page.")
            _invite(room, is_large=True)
    watch_board(room)


def _invite(room: Room, is_large: bool = False) -> None:
    show_address(f"address-{room.code}", room.title, "room", {"code": room.code}, is_large)


def _task(room: Room) -> None:
    """Shows the students' task, and where it is made."""
    if room.recipe_page:
        title = plain(str(room.recipe.get("title", ""))) or "a task without a title"
        st.markdown(f"Students start with **{title}**.")
        st.page_link(
            page_file(room.recipe_page),
            label="Open it as a student",
            icon=":material/visibility:",
            query_params=room.recipe,
        )
        if st.button("Remove task", icon=":material/close:"):
            _change(room, recipe={}, recipe_page="")
    else:
        st.markdown("A task opens Train, the map or a lesson with your values, and controls locked or hidden.")
    show_given_sets(room)
    st.page_link(
        "task.py",
        label="Change the task" if room.recipe_page else "Make a task",
        icon=":material/add_link:",
        query_params={"opens": room.recipe_page or "train", **room.recipe, "room": room.code},
    )


def _switches(room: Room) -> None:
    is_open = st.toggle("Open: students can join, and their runs are shared", room.is_open)
    is_seen = st.toggle("All students see the board", room.is_seen_by_all)
    if (is_open, is_seen) != (room.is_open, room.is_seen_by_all):
        _change(room, is_open=is_open, is_seen_by_all=is_seen)


def _dismiss(room: Room) -> None:
    names = [member.name for member in room.members.values()]
    if names:
        # The key keeps the choice when another student joins.
        name = st.selectbox("Student to remove", names, None, placeholder="choose a name", key="room student")
        if st.button("Remove student", icon=":material/person_remove:", disabled=name is None):
            try:
                rooms.dismiss(room.code, person(), str(name))
            except (ValueError, OSError) as error:
                st.error(plain(error_for_page(error)))
            else:
                st.rerun()


def _change(room: Room, **changes: Any) -> None:
    if _write(room, **changes):
        st.rerun()


def _write(room: Room, **changes: Any) -> bool:
    """Changes fields of the room; shows the error and returns False where it cannot be."""
    try:
        rooms.change_room(room.code, person(), **changes)
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
        return False
    return True
