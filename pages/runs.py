"""The visitor's runs, those that others share with them, and the bundled ones."""

import streamlit as st

from dashboard.ui.account import offer_login
from dashboard.ui.runs.actions import act_on, import_files, offer_undo, show_bin, show_damaged
from dashboard.ui.runs.table import filter_entries, runs_table
from dashboard.ui.session import all_runs
from vae_core.runs.library import list_entries

st.title("Runs")
st.write("""
Each training makes a run: settings, curves, weights and a latent map.
Open a run, or duplicate it and change a setting.
Your runs are in your lists only. Anybody who has the address of a run can view it.
""")

entries, damaged = list_entries(all_runs())
offer_undo()
chosen = filter_entries(entries)
if chosen:
    act_on(runs_table(chosen))
else:
    st.info("No run matches. Remove a filter to see more runs.")
show_damaged(damaged)
st.page_link("train.py", label="Train a new run", icon=":material/model_training:")
import_files()
show_bin()
offer_login()
