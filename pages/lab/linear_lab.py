"""Lesson: a linear VAE in which log p(x), the gap and the ELBO are exact."""

import streamlit as st

from dashboard.ui.charts.planes import waterfall_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.linear_gaussian import EXAMPLE, LinearGaussian, shifted_posterior, two_columns

lesson = Lesson("linear_lab")
lesson.then_show(angle=90)
lesson.predict()
first, second = lesson.controls.columns(2)
with first:
    angle = st.slider("Angle between the two effects (degrees)", 10, 90, 40, 5, key="angle", bind="query-params")
    noise = st.slider("Noise of the decoder (sd)", 0.2, 2.0, 0.6, 0.1, key="shown_noise", bind="query-params")
with second:
    shift = st.slider("Error of the encoder's mean of z₁", -1.0, 1.0, 0.0, 0.1, key="shift", bind="query-params")
    width = st.slider("Encoder's sd, relative to the best sd", 0.5, 2.0, 1.0, 0.1, key="width", bind="query-params")
with lesson.controls:
    is_full = st.toggle("Allow a tilted posterior (full covariance)", key="full", bind="query-params")
model = two_columns(angle, noise)
truth = model.true_posterior(EXAMPLE)
ours = shifted_posterior(truth if is_full else model.best_diagonal(EXAMPLE), shift, width)
evidence, gap, elbo = model.log_evidence(EXAMPLE), model.gap(EXAMPLE, ours), model.elbo(EXAMPLE, ours)
found = {"elbo": elbo, "diagonal": model.diagonal_gap()}
lesson.show(waterfall_figure(truth, ours, evidence, gap), evidence=evidence, gap=gap, angle=angle, **found)
lesson.notes(difference=evidence - gap, **found)
lesson.equation(LinearGaussian.diagonal_gap, "return")
lesson.try_next("train.py", {"model": "linear_vae"})
