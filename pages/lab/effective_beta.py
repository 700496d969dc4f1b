"""The effective-beta meter: which beta common code really trains with, and how many dimensions survive it on MNIST."""

import streamlit as st

from dashboard.ui.charts.losses import spectrum_figure
from dashboard.ui.lab.bundled_runs import mnist_variances
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.theory.linear_vae import implied_variance, linear_optimum

PIXELS = 784
CODES = {
    "mean": ("mean over pixels of (x - m)²", 1 / PIXELS),
    "half": ("0.5 x sum of (x - m)²", 0.5),
    "sum": ("sum of (x - m)²", 1.0),
    "sharp": ("sum of (x - m)² / (2 · 0.1)", 5.0),
}
lesson = Lesson(
    "effective_beta",
    "Squared error enters a Gaussian's ELBO as sum / (2 s²). So however the loss is written, it fixes a decoder "
    "variance s², "
    "and a mean where a sum belongs silently multiplies beta. A dimension survives only where the digits vary by "
    "more than that.",
)
lesson.predict(
    Question(
        "Somebody writes `mse_loss(output, x)`, the mean over 784 pixels, and adds the KL summed over the latent "
        "dimensions. "
        "How many dimensions will be in use?",
        ("All of them", "About half", "None"),
        "None",
        f"It is an s² of {implied_variance(1 / PIXELS):.0f}, and no direction of MNIST varies by more than "
        f"{float(mnist_variances()[0]):.1f}. Every image becomes the mean image: posterior collapse by arithmetic.",
    )
)
with lesson.controls:
    offered = st.slider("Latent dimensions offered", 2, 128, 64, 2, key="offered", bind="query-params")
    code = st.selectbox(
        "Reconstruction in the code", CODES, 1, lambda name: CODES[name][0], key="shown_code", bind="query-params"
    )
    is_averaged = st.toggle("The KL, too, is averaged over the latent dimensions", key="averaged", bind="query-params")
variance = implied_variance(CODES[code][1], 1 / offered if is_averaged else 1.0)
optimum = linear_optimum(mnist_variances(), offered, 1.0, variance)
lesson.show(
    spectrum_figure(mnist_variances(), offered, variance),
    f"The variance of MNIST along {offered} principal components, falling from {float(mnist_variances()[0]):.1f}, "
    "and a "
    f"threshold at {variance:.3g}. {optimum.active} dimensions are above it and in use; the others are switched off.",
)
lesson.picture.markdown(
    f"Implied decoder variance s² = **{variance:.3g}**: effective beta **{variance:.3g}** against an honest "
    "unit-variance Gaussian. "
    f"Best linear model: **{optimum.active} of {offered}** dimensions in use, carrying {optimum.rate:.1f} nats."
)
lesson.equation(
    r"w\sum_i (x_i-m_i)^2 + v\,\mathrm{KL} \;\propto \\ \frac{\sum_i (x_i-m_i)^2}{2s^2} + \mathrm{KL} \\[4pt]"
    r"s^2 = \frac{v}{2w} \\[4pt] j \text{ in use} \Leftrightarrow \lambda_j > \beta s^2",
    implied_variance,
    "return",
)
lesson.try_next(
    "Switch the averaged KL on and offer more and more dimensions: merely offering them changes beta. This program "
    "sums both "
    "terms, so a beta of 1 is the ELBO; a learned or optimal scale finds s² by itself.",
    "train.py",
    "Train with the optimal scale",
    likelihood="gaussian",
    scale="optimal",
)
