"""The latent map of any run, alone or beside others."""

import streamlit as st

from dashboard.ui.addresses import end_page, show_address_notes, take_out
from dashboard.ui.components.latent_map import check_map_control, latent_map, latent_maps, view_from_address
from dashboard.ui.components.map_address import misread_view
from dashboard.ui.components.share import share
from dashboard.ui.diagnosis import diagnosis, in_brief
from dashboard.ui.images import images_note
from dashboard.ui.lab.lesson_link import lesson_link
from dashboard.ui.markdown import plain
from dashboard.ui.run_choice import choose_beside, choose_run, headline, stop_unless_ready
from dashboard.ui.session import numbers_from_address, query
from dashboard.ui.take_home import take_home
from dashboard.ui.task import control_of, is_fixed, query_or_fixed, show_task

# The choices take one line where they fit; the map takes the rest of the window (assets/js/map/latent_map.css).
STYLE = """<style>
.stMainBlockContainer { padding: 3.75rem 1rem 0; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-map-row { gap: 0.5rem; align-items: center; }
.st-key-map-row h1 { padding: 0; font-size: 1.35rem; white-space: nowrap; }
.st-key-map-row :is(.stSelectbox, .stMultiSelect) > label {
  position: absolute; width: 1px; height: 1px; min-height: 0; overflow: hidden; clip-path: inset(50%);
}
.st-key-map-row .stElementContainer:has(.stSelectbox, .stMultiSelect) { flex: 1 1 220px; width: auto; min-width: 0; }
.st-key-map-row button :is(p, span) { white-space: nowrap; }
.is-presenting .st-key-map-row .stPopover { display: none; }
/* A phone: the run, and the buttons as icons; maps beside each other need a wider screen. */
@media (max-width: 640px) {
  .st-key-map-row { flex-wrap: nowrap; gap: 0.25rem; }
  .st-key-map-row > .stElementContainer:has(h1) { position: absolute; clip-path: inset(50%); }
  .st-key-map-row .stElementContainer:has(.stSelectbox) { flex: 1 1 0; }
  .st-key-map-row .stElementContainer:has(.stMultiSelect) { display: none; }
  .st-key-map-row .stPopover { width: auto; }
  .st-key-map-row .stPopover button { min-width: 44px; min-height: 44px; padding: 0 0.4rem; }
  .st-key-map-row .stPopover button p { font-size: 0; }
}
</style>"""

st.html(STYLE)
show_task(check_map_control)
row = st.container(key="map-row", horizontal=True, vertical_alignment="center")
with row:
    st.title("Latent map", width="content", anchor=False)
    run = choose_run(query("run"))
try:
    stop_unless_ready(run, "This run has no latent map yet. It appears when the training ends or when you stop it.")
    with row:
        beside = choose_beside(run, query("beside"))
        icon = in_brief(run)[0].split()[0]
        with st.popover("Diagnosis", icon=icon if icon.startswith(":") else ":material/stethoscope:"):
            headline(run)
            diagnosis(run)
            lesson_link("round_trip")
        share(run)
        take_home(run)
    if note := images_note(run):
        st.warning(plain(note))
    take_out({name: words for name, words in misread_view(query, run).items() if not is_fixed(name)})
    show_address_notes()
    if beside:
        st.caption(
            "Drag a point on one map. Each map shows the code and the reconstruction of that image by its model."
        )
        image = latent_maps([run, *beside], "maps", view_from_address(query).image)
        if image is not None:
            st.query_params["image"] = str(image)
        end_page()
    start = numbers_from_address(query("z"), run.config.latent_dim)
    view = view_from_address(query_or_fixed)
    state = latent_map(run, "map", start, view, fills_window=True, layers=control_of("layers"))
except ValueError as error:
    st.error(plain(str(error)))
    end_page()

if state.z:
    # Exactly the map's own numbers: it recognises them and does not move the marker again.
    st.query_params["z"] = ",".join(map(str, state.z))
if state.view:
    address = state.view.to_address()
    for gone in {"area", "image", "turn"} - address.keys():
        st.query_params.pop(gone, None)
    st.query_params.update(address)
