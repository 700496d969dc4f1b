"""The visitor's runs, those that others share with them, and the bundled ones."""

import streamlit as st

from dashboard.ui.account import offer_login
from dashboard.ui.page_row import page_row
from dashboard.ui.runs.actions import act_on, import_files, show_bin, show_damaged
from dashboard.ui.runs.import_model import import_model_files
from dashboard.ui.runs.table import filter_entries, runs_table
from dashboard.ui.session import all_runs
from vae_core.runs.library import list_entries

# The bar of actions keeps its height, and it stays in the window while the table scrolls.
STYLE = """<style>
div:has(> .st-key-run-actions) { position: sticky; top: 3.75rem; z-index: 5; }
/* A low window, such as one of 720 pixels at 400 %: it scrolls, so that it does not cover the table. */
@media (max-width: 640px) and (max-height: 480px) { div:has(> .st-key-run-actions) { position: static; } }
.st-key-run-actions {
  min-height: 3.5rem; padding: 0.4rem 0.75rem; justify-content: center; gap: 0.25rem;
  border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 0.5rem;
  background: light-dark(#ffffff, #10161d);
}
.st-key-run-actions [data-testid="stAlertContainer"] { padding: 0.35rem 0.75rem; min-height: 0; }
.st-key-run-actions :is(button, a) :is(p, span) { white-space: nowrap; }
.st-key-run-actions p:has(> strong) { max-width: 15rem; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.st-key-run-actions .stHorizontalBlock { gap: 0.5rem; }
</style>"""

st.html(STYLE)
entries, damaged = list_entries(all_runs())
with page_row("Runs"):
    chosen = filter_entries(entries)
bar = st.container(key="run-actions")
# Below the bar, because the table's tools appear over what is directly above the table.
st.caption("""
Each training makes a run: settings, curves, weights and a latent map.
Your runs are in your lists only. Anybody who has the address of a run can view it.
""")
marked = []
if chosen:
    marked = runs_table(chosen)
else:
    st.info("No run matches. Remove a filter to see more runs.")
with bar:
    act_on(marked)
show_damaged(damaged)
import_files()
import_model_files()
show_bin()
offer_login()
