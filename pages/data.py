"""Bring your own pictures: drop them, see how they would be stored, add them, and train on them."""

import streamlit as st

from dashboard.ui.data.list import show_sets
from dashboard.ui.data.new_set import choose_pictures, offer_to_add, show_preview
from dashboard.ui.own_sets import open_set, visible_sets
from dashboard.ui.page_row import page_row
from dashboard.ui.session import query

# The choices stay in the window while the list at the right scrolls.
STYLE = """<style>
.st-key-set-size .stSelectbox { min-width: 7rem; }
[class*="st-key-set-"] .stImage img { max-height: 5.5rem; object-fit: contain; object-position: left; }
.st-key-set-preview .stImage img { max-height: calc(100dvh - 26rem); object-fit: contain; object-position: left; }
.st-key-set-choices [data-testid="stFileUploaderDropzone"] { padding: 0.5rem 0.75rem; }
@media (min-width: 900px) {
  .stColumn:has(.st-key-set-choices) { position: sticky; top: 4rem; align-self: flex-start; }
}
</style>"""

st.html(STYLE)
with page_row("Data"):
    st.caption("Your own pictures as a data set: drop them, check the preview, add them, train on them.")
asked = query("set")
if asked:
    open_set(asked)
left, right = st.columns([2, 3], gap="medium")
with left, st.container(key="set-choices"):
    source, options, title = choose_pictures()
    place = st.container()
sets = visible_sets()
with right:
    if source is not None and options is not None:
        with st.container(key="set-preview"):
            source = source if show_preview(source, options) else None
    elif not sets:
        st.info("""
        No pictures yet. Good data sets have a few hundred pictures or more, of things that look alike: leaves, letters,
        faces of toys. A zip of folders gives one class for each folder.
        """)
    offer_to_add(place, source, options, title)
    show_sets(sets, asked)
