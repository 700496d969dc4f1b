"""The Python half of a lesson's picture that moves in the browser: sends values and data, takes values after a movement."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from dashboard.ui.addresses import refuse
from dashboard.ui.components.assets import component

_COMPONENT = component("lesson_picture", "streamlit/lesson.js")


class MovingControl(NamedTuple):
    """A slider of a moving picture; its key is its name in the page's address. A step of a logarithmic one is in decades."""

    key: str
    words: str
    low: float
    high: float
    step: float
    start: float
    is_log: bool = False


def chosen_values(key: str, controls: Sequence[MovingControl]) -> dict[str, float]:
    """Returns the values of a picture's controls: from the session, else from the page's address, else the start values."""
    known: Mapping[str, float] = st.session_state.get(_state_of(key), {})
    return {control.key: known[control.key] if control.key in known else _from_address(control) for control in controls}


def set_values(key: str, values: Mapping[str, float]) -> None:
    """Sets values of a picture's controls, in the session and in the page's address."""
    st.session_state[_state_of(key)] = {**st.session_state.get(_state_of(key), {}), **values}
    for name, value in values.items():
        st.query_params[name] = f"{value:g}"


def lesson_picture(
    key: str,
    picture: str,
    controls: Sequence[MovingControl],
    values: Mapping[str, float],
    data: Mapping[str, Any],
    alt: str,
) -> None:
    """Shows a picture of assets/js/lesson; after a movement, `chosen_values` returns the new values."""
    sent = {
        "picture": picture,
        "controls": [control._asdict() for control in controls],
        "values": dict(values),
        "data": dict(data),
        "alt": alt,
    }
    _COMPONENT(key=key, data=sent, default={"values": None}, on_values_change=_takes(key, controls))


def _takes(key: str, controls: Sequence[MovingControl]) -> Callable[[], None]:
    def take() -> None:
        found = st.session_state[key].get("values") or {}
        # The browser can send anything: only numbers of known controls, within their limits.
        given = {
            control.key: _within(control, found[control.key])
            for control in controls
            if isinstance(found.get(control.key), int | float)
        }
        set_values(key, given)

    return take


def _from_address(control: MovingControl) -> float:
    """Returns the value in the address within the control's limits; a note says where that is another one."""
    asked = st.query_params.get(control.key, "")
    try:
        value = float(asked)
    except ValueError:
        value = math.nan
    shown = _within(control, value)
    if asked and shown != value:
        refuse(control.key, f"{shown:g}")
    return shown


def _within(control: MovingControl, value: float) -> float:
    # Not-a-number fails every comparison, so it becomes the start value.
    return min(control.high, max(control.low, value)) if value == value else control.start


def _state_of(key: str) -> str:
    return f"values of {key}"
