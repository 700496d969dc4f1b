"""Compose a link that opens Train, Map or a lesson with chosen values, locked or hidden controls, a title and a note."""

import streamlit as st

from dashboard.ui.classroom.task_form import compose, show_link

# Form and link fit one window of 1280 x 720 pixels.
STYLE = """<style>
.stMainBlockContainer { padding: 3.75rem 1rem 1rem; }
.stMainBlockContainer [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.stMainBlockContainer h1 { padding: 0; font-size: 1.35rem; }
@media (max-width: 640px) { .st-key-link-heads { display: none; } }
/* A tablet held upright: the link is below the form, whose three states need the width. */
@media (max-width: 1000px) {
  .stHorizontalBlock:has(> .stColumn .st-key-link-form) { flex-wrap: wrap; }
  .stColumn:has(.st-key-link-form), .stColumn:has(.st-key-link-form) + .stColumn { flex: 1 1 100%; min-width: 100%; }
}
</style>"""

st.html(STYLE)
with st.container(horizontal=True, vertical_alignment="center"):
    st.title("Task", width="content", anchor=False)
    st.markdown("Choose what your students see, then share the link of the task. It works with and without a room.")
form, shown = st.columns([3, 2], gap="large")
with form.container(key="link-form"):
    link = compose()
if link is not None:
    with shown:
        show_link(link)
