"""The own data sets that a visitor sees, and the titles of all data sets. Nothing here shows anything."""

import streamlit as st

from dashboard.classroom.rooms import sets_given_to
from dashboard.jobs.own_data import listed_sets
from dashboard.ui.markdown import error_for_page
from dashboard.ui.session import person
from vae_core.datasets import DATASETS
from vae_core.own_sets import OwnSet, find_own, list_own


def visible_sets() -> list[OwnSet]:
    """Returns the data sets that the visitor may train on, newest first.

    They are the visitor's, those of the command line, those given to a room of the visitor, and those opened by address.
    """
    return listed_sets(list_own(), person(), _opened_sets() | sets_given_to(person()))


def _opened_sets() -> set[str]:
    """Returns the names of the data sets that were opened by their address in this session."""
    found: set[str] = st.session_state.setdefault("opened data sets", set())
    return found


def open_set(name: str) -> None:
    """Adds a data set of this server to the visitor's lists, because the visitor has its address."""
    if find_own(name) is not None:
        _opened_sets().add(name)


def complain(error: Exception) -> None:
    """Keeps the error of a callback, which has no place on the page, until the list of data sets shows it."""
    st.session_state["data complaint"] = error_for_page(error)


def last_complaint() -> str:
    """Returns the error that was kept, once; empty without one."""
    return str(st.session_state.pop("data complaint", ""))


def data_titles() -> dict[str, str]:
    """Returns the titles of all data sets that the visitor may train on, by name."""
    return {name: entry.title for name, entry in DATASETS.items()} | {
        own.data.name: own.data.title for own in visible_sets()
    }
