"""The Python half of the camera: takes the shots of two things."""

from typing import Any

import numpy as np
import streamlit as st

from dashboard.ui.components.assets import component
from dashboard.ui.components.browser_images import images_from_browser
from dashboard.ui.own_sets import complain
from vae_core.own_data.pictures import Pixels

MOST_SHOTS = 40  # of each thing
SHOT_SIDE = 64  # pixels of a shot, from which smaller images are computed
_COMPONENT = component("camera", "streamlit/camera.js")


def camera(key: str, set_name: str, names: tuple[str, str]) -> tuple[Pixels, Pixels]:
    """Shows the camera; returns the shots of both things in colour: (N, 64, 64, 3) each.

    Another `set_name` begins with no shots.
    """
    kept = f"shots of {set_name}"

    def take() -> None:
        sent = st.session_state[key].get("shots")
        if sent is not None:
            try:
                images = images_from_browser(sent, (SHOT_SIDE, SHOT_SIDE, 3), 2 * MOST_SHOTS)
                st.session_state[kept] = np.split(images, [_first_count(sent)])
            except ValueError as error:
                complain(error)

    _COMPONENT(
        key=key,
        data={"names": list(names), "most": MOST_SHOTS, "side": SHOT_SIDE, "set": set_name},
        on_shots_change=take,
    )
    empty = np.zeros((0, SHOT_SIDE, SHOT_SIDE, 3), np.uint8)
    first, second = st.session_state.get(kept, (empty, empty))
    return first, second


def _first_count(sent: dict[str, Any]) -> int:
    counts = sent.get("counts")
    if not isinstance(counts, list) or not counts or type(counts[0]) is not int or counts[0] < 0:
        raise ValueError("the browser sent no number of shots; reload the page")
    return counts[0]
