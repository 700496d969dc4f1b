"""All runs of this server and the bundled ones."""

import streamlit as st

from ui.runs import damaged_runs, runs_table

st.title("Runs")
st.write(
    "Every training leaves a run: its settings, curves, weights and map. Open one, or train another with one thing changed."
)

runs_table()
for complaint in damaged_runs():
    st.warning(complaint)
st.page_link("train.py", label="Train a new one", icon=":material/model_training:")
