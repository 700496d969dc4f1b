"""The first screen: a latent map to drag, and links to the other pages."""

import streamlit as st

from dashboard.ui.components.latent_map import latent_map
from dashboard.ui.page_row import page_row
from dashboard.ui.session import FIRST_RUN, find_run, query

CARDS = (
    ("map.py", "explore", "Latent map", "Planes, sliders and decoded images of any trained model."),
    (
        "train.py",
        "model_training",
        "Train",
        "Choose images and a model, change beta, and watch it learn in half a minute.",
    ),
    ("learn.py", "school", "Lessons", "Encoder, latent space, decoder and the two terms of the loss, one idea each."),
)
CARDS_HEIGHT = 64  # pixels that the map leaves to the cards below it, so that a window shows both
STYLE = """<style>
.stMainBlockContainer:has(.st-key-cards) { padding-bottom: 0; }
.st-key-cards { gap: 0.75rem; }
/* The map's place before its code has arrived: else the cards below it move by 540 pixels, perhaps under a pointer.
   144 pixels are above the map, or 108 where the words fit beside the title; CARDS_HEIGHT and a gap of 8 are below it. */
@media (min-width: 901px) { [class*="st-key-home-"] { min-height: calc(100dvh - 216px); } }
@media (min-width: 1280px) { [class*="st-key-home-"] { min-height: calc(100dvh - 180px); } }
.st-key-cards > * { flex: 1 1 19rem; }
[class*="st-key-card-"] { gap: 0 0.75rem; min-height: 3.25rem; padding: 0.25rem 0.75rem; }
[class*="st-key-card-"] [data-testid="stPageLink"] a { white-space: nowrap; }
[class*="st-key-card-"] .stElementContainer:has([data-testid="stCaptionContainer"]) { flex: 1 1 10rem; width: auto; }
[class*="st-key-card-"] [data-testid="stCaptionContainer"] { margin: 0; }
[class*="st-key-card-"] [data-testid="stCaptionContainer"] p { margin: 0; line-height: 1.3; }
</style>"""

st.html(STYLE)
if query("tour") == "1":
    st.switch_page("tour.py")
with page_row("Latent Lab"):
    st.caption("""
    **Drag the marker, or any point:** the model decodes the image at that place while you drag.
    A variational autoencoder (VAE) compresses an image into a few numbers, its code.
    The map shows the codes of 10,000 handwritten digits.
    """)
    st.page_link("tour.py", label="**Show me:** a tour of 90 seconds", icon=":material/play_circle:")
    st.page_link("data.py", label="Draw your own class", icon=":material/draw:", query_params={"source": "draw"})

try:
    latent_map(find_run(FIRST_RUN), "home", fills_window=True, below=CARDS_HEIGHT)
except ValueError as error:
    st.error(str(error))

with st.container(key="cards", horizontal=True):
    for page, icon, words, text in CARDS:
        with st.container(key=f"card-{words}", border=True, horizontal=True, vertical_alignment="center"):
            st.page_link(page, label=f"**{words}**", icon=f":material/{icon}:")
            st.caption(text)
