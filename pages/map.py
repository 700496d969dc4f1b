"""Walk through the latent space of any run."""

import streamlit as st

from dashboard.ui.components.latent_map import latent_map, latent_maps, view_from_address
from dashboard.ui.diagnosis import diagnosis
from dashboard.ui.run_choice import choose_beside, choose_run, headline, stop_unless_ready
from dashboard.ui.runs.html_download import take_home
from dashboard.ui.session import numbers_from_address, query
from dashboard.ui.share import share

st.title("Latent map")
st.write(
    "Each point is a test image where the encoder puts it. Drag the ring or any point and the decoder draws along."
)

left, right = st.columns(2)
with left:
    run = choose_run(query("run"))
try:
    stop_unless_ready(run, "This run has no map yet: it appears when the training ends, or when you stop it.")
    headline(run)
    with right:
        beside = choose_beside(run, query("beside"))
    if beside:
        st.write("Take hold of an image on one map: every model shows where it puts it and what it makes of it.")
        image = latent_maps([run, *beside], "maps", view_from_address(query).image)
        if image is not None:
            st.query_params["image"] = str(image)
        st.stop()
    start = numbers_from_address(query("z"), run.config.latent_dim)
    state = latent_map(run, "map", start, view_from_address(query))
    diagnosis(run)
    with st.container(horizontal=True, vertical_alignment="center"):
        share(run)
        take_home(run)
except ValueError as error:
    st.error(str(error))
    st.stop()

if state.z:
    # Exactly as the map told it, which knows its own words again and does not move the puck for them.
    st.query_params["z"] = ",".join(map(str, state.z))
if state.view:
    address = state.view.to_address()
    for gone in {"area", "image"} - address.keys():
        st.query_params.pop(gone, None)
    st.query_params.update(address)
