"""The Python half of the header's buttons: theme, letter size and presentation mode."""

from collections.abc import Sequence

import streamlit as st

from dashboard.ui.components.assets import component

# Not isolated, because it changes the page around the views.
_COMPONENT = component("display", "streamlit/present.js", is_isolated=False)


def display_buttons(pages: Sequence[str], current: str) -> None:
    """Shows the buttons in the header of all pages; `pages` are their addresses, `current` that of the page shown."""
    with st.container(key="display-buttons"):
        _COMPONENT(key="display", data={"pages": list(pages), "current": current})
