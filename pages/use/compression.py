"""Nats as bits: what a code costs, what an exact image costs, and what PNG and principal components ask for the same."""

import streamlit as st

from dashboard.ui.charts.applications import rate_and_error
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.compression import MEASURED, cost_of, others_of, table

st.title("Compression")
st.write(
    "A nat is 1.44 bits. The KL of a VAE is what its code costs beside the prior; its ELBO is what the image costs to the last "
    "pixel. Both can be compared with programs that were made to save bits."
)

run = choose_ready_run("mnist-vae-10d")
try:
    pca, exact = others_of(run)
    cost = cost_of(run)
except ValueError as error:
    st.error(str(error))
    st.stop()

st.subheader("A picture that is nearly right")
points = {}
if cost.code is not None:
    points[f"this model: KL / ln 2 = {cost.code:.1f} bits"] = (max(cost.code, 0.01), cost.squared_error)
else:
    st.info(
        "This model has no KL: its code is a few real numbers, and how many bits they need, nobody has asked it. "
        f"Its squared error is {cost.squared_error:.1f} an image."
    )
line = ([each.bits for each in pca], [each.squared_error for each in pca])
st.plotly_chart(rate_and_error(line, points, "bits an image", "squared error an image"))
st.caption(
    "Lower and further left is better. Principal components are rounded to one step, coarse to fine, and coded by the "
    "frequencies of the rounded values. The model's point is the expected image at a draw of the code; relative entropy coding "
    "can send such a draw in about its KL and a few bits more (Harsha et al. 2010)."
)

st.subheader("The exact image")
st.dataframe(
    table(cost, exact),
    hide_index=True,
    width="stretch",
    column_config={"bits an image": st.column_config.NumberColumn(format="%.0f")},
)
st.caption(
    f"First {MEASURED} test images. A Bernoulli gives probabilities to black and white, not to grey values: so images are "
    "drawn black and white with the grey value as probability, and only these rows can be compared with -ELBO and NLL. PNG "
    "files are of all images side by side, so that they share one header."
    + (
        f" NLL: standard error {cost.likelihood_error:.1f} bits over images."
        if cost.likelihood_error is not None
        else ""
    )
)
