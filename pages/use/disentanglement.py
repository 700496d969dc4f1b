"""Does each number of a code mean one thing? MIG, what the rate consists of, and pictures along each dimension."""

import streamlit as st

from dashboard.ui.charts.applications import bars, heat
from dashboard.ui.glossary import explain
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.disentanglement import MEASURED, measured, traversals

st.title("Disentanglement")
st.write(
    "Sprites are drawn from known factors, so it can be measured whether one latent dimension alone knows each of them. "
    "Disentanglement is measured, not assumed: a plain VAE is free to turn its axes as it likes."
)

run = choose_ready_run("sprites-vae-6d")
try:
    found = measured(run)
    dimensions = [f"z{index + 1}" for index in range(run.config.latent_dim)]
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Who knows what")
        if found.known is None:
            st.info(
                "The factors of these images are not known; choose a run on sprites for the mutual information gap."
            )
        else:
            mig = found.measures["mig"]
            st.metric(
                "MIG",
                "-" if mig is None else f"{mig:.3f}",
                help=explain("MIG"),
            )
            st.plotly_chart(heat(found.known, found.factors, dimensions))
            st.caption(
                "Mutual information of each dimension's mean with each factor, as a share of the factor's entropy (Chen "
                f"et al. 2018); {found.measures['mig_points']:,} test images, {found.measures['mig_bins']} bins. The MIG is the "
                "mean gap between the two largest of a row."
            )
    with right:
        st.subheader("What the KL consists of")
        parts = found.measures["rate_parts"]
        if parts is None:
            st.info("Only a model with a standard normal prior has these parts; choose a VAE.")
        else:
            names = ("information", "total correlation", "marginal KL")
            keys = [name.lower().replace(" ", "_") for name in names]
            st.metric("KL", f"{parts['rate']:.2f} nats", help="the mean over images; the three parts add up to it")
            st.plotly_chart(bars(names, [parts[key] for key in keys], [parts[f"{key}_error"] for key in keys], "nats"))
            st.caption(
                "Information between image and code; dependence between the dimensions; distance of each dimension from "
                f"the prior. Of the aggregate posterior of {parts['images']:,} test images (at most {MEASURED:,}), so the "
                "information is at most their logarithm; what it would have beyond that is booked as total correlation, "
                "which falls when more images are measured. beta-TCVAE weighs the middle part alone."
            )
    st.subheader("Along each dimension")
    first, second = st.columns(2)
    image = first.slider("Start at test image", 0, 199, 0, key="image", bind="query-params")
    reach = second.slider("From minus this to this", 0.5, 5.0, 2.5, 0.5, key="reach", bind="query-params")
    st.image(
        traversals(run, image, reach), width=720,
        alt=f"One row for each of {len(dimensions)} latent dimensions, moved from -{reach:g} to {reach:g}",
    )  # fmt: skip
    st.caption(
        f"Rows: {', '.join(dimensions)}, from -{reach:g} to {reach:g}, the other numbers kept as the image has them."
    )
except ValueError as error:
    st.error(str(error))
st.page_link(
    "train.py", label="Train a beta-TCVAE on sprites", icon=":material/model_training:",
    query_params={"data": "sprites_32", "model": "beta_tcvae", "latent_dim": "6"},
)  # fmt: skip
