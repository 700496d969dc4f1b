"""Runs side by side: their rate and distortion, their reconstructions, and the effect of a setting."""

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.components.share import share_together
from dashboard.ui.lab.lesson_link import lesson_link
from dashboard.ui.page_row import page_row
from dashboard.ui.runs.compare import (
    choose_compared,
    choose_varied,
    dots_to_compare,
    show_figures,
    show_findings,
    show_pictures,
    show_table,
)
from dashboard.ui.session import query
from dashboard.ui.train.sweep_form import show_progress

with page_row("Compare"):
    entries = choose_compared()
    if len(entries) >= 2:
        varied = choose_varied(entries)
        share_together([entry.run for entry in entries])
    lesson_link("beta")
if query("sweep"):
    show_progress(query("sweep"))
if len(entries) < 2:
    st.info("Choose at least two runs.")
    end_page()
dots = dots_to_compare(entries, varied)
figures, pictures, table, findings = st.tabs(["Figures", "Images side by side", "Table", "Findings"])
with figures:
    show_figures(dots, varied)
with pictures:
    show_pictures(entries)
with table:
    show_table(dots, varied, entries)
with findings:
    show_findings(entries)
