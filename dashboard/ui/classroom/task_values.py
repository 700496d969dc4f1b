"""The start values, the keys and the address of the form that composes a task."""

import streamlit as st

from dashboard.classroom.rooms import Address
from dashboard.ui.task import asked


def read_address() -> None:
    """Lets the form start from the page's address, unless this form wrote it.

    A browser that is busy sends an address which the form wrote some changes ago; taking that up would undo the changes.
    """
    now = {name: asked(name) for name in st.query_params}
    is_open = "link form" in st.session_state and form_key("opens") in st.session_state
    if not is_open or now not in st.session_state["links written"]:
        st.session_state["link start"] = now
        st.session_state["link form"] = st.session_state.get("link form", 0) + 1
        st.session_state["links written"] = [now]


def write_address(page: str, address: Address) -> None:
    """Writes the link into the page's address, with the room that the address named."""
    room: Address = {"room": start_value("room")} if start_value("room") else {}
    st.query_params.from_dict({"opens": page} | room | address)
    written = {name: asked(name) for name in st.query_params}
    if written not in st.session_state["links written"]:
        st.session_state["links written"].append(written)


def start_values(name: str) -> list[str]:
    """Returns the values of a parameter of the address from which the form started."""
    found: dict[str, list[str]] = st.session_state["link start"]
    return found.get(name, [])


def start_value(name: str) -> str:
    """Returns the first of them; empty if there is none."""
    return next(iter(start_values(name)), "")


def form_key(name: str) -> str:
    """Returns the key of a widget; another one in a form that started from another address."""
    return f"link {st.session_state['link form']} {name}"
