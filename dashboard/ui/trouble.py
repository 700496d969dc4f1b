"""Files that vanish or cannot be written while a page runs: words instead of Streamlit's generic error."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.ui.markdown import plain
from vae_core.files import DamagedRun, error_in_words


@contextmanager
def shown_in_words() -> Iterator[None]:
    """Shows errors of the disk, and of a run that another tab deleted meanwhile, as a message.

    Pages catch what they expect; this is for a file that goes between two of their lines.
    """
    try:
        yield
    except (DamagedRun, OSError) as error:
        st.error(plain(error_in_words(error)))
