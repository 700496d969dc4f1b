"""The top of a page: its title, its choices and a sentence in one row, so that control and effect share a window."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

# Streamlit's own top of a page (a large title, a sentence, a list of runs) takes 220 of 720 pixels; this row takes 48.
_STYLE = """<style>
.stMainBlockContainer { padding: 3.75rem 1rem 0.5rem; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-page-row { gap: 0.25rem 0.75rem; align-items: center; min-height: 2.5rem; }
.st-key-page-row h1 { padding: 0; font-size: 1.35rem; white-space: nowrap; }
.st-key-page-row :is(.stSelectbox, .stMultiSelect) { display: flex; align-items: center; gap: 0.4rem; }
.st-key-page-row :is(.stSelectbox, .stMultiSelect) > label { flex: none; margin: 0; min-height: 0; }
.st-key-page-row :is(.stSelectbox, .stMultiSelect) > :not(label) { flex: 1 1 0; min-width: 0; }
.st-key-page-row .stElementContainer:has(> .stSelectbox) { flex: 1 1 17rem; max-width: 27rem; }
.st-key-page-row .stElementContainer:has(> .stMarkdown [data-testid="stCaptionContainer"]) { flex: 2 1 22rem; }
.st-key-page-row [data-testid="stCaptionContainer"] { margin: 0; }
.st-key-page-row [data-testid="stCaptionContainer"] p { margin: 0; line-height: 1.35; }
/* A formula that is wider than a phone scrolls in its own box. */
.stMain .katex-display { overflow: auto hidden; padding: 2px 0; }
@media (max-width: 640px) { .stMain .katex-display { font-size: 0.85em; } }
</style>"""


def page_row(title: str) -> DeltaGenerator:
    """Shows a page's title; returns its row, for the choices beside it."""
    st.html(_STYLE)
    row = st.container(key="page-row", horizontal=True, vertical_alignment="center")
    row.title(title, width="content", anchor=False)
    return row


def fitted(above: int) -> DeltaGenerator:
    """Returns a place whose pictures are no higher than the window less the `above` pixels over them."""
    st.html(f"""<style>.st-key-fitted img {{
        max-height: calc(100dvh - {above}px); object-fit: contain; object-position: left top;
    }}</style>""")
    return st.container(key="fitted")
