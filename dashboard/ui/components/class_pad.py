"""The Python half of the pad on which a person draws a class: takes the glyphs that were kept."""

import numpy as np
import streamlit as st

from dashboard.ui.components.assets import component
from dashboard.ui.components.browser_images import images_from_browser
from dashboard.ui.own_sets import complain
from vae_core.own_data.drawn import MOST_GLYPHS
from vae_core.own_data.pictures import Pixels

_COMPONENT = component("class_pad", "streamlit/class_pad.js")


def class_pad(key: str, set_name: str, size: tuple[int, int]) -> Pixels:
    """Shows a pad and the glyphs that were drawn; returns them at `size`, bright on black: (N, H, W).

    Another `set_name` begins with no glyphs.
    """
    kept = f"glyphs of {set_name}"

    def take() -> None:
        sent = st.session_state[key].get("glyphs")
        if isinstance(sent, dict) and sent.get("size") == list(size):
            try:
                st.session_state[kept] = images_from_browser(sent, size, MOST_GLYPHS)
            except ValueError as error:
                complain(error)

    _COMPONENT(key=key, data={"size": list(size), "most": MOST_GLYPHS, "set": set_name}, on_glyphs_change=take)
    found: Pixels = st.session_state.get(kept, np.zeros((0, *size), np.uint8))
    return found if found.shape[1:] == size else np.zeros((0, *size), np.uint8)
