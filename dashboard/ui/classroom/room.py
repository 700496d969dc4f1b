"""The parts of the class room's page: the way in, what a student sees, and what a teacher does."""

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

SECONDS = 2.0  # between two looks at the board
BOARD = (
    "Line: -ELBO, dashed: reconstruction, of the training in nats per image, to the same scale for the same images. "
    "A click opens the run, to look at."
)
SHARED = (
    "**What is shared.** What you train while you are in this room is seen by its teacher, and by the whole room where "
    "the teacher shows the board to all: the name you choose, settings, curves, maps, pictures, titles and notes. What you "
    "trained before is not. You alone can change or delete your runs. Leave whenever you like: your runs go from the board "
    "and stay yours."
)


def room_from_address() -> Room | None:
    """The room whose code stands in the page's address; a warning where there is none of that code."""
    if not query("code"):
        return None
    try:
        return find_room(query("code"))
    except ValueError as error:
        st.warning(str(error))
        return None


def say_who_sees() -> None:
    """A line for a student whose trainings are seen by a teacher, wherever they are about to train."""
    for room in rooms_of(person()):
        if room.is_open and person() in room.members:
            name = plain(room.members[person()].name)
            st.caption(
                f":material/groups: You are {name} in the class room {plain(room.title)}: its teacher sees what you train."
            )


def enter() -> None:
    """The way in: a code for who learns, a title for who teaches, and the rooms that one has."""
    left, right = st.columns(2, gap="large")
    with left.form("enter", border=False):
        st.subheader("Join a room")
        code = st.text_input("Code", placeholder="K7QF-M2XB", max_chars=20, help="Your teacher has it")
        if st.form_submit_button("Enter", icon=":material/login:"):
            _go_on(lambda: find_room(code))
    with right.form("make", border=False):
        st.subheader("Open a room")
        title = st.text_input("Title", placeholder="Class 5B", max_chars=rooms.TITLE)
        if st.form_submit_button("Make a room", icon=":material/add:"):
            _go_on(lambda: rooms.make_room(title, person()))
    known = rooms_of(person())
    if known:
        st.subheader("Your rooms")
    for room in known:
        role = "you teach" if room.teacher == person() else f"you are {plain(room.members[person()].name)}"
        label = f"{plain(room.title)} · {role}{'' if room.is_open else ' · closed'}"
        st.page_link("room.py", label=label, icon=":material/groups:", query_params={"code": room.code})


def _go_on(do: Any) -> None:
    """Do something and show its room; a refusal is said on the page."""
    try:
        st.query_params["code"] = do().code
    except (ValueError, OSError) as error:
        st.error(plain(str(error)))
    else:
        st.rerun()


def offer_to_join(room: Room) -> None:
    """What joining means, and the name to join by."""
    st.subheader(plain(room.title))
    if not room.is_open:
        st.info("This room is closed: its teacher can open it again.")
        return
    st.write(SHARED)
    _ask_name(room, "", "Join")


def _ask_name(room: Room, name: str, button: str) -> None:
    with st.form("name", border=False, width=420):
        name = st.text_input(
            "What shall you be called?", name, max_chars=rooms.NAME, placeholder="first name or nickname"
        )
        if st.form_submit_button(button, icon=":material/badge:", type="primary" if button == "Join" else "secondary"):
            _go_on(lambda: rooms.join(room.code, person(), name))


def learn(room: Room) -> None:
    """A student's view: where to begin, what is shared, the name, and the way out."""
    st.subheader(f"{plain(room.title)} · you are {plain(room.members[person()].name)}")
    if not room.is_open:
        st.info("This room is closed: what you train now is not shared.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if room.recipe:
            icon = ":material/play_lesson:"
            st.page_link("train.py", label="Start with your teacher's settings", icon=icon, query_params=room.recipe)
        st.page_link("train.py", label="Train", icon=":material/model_training:")
    st.write(SHARED)
    with st.expander("Name, and leaving", icon=":material/badge:"):
        _ask_name(room, room.members[person()].name, "Change my name")
        if st.button("Leave the room", icon=":material/logout:"):
            _go_on(lambda: rooms.leave(room.code, person()))
    if room.is_seen_by_all:
        _board(room)


def teach(room: Room) -> None:
    """A teacher's view: the code to write on the board, the settings of the room, and everyone's trainings."""
    st.subheader(plain(room.title))
    code, link = st.columns([2, 5], vertical_alignment="bottom")
    code.metric("Code", spoken(room.code))
    with link:
        st.caption("Students open this address, or enter the code on this page of theirs:")
        st.code(address("room", code=room.code), language=None)
    with st.expander("Settings of the room", icon=":material/settings:"):
        _switches(room)
        _choose_recipe(room)
        _dismiss(room)
    _board(room)


def _switches(room: Room) -> None:
    is_open = st.toggle("Open: takes students and shares what they train", room.is_open)
    is_seen = st.toggle("Everyone in the room sees the board", room.is_seen_by_all)
    if (is_open, is_seen) != (room.is_open, room.is_seen_by_all):
        _change(room, is_open=is_open, is_seen_by_all=is_seen)


def _choose_recipe(room: Room) -> None:
    """Let students start with the settings of a run that the teacher chooses."""
    entries = {entry.run.id: entry for entry in list_entries(all_runs())[0]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Students start with the settings of", [*entries], None, placeholder="choose a run", width=420,
            format_func=lambda run_id: entry_title(entries[run_id]),
        )  # fmt: skip
        if st.button("Give these settings", icon=":material/play_lesson:", disabled=chosen is None) and chosen:
            _change(room, recipe=train_address(entries[chosen].config))
        if room.recipe and st.button("No settings", icon=":material/close:"):
            _change(room, recipe={})
    if room.recipe:
        st.page_link("train.py", label="What students start with", query_params=room.recipe)


def _dismiss(room: Room) -> None:
    names = [member.name for member in room.members.values()]
    if names:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("Take a student off the board", names, None, placeholder="choose a name", width=420)
            if st.button("Take off", icon=":material/person_remove:", disabled=name is None):
                _go_on(lambda: rooms.dismiss(room.code, person(), str(name)))


def _change(room: Room, **changes: Any) -> None:
    _go_on(lambda: rooms.change_room(room.code, person(), **changes))


def _board(room: Room) -> None:
    st.fragment(_watch, run_every=SECONDS)(room.code)


def _watch(code: str) -> None:
    """The board as it is now, for whoever may still see it."""
    try:
        room = find_room(code)
    except ValueError as error:
        st.warning(str(error))
        return
    if not room.shows_board_to(person()):
        st.rerun()
    if not room.members:
        st.info("Nobody has joined yet. Cards appear here as students join, and follow their trainings.")
        return
    show_board(room)
    st.caption(BOARD)
