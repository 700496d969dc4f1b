"""Lesson: EM and a linear VAE fitted to digits, step by step, and their common maximum in closed form."""

import streamlit as st

from dashboard.ui.charts.fits import climb_figure
from dashboard.ui.lab.bundled_runs import digits_variances, linear_fits
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.em import em_step, greatest_log_likelihood

STEPS = 300
lesson = Lesson("em")
best = greatest_log_likelihood(digits_variances(), 2)
lesson.then_show(step=STEPS)
lesson.predict(saddle=best - greatest_log_likelihood(digits_variances(), 1))
with lesson.controls:
    latent_dim = st.slider("Latent dimensions", 1, 10, 2, key="latents", bind="query-params")
    seed = st.slider("Random seed of the start", 0, 20, 0, key="shown_seed", bind="query-params")
    step = st.slider("Step to look at", 0, STEPS, 10, key="step", bind="query-params")
em, elbo = linear_fits(latent_dim, seed, STEPS)
best = greatest_log_likelihood(digits_variances(), latent_dim)
lesson.show(
    climb_figure(em, elbo, best, step),
    best=best,
    latent_dim=latent_dim,
    step=step,
    em_missing=best - float(em[step]),
    vae_missing=best - float(elbo[step]),
)
lesson.result(
    best=best,
    step=step,
    steps=STEPS,
    em=float(em[step]),
    elbo=float(elbo[step]),
    em_end=max(0.0, best - float(em[-1])),
    vae_end=max(0.0, best - float(elbo[-1])),
    smallest_step=float(em.diff().min()),
)
lesson.equation(em_step, "new = sw")
lesson.try_next("train.py", {"data": "digits", "model": "linear_vae"})
