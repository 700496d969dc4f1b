"""Accuracy of a linear classifier on a run's codes, by the number of labelled images."""

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.charts.applications import curves
from dashboard.ui.markdown import plain
from dashboard.ui.page_row import page_row
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.probe import PROBED_IMAGES, lines, probes
from vae_core.measures.linear_probe import REPEATS
from vae_core.models import model_class

FEW_CLASSES = 4  # that straight lines can separate in a plane

row = page_row("Linear probe")
with row:
    run = choose_ready_run("mnist-vae-10d")
is_conditional = model_class(run.config.model).is_conditional
labels = (
    "This model is conditioned on the labels, so its codes need not contain them."
    if is_conditional
    else "This model was trained without labels."
)
row.caption(f"""
{labels} A linear classifier is trained on its codes and a few labelled images.
If the classifier is accurate, the codes separate the classes. This is a common way to compare representations.
""")

try:
    found = probes(run)
except ValueError as error:
    st.error(plain(str(error)))
    end_page()

st.plotly_chart(curves(lines(found), "labelled images", "accuracy on test images (%)"), height="stretch")
rows = [
    {
        "labelled images": each.labels,
        "from": name,
        "accuracy": f"{100 * each.accuracy:.1f} ± {100 * each.standard_error:.1f} %",
    }
    for name, row in found.items()
    for each in row
]
st.caption(f"""
Logistic regression. The labelled images are training images, the same number of each class.
Accuracy on at most {PROBED_IMAGES:,} test images; mean and standard error over {REPEATS} samples of the labelled images.
""")
with st.expander("Show as a table"):
    st.dataframe(rows, hide_index=True, width="stretch")
classes = len(run.trained_on.class_names)
if run.config.latent_dim <= 3 and classes > FEW_CLASSES:
    st.info(f"""
Two or three latent dimensions are good for looking at, but straight lines hardly separate {classes} classes in them.
Choose a run with more latent dimensions and compare.
""")
