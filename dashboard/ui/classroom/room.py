"""The Classroom page of everybody but the teacher: entry, joining, and a student's view."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.classroom import rooms
from dashboard.classroom.rooms import Room, find_room, rooms_of
from dashboard.ui.classroom.assigned import show_lessons
from dashboard.ui.classroom.class_board import watch_board
from dashboard.ui.classroom.drawing import link_to_pad
from dashboard.ui.classroom.task_form import page_file
from dashboard.ui.given_sets import show_given_sets
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.server_state import shown_in_words
from dashboard.ui.session import person, query

_SHARED = """
**What is shared.** The teacher of this room sees each run that you train while you are a member.
If the teacher shows the board to everybody, the whole room sees it.
A run includes the name you choose, settings, curves, latent maps, images, titles and notes.
Runs that you trained before are not shared. Only you can change or delete your runs.
You can leave at any time: your runs then disappear from the board and remain yours.
"""


def room_from_address() -> Room | None:
    """Returns the room whose code is in the page's address; shows a warning if there is none with that code."""
    if not query("code"):
        return None
    try:
        return find_room(query("code"))
    except ValueError as error:
        st.warning(str(error))
        return None


def say_who_sees() -> None:
    """Shows a student, before a training, that the teacher of a classroom will see it, and the way back to the room."""
    for room in rooms_of(person()):
        if room.is_open and person() in room.members:
            name = plain(room.members[person()].name)
            title = plain(room.title)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(
                    f":material/groups: You are {name} in the classroom {title}. Its teacher sees your new runs."
                )
                label = "Show the task" if room.recipe_page else "Show the room"
                st.page_link("room.py", label=label, query_params={"code": room.code})


def enter() -> None:
    """Shows how to join a room with a code, how to open one, how to make a link, and the visitor's rooms."""
    left, middle, right = st.columns(3, gap="large")
    with left.form("enter", border=False):
        st.subheader("Join a room")
        code = st.text_input("Code", placeholder="K7QF-M2XB", max_chars=20, help="Your teacher gives it to you")
        if st.form_submit_button("Enter room", icon=":material/login:"):
            _go_on(lambda: find_room(code))
    with middle.form("make", border=False):
        st.subheader("Open a room")
        title = st.text_input("Title", placeholder="Class 5B", max_chars=rooms.TITLE_LENGTH)
        if st.form_submit_button("Open room", icon=":material/add:"):
            _go_on(lambda: rooms.make_room(title, person()))
    with right:
        st.subheader("Make a task")
        st.write("A task opens Train, the map or a lesson with your values, your note, and controls locked or hidden.")
        st.page_link("task.py", label="Make a task", icon=":material/add_link:")
    known = rooms_of(person())
    if known:
        st.subheader("Your rooms")
    for room in known:
        role = "you are the teacher" if room.teacher == person() else f"you are {plain(room.members[person()].name)}"
        label = f"{plain(room.title)} · {role}{'' if room.is_open else ' · closed'}"
        st.page_link("room.py", label=label, icon=":material/groups:", query_params={"code": room.code})


def _go_on(do: Callable[[], Room]) -> None:
    """Does something and shows its room; an error is shown on the page."""
    try:
        st.query_params["code"] = do().code
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
    else:
        st.rerun()


def offer_to_join(room: Room) -> None:
    """Shows what joining means and asks for a name."""
    st.title(plain(room.title))
    if not room.is_open:
        st.info("This room is closed. Its teacher can open it again.")
        return
    _ask_name(room, "", "Join room")
    st.write(_SHARED)


def _ask_name(room: Room, name: str, button: str) -> None:
    with st.form("name", border=False, width=420):
        name = st.text_input("Display name", name, max_chars=rooms.NAME_LENGTH, placeholder="first name or nickname")
        if st.form_submit_button(
            button, icon=":material/badge:", type="primary" if button == "Join room" else "secondary"
        ):
            _go_on(lambda: rooms.join(room.code, person(), name))


def learn(room: Room) -> None:
    """Shows a student's view: the task, what is shared, the display name, and how to leave."""
    st.title(plain(room.title))
    st.markdown(f"You are **{plain(room.members[person()].name)}**.")
    if not room.is_open:
        st.info("This room is closed, so your new runs are not shared.")
    if room.recipe_page:
        _show_task(room)
    elif room.is_open and not room.lessons and not room.drawing:
        st.info("Your teacher has not given a task yet. It appears here.")
    show_lessons(room)
    show_given_sets(room)
    if room.drawing:
        link_to_pad(room, f"Draw “{plain(room.drawing)}” with your class")
    st.fragment(_watch_teacher, run_every=ROOM_SECONDS)(room)
    st.page_link("train.py", label="Train with your own settings", icon=":material/model_training:")
    with st.expander("What is shared", icon=":material/visibility:"):
        st.write(_SHARED)
    with st.expander("Display name, leave the room", icon=":material/badge:"):
        _ask_name(room, room.members[person()].name, "Change display name")
        if st.button("Leave room", icon=":material/logout:"):
            _go_on(lambda: rooms.leave(room.code, person()))
    if room.is_seen_by_all:
        watch_board(room)


@shown_in_words()
def _watch_teacher(shown: Room) -> None:
    """Shows the page again when the teacher has changed what a student sees of the room."""
    try:
        room = find_room(shown.code)
    except ValueError:
        st.rerun()  # the page then says that there is no such room
    if replace(room, members={}) != replace(shown, members={}) or person() not in room.members:
        st.rerun()


# The link looks as Streamlit's primary button, because it is what a student is here for.
# Streamlit gives its colours as variables to components only, so they come from the theme's configuration.
TASK_STYLE = """<style>
.st-key-room-task .stPageLink a {
  min-height: 44px; padding: 0 1.25rem; background: light-dark(LIGHT, DARK); color: light-dark(#ffffff, #000000);
}
.st-key-room-task .stPageLink a * { color: inherit; }
</style>"""
ROOM_SECONDS = 3.0  # between two looks at what the teacher has changed


def _show_task(room: Room) -> None:
    light, dark = (str(st.get_option(f"theme.{name}.primaryColor")) for name in ("light", "dark"))
    st.html(TASK_STYLE.replace("LIGHT", light).replace("DARK", dark))
    title, note = (plain(str(room.recipe.get(name, ""))) for name in ("title", "note"))
    with st.container(border=True, key="room-task"):
        st.markdown(f":material/school: :gray[Given by your teacher:] {f'**{title}**' if title else ''} {note}")
        st.page_link(
            page_file(room.recipe_page), label="Start the task", icon=":material/play_arrow:", query_params=room.recipe
        )
