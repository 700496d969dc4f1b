"""Disentanglement of a run's code: MIG, the parts of the rate, and images along each latent dimension."""

import streamlit as st

from dashboard.ui.charts.applications import bars, heat
from dashboard.ui.glossary import explain
from dashboard.ui.markdown import plain
from dashboard.ui.page_row import filling, page_row
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.disentanglement import FACTOR_IMAGES, last_image, measured, traversals

with page_row("Disentanglement"):
    run = choose_ready_run("sprites-vae-6d")
    st.caption("""
    Sprites are generated from known factors. This page measures whether one latent dimension alone describes each factor.
    A plain VAE has no reason to align its axes with the factors, because a rotation of the code leaves its loss unchanged.
    """)
    st.page_link(
        "train.py",
        label="Train a beta-TCVAE",
        icon=":material/model_training:",
        query_params={"data": "sprites_32", "model": "beta_tcvae", "latent_dim": "6"},
    )
try:
    found = measured(run)
    dimensions = [f"z{index + 1}" for index in range(run.config.latent_dim)]
    left, right, along = st.columns([3, 3, 4], gap="medium")
    with left:
        st.markdown("**Information about each factor**")
        if found.known is None:
            st.info(
                "The factors of these images are unknown. Choose a run on sprites to measure the mutual information gap."
            )
        else:
            mig = found.measures["mig"]
            st.metric(
                "MIG",
                "-" if mig is None else f"{mig:.3f}",
                help=explain("MIG"),
            )
            st.plotly_chart(heat(found.known, found.factors, dimensions), height="stretch")
            st.caption(f"""
Mutual information of each dimension's mean with each factor, as a share of the factor's entropy (Chen et al. 2018).
The MIG is the mean difference between the two largest values of a row.
{found.measures["mig_points"]:,} test images, {found.measures["mig_bins"]} bins.
""")
    with right:
        st.markdown("**Parts of the KL divergence**")
        parts = found.measures["rate_parts"]
        if parts is None:
            st.info("Only a model with a standard normal prior has these parts. Choose a VAE.")
        else:
            names = ("information", "total correlation", "marginal KL")
            keys = [name.lower().replace(" ", "_") for name in names]
            st.metric(
                "KL divergence",
                f"{parts['rate']:.2f} nats",
                help=f"{explain('rate')} It is the sum of the three parts.",
            )
            st.plotly_chart(
                bars(names, [parts[key] for key in keys], [parts[f"{key}_error"] for key in keys], "nats"),
                height="stretch",
            )
            st.caption(f"""
Information: between image and code. Total correlation: dependence between the dimensions.
Marginal KL: distance of each dimension from the prior.
All are of the aggregate posterior of {parts["images"]:,} test images (at most {FACTOR_IMAGES:,}).
The information is therefore at most the logarithm of their number, and the rest of it counts as total correlation.
That rest falls when more images are measured. beta-TCVAE weights the total correlation only.
""")
    with along:
        st.markdown("**Along each dimension**")
        first, second = st.columns(2)
        last = last_image(run)
        image = first.slider("Test image", 0, last, 0, key="image", bind="query-params") if last else 0
        reach = second.slider("Range (±)", 0.5, 5.0, 2.5, 0.5, key="reach", bind="query-params")
        filling("traversals").image(
            traversals(run, image, reach),
            width="stretch",
            alt=f"One row for each of {len(dimensions)} latent dimensions, changed from -{reach:g} to {reach:g}",
        )
        st.caption(f"""
Rows: {", ".join(dimensions)}. In each row one dimension changes from -{reach:g} to {reach:g}.
The other dimensions keep the values of the image's code.
""")
except ValueError as error:
    st.error(plain(str(error)))
