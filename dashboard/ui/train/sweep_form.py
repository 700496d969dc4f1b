"""The form of a sweep, for one setting and its values, and one progress bar for all of its trainings."""

import streamlit as st

from dashboard.jobs.sweep import SweepProgress, stop_sweep, submit_sweep, sweep_progress
from dashboard.ui.controls import label
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.server_state import shown_in_words
from dashboard.ui.session import person
from vae_core.config import RunConfig
from vae_core.sweep import MOST_VALUES, settings_to_vary

_SECONDS = 1.0  # between two looks at the runs


def sweep_form(config: RunConfig) -> None:
    """Shows a form that trains `config` with several values of one setting; the Compare page then shows the runs."""
    with st.expander("Sweep: several values of one setting", icon=":material/stacked_line_chart:"):
        name = st.selectbox("Setting", settings_to_vary(config), format_func=label, key="vary")
        values = st.text_input(
            f"Values, from 2 to {MOST_VALUES}",
            placeholder="0.5, 1, 2",
            key="values",
            help="Separate the values with commas",
        )
        if st.button("Train them all", icon=":material/playlist_play:", disabled=not values.strip()):
            _submit(config, name, values)


def _submit(config: RunConfig, name: str, values: str) -> None:
    try:
        sweep = submit_sweep(config, name, values, person())
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
    else:
        st.switch_page("compare.py", query_params={"sweep": sweep})


def show_progress(sweep: str) -> None:
    """Shows one progress bar for all trainings of a sweep and a button that stops them, until they are over."""
    progress = sweep_progress(sweep)
    if progress.over < progress.runs:
        st.fragment(_watch, run_every=_SECONDS)(sweep, progress.over)


@shown_in_words()
def _watch(sweep: str, over: int) -> None:
    progress = sweep_progress(sweep)
    if progress.over > over:
        st.rerun()  # the page shows one more run
    bar, button = st.columns([5, 1], vertical_alignment="bottom")
    bar.progress(progress.fraction, _in_words(progress))
    if button.button("Stop all", icon=":material/stop:", width="stretch"):
        try:
            stop_sweep(sweep, person())
        except ValueError as error:
            st.error(str(error))


def _in_words(progress: SweepProgress) -> str:
    failed = f", {progress.failed} of them failed" if progress.failed else ""
    return f"{progress.over} of {progress.runs} trainings are over{failed} ({progress.fraction:.0%} of the work)"
