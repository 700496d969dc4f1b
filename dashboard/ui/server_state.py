"""Messages of the server on each page: a runs folder that cannot be used, and a second server on the same one."""

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import plain
from vae_core.runs_folder import folder_problem


def warn_of_the_server() -> None:
    """Shows what keeps runs from being written or trained as usual; nothing on a server without a problem."""
    if problem := folder_problem(jobs.runs_folder()):
        st.error(plain(problem))
    if other := jobs.other_server():
        st.warning(
            f"Another server uses the same runs folder: {plain(other)}. Each run is trained once, but both train at the same "
            "time, and runs that were interrupted are left to the other. End one of them, or give it a folder of its own "
            "with LATENT_LAB_RUNS."
        )
