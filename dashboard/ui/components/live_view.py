"""The live view's Python half: says which run; the browser listens to its events and draws."""

from typing import Any, NamedTuple

import streamlit as st

from dashboard.ui.components.assets import component
from dashboard.ui.palette import class_colours
from vae_core.runs.run import Run

# Not isolated, because Plotly puts its style sheet into the page's head, where a shadow root does not see it.
_COMPONENT = component("live_training", "streamlit/live.js", is_isolated=False)


class Told(NamedTuple):
    """What the browser said."""

    has_ended: bool  # in the one script run that follows the end of the training
    asked: list[tuple[str, Any]]  # of the training: names and values of commands, each of them once


def live_training(
    run: Run, classes: int, baselines: dict[str, float], is_over: bool, settings: dict[str, Any] | None = None
) -> Told:
    """Show a run as it trains, and what is asked of it there.

    `baselines` are dashed lines beside the reconstruction: what they are -> nats per image. `settings` are where the
    sliders stand; without them nothing can be asked.
    """
    result = _COMPONENT(
        key=f"live-{run.id}",
        data={
            "runUrl": f"/runs/{run.id}", "colours": class_colours(classes), "isOver": is_over,
            "baselines": [{"label": label, "nats": nats} for label, nats in baselines.items()],
            "settings": settings,
        },
        on_ended_change=lambda: None, on_asked_change=lambda: None,
    )  # fmt: skip
    return Told(bool(result.ended), _unheard(result.asked or []))


def _unheard(asked: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The commands that this session did not hear before; the browser repeats its latest with each new one."""
    heard: set[str] = st.session_state.setdefault("heard commands", set())
    fresh = [(command["name"], command["value"]) for command in asked if command["id"] not in heard]
    heard.update(command["id"] for command in asked)
    return fresh
