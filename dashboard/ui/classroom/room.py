"""The parts of the Classroom page: entry, a student's view, a teacher's view."""

from typing import Any

import streamlit as st

from dashboard.classroom import rooms
from dashboard.classroom.rooms import Room, find_room, rooms_of, spoken
from dashboard.ui.components.board import show_board
from dashboard.ui.markdown import plain
from dashboard.ui.session import all_runs, entry_title, person, query
from dashboard.ui.share import address
from dashboard.ui.train_address import train_address
from vae_core.runs.library import list_entries

BOARD_SECONDS = 2.0  # between two updates of the board
BOARD = """
Solid line: -ELBO. Dashed line: reconstruction loss. Both are on training images, in nats per image.
Students who train on the same images have the same scale. Click a card to view its run.
"""
SHARED = """
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
    """Shows a student, before a training, that the teacher of a classroom will see it."""
    for room in rooms_of(person()):
        if room.is_open and person() in room.members:
            name = plain(room.members[person()].name)
            title = plain(room.title)
            st.caption(f":material/groups: You are {name} in the classroom {title}. Its teacher sees your new runs.")


def enter() -> None:
    """Shows how to join a room with a code, how to open one, and the visitor's rooms."""
    left, right = st.columns(2, gap="large")
    with left.form("enter", border=False):
        st.subheader("Join a room")
        code = st.text_input("Code", placeholder="K7QF-M2XB", max_chars=20, help="Your teacher gives it to you")
        if st.form_submit_button("Enter room", icon=":material/login:"):
            _go_on(lambda: find_room(code))
    with right.form("make", border=False):
        st.subheader("Open a room")
        title = st.text_input("Title", placeholder="Class 5B", max_chars=rooms.TITLE_LENGTH)
        if st.form_submit_button("Open room", icon=":material/add:"):
            _go_on(lambda: rooms.make_room(title, person()))
    known = rooms_of(person())
    if known:
        st.subheader("Your rooms")
    for room in known:
        role = "you are the teacher" if room.teacher == person() else f"you are {plain(room.members[person()].name)}"
        label = f"{plain(room.title)} · {role}{'' if room.is_open else ' · closed'}"
        st.page_link("room.py", label=label, icon=":material/groups:", query_params={"code": room.code})


def _go_on(do: Any) -> None:
    """Does something and shows its room; an error is shown on the page."""
    try:
        st.query_params["code"] = do().code
    except (ValueError, OSError) as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def offer_to_join(room: Room) -> None:
    """Shows what joining means and asks for a name."""
    st.subheader(plain(room.title))
    if not room.is_open:
        st.info("This room is closed. Its teacher can open it again.")
        return
    st.write(SHARED)
    _ask_name(room, "", "Join room")


def _ask_name(room: Room, name: str, button: str) -> None:
    with st.form("name", border=False, width=420):
        name = st.text_input("Display name", name, max_chars=rooms.NAME_LENGTH, placeholder="first name or nickname")
        if st.form_submit_button(
            button, icon=":material/badge:", type="primary" if button == "Join room" else "secondary"
        ):
            _go_on(lambda: rooms.join(room.code, person(), name))


def learn(room: Room) -> None:
    """Shows a student's view: how to start, what is shared, the display name, and how to leave."""
    st.subheader(f"{plain(room.title)} · you are {plain(room.members[person()].name)}")
    if not room.is_open:
        st.info("This room is closed, so your new runs are not shared.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if room.recipe:
            icon = ":material/play_lesson:"
            st.page_link("train.py", label="Train with your teacher's settings", icon=icon, query_params=room.recipe)
        st.page_link("train.py", label="Train with other settings", icon=":material/model_training:")
    st.write(SHARED)
    with st.expander("Display name, leave the room", icon=":material/badge:"):
        _ask_name(room, room.members[person()].name, "Change display name")
        if st.button("Leave room", icon=":material/logout:"):
            _go_on(lambda: rooms.leave(room.code, person()))
    if room.is_seen_by_all:
        _board(room)


def teach(room: Room) -> None:
    """Shows a teacher's view: the code for the students, the settings of the room, and the board."""
    st.subheader(plain(room.title))
    code, link = st.columns([2, 5], vertical_alignment="bottom")
    code.metric("Code", spoken(room.code))
    with link:
        st.caption("Students open this address or enter the code on their Classroom page:")
        st.code(address("room", code=room.code), language=None)
    with st.expander("Settings of the room", icon=":material/settings:"):
        _switches(room)
        _choose_recipe(room)
        _dismiss(room)
    _board(room)


def _switches(room: Room) -> None:
    is_open = st.toggle("Open: students can join, and their runs are shared", room.is_open)
    is_seen = st.toggle("All students see the board", room.is_seen_by_all)
    if (is_open, is_seen) != (room.is_open, room.is_seen_by_all):
        _change(room, is_open=is_open, is_seen_by_all=is_seen)


def _choose_recipe(room: Room) -> None:
    """Lets the teacher choose a run whose settings the students start with."""
    entries = {entry.run.id: entry for entry in list_entries(all_runs())[0]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Students start with the settings of",
            [*entries],
            None,
            placeholder="choose a run",
            width=420,
            format_func=lambda run_id: entry_title(entries[run_id]),
        )
        if st.button("Use these settings", icon=":material/play_lesson:", disabled=chosen is None) and chosen:
            _change(room, recipe=train_address(entries[chosen].config))
        if room.recipe and st.button("Remove settings", icon=":material/close:"):
            _change(room, recipe={})
    if room.recipe:
        st.page_link("train.py", label="Open the students' settings", query_params=room.recipe)


def _dismiss(room: Room) -> None:
    names = [member.name for member in room.members.values()]
    if names:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("Student to remove", names, None, placeholder="choose a name", width=420)
            if st.button("Remove student", icon=":material/person_remove:", disabled=name is None):
                _go_on(lambda: rooms.dismiss(room.code, person(), str(name)))


def _change(room: Room, **changes: Any) -> None:
    _go_on(lambda: rooms.change_room(room.code, person(), **changes))


def _board(room: Room) -> None:
    st.fragment(_watch, run_every=BOARD_SECONDS)(room.code)


def _watch(code: str) -> None:
    """Shows the board as it is now, if the visitor may still see it."""
    try:
        room = find_room(code)
    except ValueError as error:
        st.warning(str(error))
        return
    if not room.shows_board_to(person()):
        st.rerun()
    if not room.members:
        st.info("Nobody has joined yet. A card for each student appears here and follows the student's training.")
        return
    show_board(room)
    st.caption(BOARD)
