"""Paths between images in four ways side by side; attributes, analogies, a grid between four images."""

import streamlit as st

from dashboard.ui.components.interpolate import interpolate
from dashboard.ui.run_choice import choose_run, stop_unless_ready
from dashboard.ui.session import query

st.title("Interpolate")
st.write("""
Choose two images. The decoder shows the images whose codes lie between their codes.
Compare the paths from one image to the other, and see where they leave the region of the data.
""")

run = choose_run(query("run"))
try:
    stop_unless_ready(run, "This run has no codes yet. They appear when the training ends or when you stop it.")
    address = interpolate(run)
except ValueError as error:
    st.error(str(error))
    st.stop()

if address:
    st.query_params.from_dict({"run": run.id} | address)
