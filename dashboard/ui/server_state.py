"""Messages of the server: a runs folder that cannot be used, a second server on it, files that vanish while a page runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import error_for_page, plain
from vae_core.files import DamagedRun
from vae_core.runs_folder import folder_problem

_LOG = logging.getLogger(__name__)


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


@contextmanager
def shown_in_words() -> Iterator[None]:
    """Shows errors of the disk, and of a run that another tab deleted meanwhile, as a message.

    Pages catch what they expect; this is for a file that goes between two of their lines. The log says where it was.
    """
    try:
        yield
    except (DamagedRun, OSError) as error:
        _LOG.warning("A page stopped at a file.", exc_info=error)
        st.error(plain(error_for_page(error)))
