"""A lesson as a worksheet to print, with or without answers."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboard.ui.addresses import refuse

Worksheet = Literal["", "questions", "answers"]
_PARAMETER = "worksheet"  # of the page's address
# On paper: no navigation, no buttons, and no part that is torn between two pages.
WORKSHEET_STYLE = """<style>
.stMainBlockContainer { max-width: 60rem; }
.stMainBlockContainer [data-testid="stVerticalBlock"] { gap: 0.75rem; }
@media print {
  .stAppHeader, .lab-page, [data-testid="stSidebar"], [data-testid="stTooltipIcon"], .st-key-page-row .stPageLink,
  .st-key-page-row .stPopover, .st-key-print-hint, .stButton, .stSlider, .stPageLink { display: none !important; }
  .stApp, .stMain, .stAppViewContainer { position: static !important; height: auto !important; overflow: visible !important; }
  .stMainBlockContainer { padding: 0 !important; }
  .stElementContainer { break-inside: avoid; }
  .stMarkdown li { list-style: none; }
}
</style>"""


def wanted_worksheet() -> Worksheet:
    """Returns the kind of worksheet in the page's address; empty for the lesson itself."""
    wanted = st.query_params.get(_PARAMETER, "")
    if wanted not in ("", "questions", "answers"):
        refuse(_PARAMETER, "the lesson")
    return wanted if wanted in ("questions", "answers") else ""  # type: ignore[return-value]  # one of the three


def worksheet_links(page: str, shown: Worksheet) -> None:
    """Shows links to the worksheets of a lesson, and from a worksheet back to the lesson."""
    if shown:
        with st.container(key="print-hint", width="content"):
            st.markdown("Print this page with **Ctrl+P**.")
        st.page_link(page, label="Back to the lesson", icon=":material/arrow_back:", query_params={})
        return
    with st.popover("Worksheet", icon=":material/print:", help="The lesson on paper, with or without answers"):
        for kind, words in (("questions", "Without answers"), ("answers", "With answers and figure")):
            st.page_link(page, label=words, icon=":material/print:", query_params={_PARAMETER: kind})


def show_question(text: str, options: Sequence[str], answer: str, explanation: str, worksheet: Worksheet) -> None:
    """Shows a question with boxes to tick, a line for the reason, or the right option and the explanation."""
    st.markdown(f"**{text}**")
    is_solved = worksheet == "answers"
    st.markdown("\n".join(f"- {'☑' if is_solved and option == answer else '☐'} {option}" for option in options))
    st.markdown(f"**Answer.** {explanation}" if is_solved else "Your reason: " + "\\_" * 60)
