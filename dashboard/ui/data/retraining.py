"""A short training on an own data set that starts from the weights of a run."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.ui.data.new_set import ADDED
from dashboard.ui.markdown import plain
from dashboard.ui.session import entry_title
from dashboard.ui.start_runs import choose_seconds, retraining, runs_for_images, train_and_show
from vae_core.own_sets import OwnSet
from vae_core.runs.library import RunEntry


def offer_retraining(own: OwnSet, runs: Mapping[str, RunEntry], place: str) -> None:
    """Shows the runs whose weights fit the images of a data set, by id, and the button that continues their training.

    `place` tells the same choice at two places of the page apart.
    """
    key = f"{place} {own.data.name}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.selectbox(
            "Start from the weights of",
            list(runs),
            format_func=lambda name: entry_title(runs[name]),
            key=f"start {key}",
            help="Training continues from what this run has learned, on all images of the data set",
        )
        seconds = choose_seconds(f"seconds {key}", 110)
    if st.button(f"Retrain {seconds:g} s", type="primary", icon=":material/model_training:", key=f"retrain {key}"):
        train_and_show(lambda: retraining(runs[start], own.data, seconds))


def offer_retraining_of_new(sets: Sequence[OwnSet], runs: Sequence[RunEntry]) -> None:
    """Shows the same for the data set that was just added."""
    for own in sets:
        if own.data.name == st.session_state.get(ADDED):
            st.markdown(f"**{plain(own.data.title)}** was added.")
            if fitting := runs_for_images(runs, own.data):
                offer_retraining(own, fitting, "new")
