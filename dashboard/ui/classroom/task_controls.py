"""The rows of controls of a task: a title, a value, and what students may do with it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.classroom.tasks import Fixed, fixed_by
from dashboard.ui.classroom.task_values import form_key, start_values
from dashboard.ui.controls import label

_STATES = ("Free", "Locked", "Hidden")
_STATES_HELP = "Free: students may change it. Locked: they see its value. Hidden: they do not see it."
_WIDTHS = (3, 4, 4)  # of the columns of a control: title, value, state


class Control(NamedTuple):
    """A control of the composed page: its value, and what students may do with it."""

    value: Any
    text: str
    state: str  # one of _STATES


def show_heads() -> None:
    """Shows the heads of the three columns."""
    with st.container(key="link-heads"):  # hidden on a phone, where the columns are below each other
        columns = st.columns(_WIDTHS)
    for column, words in zip(columns, ("Control", "Value", "Students"), strict=True):
        column.caption(words, help=_STATES_HELP if words == "Students" else None)


def control_row(title: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Shows the title of a control; returns the places of its value and of what students may do with it."""
    words, value, state = st.columns(_WIDTHS, vertical_alignment="center")
    words.markdown(title)
    return value, state


def state_choice(name: str, offered: tuple[str, ...] = _STATES) -> str:
    """Shows what students may do with a control; it starts as in the address."""
    known = fixed_by(start_values, name)
    start = "Free" if known is None else "Hidden" if known.is_hidden else "Locked"
    return str(
        st.segmented_control(
            f"{label(name)}: students",
            offered,
            default=start,
            required=True,
            key=form_key(f"state {name}"),
            label_visibility="collapsed",
        )
    )


def fixed_controls(controls: Mapping[str, Control]) -> dict[str, Fixed]:
    """Returns the controls that students may not change."""
    return {name: Fixed(each.text, each.state == "Hidden") for name, each in controls.items() if each.state != "Free"}
