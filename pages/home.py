"""The first screen: what this is, a map to drag at once, and the ways on."""

import streamlit as st

from dashboard.ui.components.latent_map import latent_map
from dashboard.ui.session import FIRST_RUN, find_run

st.title("Latent Lab")
st.markdown(
    "A variational autoencoder squeezes each picture into a few numbers and draws it again from them. "
    "Below, 10,000 handwritten digits lie where a trained model has put them, in a plane of two numbers. "
    "**Drag the ring, or any point:** the picture beside the map is drawn by the model, right under your pointer."
)

try:
    latent_map(find_run(FIRST_RUN), "home")
except ValueError as error:
    st.error(str(error))

explore, train, learn = st.columns(3)
with explore.container(border=True):
    st.page_link("map.py", label="**Explore**", icon=":material/explore:")
    st.caption("Walk through the latent spaces of trained models: planes, sliders, a grid of decoded images.")
with train.container(border=True):
    st.page_link("train.py", label="**Train**", icon=":material/model_training:")
    st.caption("Choose images and a model, move beta, and watch it learn in half a minute.")
with learn.container(border=True):
    st.page_link("learn.py", label="**Learn**", icon=":material/school:")
    st.caption("What the encoder, the latent space, the decoder and the two terms of the loss are.")
