"""A class that a whole room draws: how the teacher asks for it, and the link to the pad."""

import streamlit as st

from dashboard.classroom.drawings import ask_for_drawings
from dashboard.classroom.rooms import TITLE_LENGTH, Room
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import person


def ask_to_draw(room: Room) -> None:
    """Shows the teacher the name of the class that the room draws, the link to the drawings, and the end of it."""
    if not room.drawing:
        st.markdown("Everybody draws glyphs of one class. You add them to MNIST, and all train on them.")
        name = st.text_input("Class name", max_chars=TITLE_LENGTH, placeholder="star", key="room drawing")
        if st.button("Ask everybody to draw", icon=":material/draw:", disabled=not name.strip()):
            _ask(room, name)
        return
    st.markdown(f"The room draws **{plain(room.drawing)}**.")
    link_to_pad(room, "Show the drawings")
    if st.button("End drawing", icon=":material/close:", help="Deletes the glyphs; data sets with them stay"):
        _ask(room, "")


def link_to_pad(room: Room, label: str) -> None:
    """Shows the link to the Data page on which the room draws."""
    st.page_link("data.py", label=label, icon=":material/draw:", query_params={"source": "draw", "room": room.code})


def _ask(room: Room, name: str) -> None:
    try:
        ask_for_drawings(room.code, person(), name)
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
    else:
        st.rerun()
