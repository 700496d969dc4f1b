"""Runs side by side: how dear their codes are, how good their pictures, and what a setting changes in them."""

import streamlit as st

from dashboard.ui.runs.compare import choose_entries, show_figures, show_pictures
from dashboard.ui.session import query
from dashboard.ui.share import share_together
from dashboard.ui.train.sweep_form import show_progress

st.title("Compare")
st.write(
    "Each dot is a run: how many nats its code costs, and how many its pictures still miss. Click a dot to open the run."
)

entries = choose_entries()
if query("sweep"):
    show_progress(query("sweep"))
if len(entries) < 2:
    st.info("Choose two runs or more.")
    st.stop()
share_together([entry.run for entry in entries])
show_figures(entries)
show_pictures(entries)
