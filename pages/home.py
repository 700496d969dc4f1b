"""The first screen: a latent map to drag, and links to the other pages."""

import streamlit as st

from dashboard.ui.components.latent_map import latent_map
from dashboard.ui.page_row import page_row
from dashboard.ui.session import FIRST_RUN, find_run, query

if query("tour") == "1":
    st.switch_page("tour.py")
with page_row("Latent Lab"):
    st.caption("""
    **Drag the marker, or any point:** the model decodes the image at that place while you drag.
    A variational autoencoder (VAE) compresses an image into a few numbers, its latent code, and reconstructs the image
    from them. The map shows the codes of 10,000 handwritten digits.
    """)
    st.page_link("tour.py", label="**Show me:** a tour of 90 seconds", icon=":material/play_circle:")

try:
    latent_map(find_run(FIRST_RUN), "home", fills_window=True)
except ValueError as error:
    st.error(str(error))

latent, train, learn = st.columns(3)
with latent.container(border=True, height="stretch"):
    st.page_link("map.py", label="**Latent map**", icon=":material/explore:")
    st.caption("Explore the latent space of any trained model: planes, sliders and a grid of decoded images.")
with train.container(border=True, height="stretch"):
    st.page_link("train.py", label="**Train**", icon=":material/model_training:")
    st.caption("Choose images and a model, change beta, and watch the training. It takes half a minute.")
with learn.container(border=True, height="stretch"):
    st.page_link("learn.py", label="**Lessons**", icon=":material/school:")
    st.caption("Learn about the encoder, the latent space, the decoder and the two terms of the loss.")
