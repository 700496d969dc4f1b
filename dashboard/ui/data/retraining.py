"""A short training on an own data set that starts from the weights of a run."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import jobs
from dashboard.ui.data.new_set import ADDED
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import entry_title, person
from dashboard.ui.start_runs import CONTINUED_SECONDS, retraining, runs_for_images
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
        seconds = st.number_input("Seconds", 1.0, 3600.0, CONTINUED_SECONDS, 5.0, "%g", key=f"seconds {key}", width=110)
    if st.button(f"Retrain {seconds:g} s", type="primary", icon=":material/model_training:", key=f"retrain {key}"):
        try:
            run_id = jobs.submit(retraining(runs[start], own.data, seconds), person())
        except (ValueError, OSError) as error:
            st.error(plain(error_for_page(error)))
            return
        st.switch_page("train.py", query_params={"run": run_id})


def offer_retraining_of_new(sets: Sequence[OwnSet], runs: Sequence[RunEntry]) -> None:
    """Shows the same for the data set that was just added."""
    for own in sets:
        if own.data.name == st.session_state.get(ADDED):
            st.markdown(f"**{plain(own.data.title)}** was added.")
            if fitting := runs_for_images(runs, own.data):
                offer_retraining(own, fitting, "new")
