"""Lesson: the model behind a VAE, why p(x) cannot be computed, and the ELBO in three lines."""

import streamlit as st

from dashboard.ui.charts.models import latent_model_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.latent_variable import gaussian_elbo, grid_seconds, log_marginal, posterior_density

POINTS, PER_SECOND, DAY, YEAR = 20, 1e6, 86_400, 365 * 86_400
SIZES = (1, 2, 5, 10, 20)  # latent dimensions
lesson = Lesson("latent_model")
lesson.predict(
    points=POINTS,
    days=grid_seconds(POINTS, 10, PER_SECOND) / DAY,
    years=grid_seconds(POINTS, 20, PER_SECOND) / YEAR / 1e9,
    microseconds=grid_seconds(POINTS, 1, PER_SECOND) * 1e6,
)
with lesson.controls:
    x = st.slider("Observed x", -3.0, 3.0, 1.5, 0.1, key="x", bind="query-params")
    mean = st.slider("Mean of our q(z|x)", -2.0, 2.0, 0.5, 0.05, key="mean", bind="query-params")
    sd = st.slider("Standard deviation of our q(z|x)", 0.05, 2.0, 0.6, 0.05, key="shown_sd", bind="query-params")
evidence, elbo = log_marginal(x), gaussian_elbo(x, mean, sd)
found = {"evidence": evidence, "elbo": elbo, "gap": evidence - elbo}
lesson.show(latent_model_figure(posterior_density(x), mean, sd, evidence, elbo), x=x, **found)
lesson.result(**found)
lesson.picture.table(
    {
        "latent dimensions": [str(size) for size in SIZES],
        f"codes of a grid with {POINTS} points each": [f"{POINTS**size:,}" for size in SIZES],
        "time for one image": [
            f"{seconds:,.5f} s" if seconds < DAY else f"{seconds / YEAR:,.1f} years"
            for seconds in (grid_seconds(POINTS, size, PER_SECOND) for size in SIZES)
        ],
    }
)
lesson.equation(gaussian_elbo, "return")
lesson.try_next("use/generate.py", {"run": "mnist-vae-2d"})
