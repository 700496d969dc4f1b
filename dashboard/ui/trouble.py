"""Files that vanish or cannot be written while a page runs: words instead of Streamlit's generic error."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.ui.markdown import plain
from vae_core.files import DamagedRun, error_in_words

_LOG = logging.getLogger(__name__)


@contextmanager
def shown_in_words() -> Iterator[None]:
    """Shows errors of the disk, and of a run that another tab deleted meanwhile, as a message.

    Pages catch what they expect; this is for a file that goes between two of their lines. The log says where it was.
    """
    try:
        yield
    except (DamagedRun, OSError) as error:
        _LOG.warning("A page stopped at a file.", exc_info=error)
        st.error(plain(error_in_words(error)))
