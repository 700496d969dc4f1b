"""The Python half of the header's buttons: theme, letter size, presentation mode, and whose the runs are."""

from collections.abc import Sequence

import streamlit as st

from dashboard.ui.addresses import base_path
from dashboard.ui.components.assets import component
from dashboard.ui.session import known_by

# Not isolated, because it changes the page around the views.
_COMPONENT = component("display", "streamlit/present.js", is_isolated=False)


def display_buttons(pages: Sequence[str], current: str) -> None:
    """Shows the buttons in the header of all pages; `pages` are their addresses, `current` that of the page shown."""
    with st.container(key="display-buttons"):
        data = {"pages": list(pages), "current": current, "base": base_path(), "knownBy": known_by()}
        _COMPONENT(key="display", data=data)
