"""The Python half of the header's buttons (theme, letter size, presentation mode, whose the runs are) and the tab's task."""

from collections.abc import Sequence

import streamlit as st

from dashboard.ui.addresses import base_path
from dashboard.ui.components.assets import component
from dashboard.ui.session import known_by
from dashboard.ui.task import restore_task, tab_task

_KEY = "display"
# Not isolated, because it changes the page around the views.
_COMPONENT = component("display", "streamlit/present.js", is_isolated=False)


def display_buttons(pages: Sequence[str], current: str) -> None:
    """Shows the buttons in the header of all pages; `pages` are their addresses, `current` that of the page shown.

    The browser keeps the task of its tab, and returns it to a new session.
    """

    def restore() -> None:
        restore_task(st.session_state[_KEY].get("task"))

    data = {"pages": list(pages), "current": current, "base": base_path(), "knownBy": known_by(), "task": tab_task()}
    _COMPONENT(key=_KEY, data=data, on_task_change=restore)
