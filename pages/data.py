"""Bring your own pictures: drop them, see how they would be stored, add them, and train on them."""

import streamlit as st

from dashboard.ui.data.camera_set import choose_shots
from dashboard.ui.data.drawn_set import choose_drawing
from dashboard.ui.data.list import show_sets
from dashboard.ui.data.new_set import PictureChoice, choose_kind, choose_pictures, offer_to_add, preview_or_advice
from dashboard.ui.data.retraining import offer_retraining_of_new
from dashboard.ui.data.room_drawing import choose_room_drawing, draw_for_room, drawing_room, offer_task
from dashboard.ui.own_sets import open_set, visible_sets
from dashboard.ui.page_row import page_row
from dashboard.ui.session import person, query
from dashboard.ui.start_runs import usable_runs

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
    st.caption("Your own pictures as a data set: drop, draw or photograph them, add them, train on them.")
asked = query("set")
if asked:
    open_set(asked)
sets, runs = visible_sets(), usable_runs()
left, right = st.columns([2, 3], gap="medium")
with left, st.container(key="set-choices"):
    kind = choose_kind()
    room = drawing_room() if kind == "draw" else None
    is_teacher = room is not None and room.teacher == person()
    chosen: PictureChoice | None = None
    if room is not None and is_teacher:
        chosen = choose_room_drawing(room, right)
    elif room is not None:
        draw_for_room(room, right)
    elif kind == "draw":
        chosen = choose_drawing(right, sets)
    elif kind == "camera":
        chosen = choose_shots(right)
    else:
        chosen = choose_pictures(kind)
    place = st.container()
with right:
    if kind in ("files", "folder"):
        chosen = preview_or_advice(chosen, bool(sets))
    if chosen is not None:
        offer_to_add(place, chosen)
    with place:
        offer_retraining_of_new(sets, runs)
        if room is not None and is_teacher:
            offer_task(room)
    show_sets(sets, runs, asked)
