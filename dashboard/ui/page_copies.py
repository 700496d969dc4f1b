"""The pages of the navigation, made once for all visitors: to look for 49 files took a third of the home page's run."""

from collections.abc import Callable, Sequence
from copy import copy

import streamlit as st

Pages = tuple[Sequence[st.Page], ...]
_made: list[Pages] = []


def page_copies(make: Callable[[], Pages]) -> Pages:
    """Returns copies of the pages that `make` returned first: a run of the script marks the page that it shows."""
    if not _made:
        _made.append(make())
    return tuple([copy(page) for page in group] for group in _made[0])
