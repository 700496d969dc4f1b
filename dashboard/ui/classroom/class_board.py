"""The board of a classroom on its page, which updates by itself."""

import streamlit as st

from dashboard.classroom.rooms import Room, find_room
from dashboard.ui.components.board import show_board
from dashboard.ui.server_state import shown_in_words
from dashboard.ui.session import person

BOARD_SECONDS = 2.0  # between two updates of the board


def watch_board(room: Room) -> None:
    """Shows the board, and again every two seconds."""
    st.fragment(_watch, run_every=BOARD_SECONDS)(room.code, bool(room.members))


@shown_in_words()
def _watch(code: str, had_members: bool) -> None:
    """Shows the board as it is now, if the visitor may still see it."""
    try:
        room = find_room(code)
    except ValueError as error:
        st.warning(str(error))
        return
    # The page is another one before and after the first student, and for a visitor who may no longer see the board.
    if not room.shows_board_to(person()) or bool(room.members) != had_members:
        st.rerun()
    if room.members:
        show_board(room)
    else:
        st.info("Nobody has joined yet. A card for each student appears here and follows the student's training.")
