"""The pages and their order. Streamlit runs this file at each visit, and then the requested page."""

import streamlit as st

from dashboard.ui.addresses import address_explained
from dashboard.ui.components.display import display_buttons
from dashboard.ui.lab.lesson_list import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.page_copies import Pages, page_copies
from dashboard.ui.server_state import shown_in_words, warn_of_the_server
from dashboard.ui.task import keep_task
from vae_core.assets import ASSETS

ICON = ASSETS / "icon.svg"
WITH_TASK = {"train", "map", *(entry.slug for entry in LESSONS)}  # pages that a task opens
# Less space above a page; and dark text on the dark theme's bright buttons, where Streamlit's white is hard to read.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3.5rem; padding-bottom: 2rem; }
.stApp button[kind^="primary"]:not(:disabled) { color: light-dark(#ffffff, #000000); }
/* Streamlit's grey for the words of Plotly's axes and titles has a contrast of 3.7 on white; text needs 4.5. */
.stPlotlyChart :is([class$="tick"], .cbaxis, .annotation) text, .stPlotlyChart .infolayer text[class*="title"] {
  fill: currentColor !important; fill-opacity: 0.8;
}
/* The component has no appearance of its own: its buttons are in the header. */
.stVerticalBlock > :has(> .st-key-display-buttons), .st-key-display-buttons { display: none; }
</style>"""
# Streamlit's own elements for fingers: targets of 44 pixels, and tables whose tools cover nothing.
TOUCH_STYLE = """<style>
@media (pointer: coarse) {
  .stApp :is(
    .stPageLink a, .stButtonGroup > :not(label) button, .stCheckbox label, .stExpander summary,
    [data-testid="stTopNavLink"], [data-testid="stTopNavSection"], [data-testid="stSidebarNavLink"]
  ) { min-height: 44px; align-items: center; }
  .stApp :is(
    [data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapseButton"] button,
    [data-testid="stBaseButton-elementToolbar"]
  ) { min-width: 44px; min-height: 44px; }
  .stApp [data-testid="stRadioGroup"] { gap: 0; }
  .stApp [data-testid="stRadioOption"] { padding-block: 11px; }
  /* Safari on an iPhone zooms the page into a field of smaller letters. */
  .stApp :is(input, textarea) { font-size: max(16px, 1em); }
  /* The tools of a table are above it, where they would cover what is pressed there. */
  .stElementContainer:has(.stDataFrame) { margin-top: 56px; }
  .stElementContainer:has(.stDataFrame) [data-testid="stElementToolbar"] { top: -66px; }
}
</style>"""


def main() -> None:
    """Shows the navigation and the chosen page."""
    st.set_page_config(
        page_title="Latent Lab",
        page_icon=str(ICON),
        layout="wide",
        # With an entry of its own, Streamlit's menu has the themes too, which the button Display uses (assets/js/present).
        menu_items={"About": "Latent Lab: train variational autoencoders and explore their latent spaces."},
    )
    st.html(STYLE + TOUCH_STYLE)
    pages, use, lessons = page_copies(make_pages)
    with shown_in_words():
        warn_of_the_server()
    shown = st.navigation({"": pages, "Use": use, "Learn": lessons}, position="top")
    buttons = st.container(key="display-buttons")  # one place whether there is a reminder of a task or not
    keep_task(shown.url_path, {page.url_path: page for page in (*pages, *lessons) if page.url_path in WITH_TASK})
    with buttons:
        display_buttons([page.url_path for page in (*pages, *use, *lessons)], shown.url_path)
    with address_explained(), shown_in_words():
        shown.run()


def make_pages() -> Pages:
    """Returns the pages at the top level, those below Use, and those below Learn, in their order."""
    lessons = [
        st.Page("learn.py", title="Lessons", icon=":material/list:", url_path="learn"),
        *map(lesson_page, LESSONS),
    ]
    pages = [
        st.Page("home.py", title="Home", icon=":material/home:", default=True),
        st.Page("map.py", title="Latent map", icon=":material/explore:", url_path="map"),
        st.Page("interpolate.py", title="Interpolate", icon=":material/conversion_path:", url_path="interpolate"),
        st.Page("data.py", title="Data", icon=":material/photo_library:", url_path="data"),
        st.Page("train.py", title="Train", icon=":material/model_training:", url_path="train"),
        st.Page("runs.py", title="Runs", icon=":material/folder_open:", url_path="runs"),
        st.Page("compare.py", title="Compare", icon=":material/balance:", url_path="compare"),
        st.Page("room.py", title="Classroom", icon=":material/groups:", url_path="room"),
        st.Page("tour.py", title="Show me", icon=":material/play_circle:", url_path="tour", visibility="hidden"),
        st.Page("task.py", title="Task", url_path="task", visibility="hidden"),
    ]
    use = [
        st.Page("use/generate.py", title="Generate", icon=":material/auto_awesome:", url_path="generate"),
        st.Page("use/denoise.py", title="Denoise", icon=":material/blur_off:", url_path="denoise"),
        st.Page("use/anomalies.py", title="Anomalies", icon=":material/troubleshoot:", url_path="anomalies"),
        st.Page("use/compression.py", title="Compression", icon=":material/compress:", url_path="compression"),
        st.Page("use/probe.py", title="Linear probe", icon=":material/labs:", url_path="probe"),
        st.Page("use/disentanglement.py", title="Disentanglement", icon=":material/tune:", url_path="disentanglement"),
    ]
    return pages, use, lessons


def lesson_page(entry: LessonEntry) -> st.Page:
    """Returns the page of a lesson, with its number before its title."""
    return st.Page(page_of(entry.slug), title=f"{number_of(entry.slug)}. {entry.title}", url_path=entry.slug)


if __name__ == "__main__":  # a worker process imports this file under another name, to show nothing
    main()
