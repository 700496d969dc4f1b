"""Runs side by side: their rate and distortion, their reconstructions, and the effect of a setting."""

import streamlit as st

from dashboard.ui.runs.compare import choose_compared, show_figures, show_pictures
from dashboard.ui.session import query
from dashboard.ui.share import share_together
from dashboard.ui.train.sweep_form import show_progress

st.title("Compare")
st.write("""
Each dot is a run. Its horizontal position is the rate: the nats that a latent code uses.
Its vertical position is the distortion: the reconstruction loss. Click a dot to open the run.
""")

entries = choose_compared()
if query("sweep"):
    show_progress(query("sweep"))
if len(entries) < 2:
    st.info("Choose at least two runs.")
    st.stop()
share_together([entry.run for entry in entries])
show_figures(entries)
show_pictures(entries)
