"""The latent map of any run, alone or beside others."""

import streamlit as st

from dashboard.ui.components.latent_map import latent_map, latent_maps, view_from_address
from dashboard.ui.diagnosis import diagnosis
from dashboard.ui.run_choice import choose_beside, choose_run, headline, stop_unless_ready
from dashboard.ui.runs.html_download import offer_html
from dashboard.ui.session import numbers_from_address, query
from dashboard.ui.share import share

st.title("Latent map")
st.write(
    "Each point is the latent code of a test image. Drag the marker or any point to decode the image at that place."
)

left, right = st.columns(2)
with left:
    run = choose_run(query("run"))
try:
    stop_unless_ready(run, "This run has no latent map yet. It appears when the training ends or when you stop it.")
    headline(run)
    with right:
        beside = choose_beside(run, query("beside"))
    if beside:
        st.write(
            "Drag a point on one map. Each map shows the code and the reconstruction of that image by its own model."
        )
        image = latent_maps([run, *beside], "maps", view_from_address(query).image)
        if image is not None:
            st.query_params["image"] = str(image)
        st.stop()
    start = numbers_from_address(query("z"), run.config.latent_dim)
    state = latent_map(run, "map", start, view_from_address(query))
    diagnosis(run)
    with st.container(horizontal=True, vertical_alignment="center"):
        share(run)
        offer_html(run)
except ValueError as error:
    st.error(str(error))
    st.stop()

if state.z:
    # Exactly the map's own numbers: it recognises them and does not move the marker again.
    st.query_params["z"] = ",".join(map(str, state.z))
if state.view:
    address = state.view.to_address()
    for gone in {"area", "image"} - address.keys():
        st.query_params.pop(gone, None)
    st.query_params.update(address)
