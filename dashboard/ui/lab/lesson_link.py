"""A link from a page to the lesson that explains it."""

import streamlit as st

from dashboard.ui.lab.lesson_list import LESSONS, number_of, page_of


def lesson_link(slug: str) -> None:
    """Shows a link to a lesson. Raises a ValueError for an unknown slug."""
    title = LESSONS[number_of(slug) - 1].title
    st.page_link(page_of(slug), label="Lesson", icon=":material/school:", help=title)
