"""The data sets of a room: given on the Data page, listed on the room's page for everybody in it."""

import streamlit as st

from dashboard.classroom.rooms import Room, give_set, rooms_of
from dashboard.jobs.own_data import is_own_set
from dashboard.ui.markdown import plain
from dashboard.ui.own_sets import complain
from dashboard.ui.session import person
from vae_core.own_sets import OwnSet, list_own


def offer_to_give(own: OwnSet) -> None:
    """Shows a switch for each of the visitor's open rooms: everybody there may then train on the data set.

    A student can give, and take back, only a set of their own; the teacher any.
    """
    for room in rooms_of(person()):
        if room.is_open and (room.teacher == person() or is_own_set(own, person())):
            st.toggle(
                f"Give to room {plain(room.title)}",
                own.data.name in room.sets,
                key=f"give {own.data.name} {room.code}",
                help="Everybody in the room finds it on the room's page and among the images on Train.",
                on_change=_give,
                args=(room, own.data.name),
            )


def _give(room: Room, name: str) -> None:
    try:
        give_set(room.code, person(), name, bool(st.session_state[f"give {name} {room.code}"]))
    except (ValueError, OSError) as error:
        complain(error)


def show_given_sets(room: Room) -> None:
    """Shows the data sets given to the room, each with the way to train on it."""
    for own in (own for own in list_own() if own.data.name in room.sets):
        label = f"Train on {plain(own.data.title)} ({own.data.count:,} images)"
        st.page_link("train.py", label=label, icon=":material/image:", query_params={"data": own.data.name})
