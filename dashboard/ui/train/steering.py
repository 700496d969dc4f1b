"""The settings that are steered in a running training: asked for here, or in another tab of the same person."""

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import error_for_page
from dashboard.ui.session import is_own, person
from dashboard.ui.task import is_fixed
from dashboard.ui.train.settings_form import STEERED, keep_beta
from vae_core.config import RunConfig
from vae_core.runs.control import STEERED_SETTINGS, read
from vae_core.runs.run import Run


def is_in_training(run: Run | None) -> bool:
    """Returns True if this visitor steers the run's training, so that the form is locked."""
    return run is not None and is_own(run) and not run.is_over


def steer(run: Run | None, name: str) -> None:
    """Asks a running training for the setting that its widget now holds; called when the widget was changed."""
    if run is None or not is_in_training(run) or name not in STEERED:
        return
    try:
        jobs.ask(run.id, name, st.session_state[name], person())
    except (ValueError, OSError) as error:
        st.session_state["cockpit note"] = error_for_page(error)


def take_up_steering(run: Run | None) -> None:
    """Lets the form hold what was asked of the run's training last, in whichever tab.

    Each command is taken up once, so that a value chosen here afterwards stays. A run that was over when this session saw
    it first has its first settings in the form, as a duplicate has.
    """
    if run is None or not is_own(run):
        return
    asked = {command.name: command for command in read(run.path) if command.name in STEERED_SETTINGS}
    newest = max((command.serial for command in asked.values()), default=0)
    run_id, known = st.session_state.get("steered until", ("", 0))
    if run_id != run.id:
        known = newest if run.is_over else 0
    st.session_state["steered until"] = (run.id, newest)
    for name, command in asked.items():
        if command.serial > known and not is_fixed(name):
            _fill(name, command.value, run.config)


def _fill(name: str, value: Any, config: RunConfig) -> None:
    if name == "beta":
        keep_beta(float(value), default_beta(config))
    else:
        st.session_state[name] = value


def default_beta(config: RunConfig) -> float:
    """Returns the beta with which the form of this model begins."""
    return float(getattr(replace(config, settings=None).settings, "beta", 1.0))
