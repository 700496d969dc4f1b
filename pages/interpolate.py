"""Paths between images in four ways side by side; attributes, analogies, a grid between four images."""

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.components.interpolate import interpolate
from dashboard.ui.markdown import plain
from dashboard.ui.page_row import page_row
from dashboard.ui.run_choice import choose_run, stop_unless_ready
from dashboard.ui.session import query

with page_row("Interpolate"):
    run = choose_run(query("run"))
    st.caption("""
    Choose two images. The decoder shows the images whose codes lie between their codes.
    Compare the paths, and see where they leave the region of the data.
    """)
try:
    stop_unless_ready(run, "This run has no codes yet. They appear when the training ends or when you stop it.")
    address = interpolate(run)
except ValueError as error:
    st.error(plain(str(error)))
    end_page()

if address:
    st.query_params.from_dict({"run": run.id} | address)
