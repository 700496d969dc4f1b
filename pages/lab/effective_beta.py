"""Lesson: the beta that a loss implies, and the dimensions that stay active on MNIST."""

import streamlit as st

from dashboard.ui.charts.losses import spectrum_figure
from dashboard.ui.lab.bundled_runs import mnist_variances
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.linear_vae import implied_variance, linear_optimum

PIXELS = 784
CODES = {
    "mean": ("mean over pixels of (x - m)²", 1 / PIXELS),
    "half": ("0.5 x sum of (x - m)²", 0.5),
    "sum": ("sum of (x - m)²", 1.0),
    "sharp": ("sum of (x - m)² / (2 x 0.1)", 5.0),
}
BETAS = [0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0, 100.0]
lesson = Lesson("effective_beta")
largest = float(mnist_variances()[0])
lesson.then_show(shown_code="mean", shown_beta=1.0)
lesson.predict(variance=implied_variance(1 / PIXELS), largest=largest, averaged=implied_variance(1.0, 1 / 64))
with lesson.controls:
    offered = st.slider("Number of latent dimensions", 2, 128, 64, 2, key="offered", bind="query-params")
    beta = st.select_slider("Beta (β)", BETAS, 1.0, key="shown_beta", bind="query-params")
    code = st.selectbox(
        "Reconstruction loss in the code", CODES, 1, lambda name: CODES[name][0], key="shown_code", bind="query-params"
    )
    is_averaged = st.toggle(
        "Average the KL divergence over the latent dimensions, too", key="averaged", bind="query-params"
    )
variance = implied_variance(CODES[code][1], 1 / offered if is_averaged else 1.0)
optimum = linear_optimum(mnist_variances(), offered, beta, variance)
found = {"offered": offered, "effective": beta * variance, "active": optimum.active}
lesson.show(spectrum_figure(mnist_variances(), offered, beta * variance), largest=largest, **found)
lesson.result(rate=optimum.rate, variance=variance, beta=beta, **found)
lesson.equation(implied_variance, "return")
lesson.try_next("train.py", {"likelihood": "gaussian", "scale": "optimal"})
