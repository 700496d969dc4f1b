"""Nats as bits: the cost of a code and of an exact image, compared with PNG and principal components."""

from math import isfinite

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.charts.applications import rate_and_error
from dashboard.ui.markdown import plain
from dashboard.ui.page_row import page_row
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.compression import CODED_IMAGES, cost_of, others_of, table

with page_row("Compression"):
    run = choose_ready_run("mnist-vae-10d")
    st.caption("""
    A nat is 1.44 bits. The KL divergence of a VAE is the number of nats that its code needs, given the prior.
    -ELBO is the number of nats that the exact image needs. Both can be compared with programs that compress images.
    """)
try:
    pca, exact = others_of(run)
    cost = cost_of(run)
except ValueError as error:
    st.error(plain(str(error)))
    end_page()

left, right = st.columns([3, 2], gap="medium")
with left:
    st.subheader("A reconstruction")
    points = {}
    if cost.code is not None:
        points[f"this model: KL / ln 2 = {cost.code:.1f} bits"] = (max(cost.code, 0.01), cost.squared_error)
    else:
        st.info(
            f"This model has no KL divergence, so the bits of its code are unknown. "
            f"Its squared error is {cost.squared_error:.1f} per image."
        )
    line = ([each.bits for each in pca], [each.squared_error for each in pca])
    st.plotly_chart(rate_and_error(line, points, "bits per image", "squared error per image"), height="stretch")
    st.caption("""
Lower and further left is better.
The principal components are rounded with steps from coarse to fine and coded by the frequencies of the rounded values.
The model's point is the expected image at a sample of the code.
Relative entropy coding can send such a sample with about as many bits as its KL divergence, and a few more (Harsha et al. 2010).
""")
with right:
    st.subheader("The exact image")
    st.dataframe(
        table(cost, exact),
        hide_index=True,
        width="stretch",
        column_config={"bits per image": st.column_config.NumberColumn(format="%.0f")},
    )
    spread = cost.likelihood_error
    uncertainty = (
        f"NLL: standard error {spread:.1f} bits over images." if spread is not None and isfinite(spread) else ""
    )
    st.caption(f"""
First {CODED_IMAGES} test images.
A Bernoulli likelihood gives probabilities to black and white, not to grey values.
The images are therefore sampled black and white, with the grey value as probability.
Only these rows can be compared with -ELBO and NLL.
A PNG file holds all images side by side, so they share one header.
{uncertainty}
""")
