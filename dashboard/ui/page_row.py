"""The frame of a page: title, choices and a sentence in one row; charts and pictures fill the rest of the window."""

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
/* A formula that is wider than a phone breaks at its signs; what has none scrolls in its own box. */
.stMain .katex-display { overflow: auto hidden; padding: 2px 0; }
@media (max-width: 640px) {
  .stMain .katex-display { font-size: 0.85em; }
  .stMain .katex-display > .katex, .stMain .katex-display .katex-html { white-space: normal; }
  .stMain .katex-display > .katex .katex-html > .base { margin-block: 0.3em; }
  .st-key-page-row h1 { white-space: normal; }
}
</style>"""

# What shares the height that other parts of a page leave: each chart, moving picture of a lesson, and picture of `filling`.
_FILLS = ':is(.stPlotlyChart, [class*="st-key-fills-"], [class*="st-key-moving-"])'
# Blocks around these grow, the others keep their height. Natural heights of charts and pictures do not count, so that a page
# is higher than its window only where less than the least height is left. On a phone parts follow each other: no filling.
# Clipped, because Streamlit's captions reach 16 px below their element, which would scroll. Not shrunk to a low window, in
# which the clip would hide the rest of the page.
_FILLING = f"""<style>
@media (min-width: 641px) {{
  .stMainBlockContainer:has({_FILLS}) {{
    display: flex; flex: none; flex-direction: column; min-height: 100dvh; overflow-y: clip;
  }}
  .stMainBlockContainer :is(
    [data-testid="stLayoutWrapper"], [data-testid="stVerticalBlock"], [data-testid="stColumn"], .stTabs, .stTabs > div,
    [role="tabpanel"], .stElementContainer, [data-testid="stFullScreenFrame"]
  ):has({_FILLS}) {{ display: flex; flex-direction: column; }}
  .stMainBlockContainer :is(
    [data-testid="stLayoutWrapper"], [data-testid="stVerticalBlock"], .stTabs, .stTabs > div, [role="tabpanel"],
    [data-testid="stFullScreenFrame"]
  ):has({_FILLS}) {{ flex: 1 0 auto; }}
  .stMainBlockContainer .stElementContainer:has(.stPlotlyChart) {{ flex: 1 0 180px; max-height: 75vw; }}
  .stMainBlockContainer .stPlotlyChart {{ flex: 1 1 0; }}
  /* A low window scrolls anyway; a panel needs room between its title and the names below it. */
  @media (max-height: 600px) {{ .stMainBlockContainer .stElementContainer:has(.stPlotlyChart) {{ flex-basis: 300px; }} }}
  [class*="st-key-moving-"],
  [class*="st-key-moving-"] :is(.stBidiComponent, [data-testid="stBidiComponentIsolated"]) {{
    display: flex; flex: 1 0 auto; flex-direction: column;
  }}
  [class*="st-key-fills-"] > .stElementContainer {{ flex: 1 0 84px; max-height: 75vw; }}
  [class*="st-key-fills-"] [data-testid="stFullScreenFrame"] div:has(> .stImage) {{ position: static; }}
  [class*="st-key-fills-"] img {{
    position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; object-position: left top;
  }}
}}
</style>"""


def page_row(title: str) -> DeltaGenerator:
    """Shows a page's title; returns its row, for the choices beside it."""
    st.html(_STYLE + _FILLING)
    row = st.container(key="page-row", horizontal=True, vertical_alignment="center")
    row.title(title, width="content", anchor=False)
    return row


def filling(name: str) -> DeltaGenerator:
    """Returns a place whose picture takes the height that the window leaves; `name` is unique on its page."""
    return st.container(key=f"fills-{name}")
