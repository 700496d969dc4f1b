"""How much a handful of labels is worth on top of codes that were learned without any."""

import streamlit as st

from dashboard.ui.charts.applications import curves
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.probe import ASKED, lines, probes
from vae_core.measures.linear_probe import REPEATS
from vae_core.models import model_class

st.title("Linear probe")
words = st.empty()
run = choose_ready_run("mnist-vae-10d")
was_told = model_class(run.config.model).is_conditional
words.write(
    ("This model was told the labels, so its codes need not hold them. " if was_told else "The model saw no label. ")
    + "If a straight line through its codes still tells the classes apart after a few labelled images, the codes hold what "
    "matters; that is how representations are compared."
)

try:
    found = probes(run)
except ValueError as error:
    st.error(str(error))
    st.stop()

st.plotly_chart(curves(lines(found), "labelled images", "accuracy on test images (%)"))
rows = [
    {
        "labelled images": each.labels,
        "from": name,
        "accuracy": f"{100 * each.accuracy:.1f} ± {100 * each.standard_error:.1f} %",
    }
    for name, row in found.items()
    for each in row
]
st.caption(
    f"Logistic regression; labelled images from the training split, evenly over the classes; accuracy on at most "
    f"{ASKED:,} test images; mean and standard error over {REPEATS} draws of the labelled images."
)
with st.expander("The numbers"):
    st.dataframe(rows, hide_index=True, width="stretch")
if run.config.latent_dim <= 3:
    st.info(
        "Two numbers are for looking at: in a plane ten classes cannot all be cut out by straight lines. "
        "Choose the run with 10 latents and compare."
    )
