"""The visitor's runs, those that others show them, and the bundled ones."""

import streamlit as st

from dashboard.ui.account import offer_login
from dashboard.ui.runs.actions import act_on, import_files, offer_undo, show_bin, show_damaged
from dashboard.ui.runs.table import choose_entries, runs_table
from dashboard.ui.session import all_runs
from vae_core.runs.library import list_entries

st.title("Runs")
st.write(
    "Every training leaves a run: its settings, curves, weights and map. Open one, or train another with one thing changed. "
    "Yours stand in your lists alone; whoever you send the address of one can look at it."
)

entries, damaged = list_entries(all_runs())
offer_undo()
chosen = choose_entries(entries)
if chosen:
    act_on(runs_table(chosen))
else:
    st.info("No run fits. Take back a filter to see more.")
show_damaged(damaged)
st.page_link("train.py", label="Train a new one", icon=":material/model_training:")
import_files()
show_bin()
offer_login()
