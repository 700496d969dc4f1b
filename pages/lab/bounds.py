"""Lesson: the ELBO, importance weighted bounds and log p(x) itself, for one digit and two latent dimensions."""

import streamlit as st

from dashboard.ui.charts.latents import bounds_figure
from dashboard.ui.lab.bundled_runs import evidence_of, test_image, weights_of
from dashboard.ui.lab.lesson import Lesson
from vae_core.measures.bounds import importance_bounds
from vae_core.nn.losses import log_mean_exp
from vae_core.pictures import montage

RUN = "mnist-vae-2d"
SAMPLES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
lesson = Lesson("bounds")
lesson.then_show(k=100)
lesson.predict()
with lesson.controls:
    index = st.slider("Test image", 0, 199, 7, key="image", bind="query-params")
    k = st.select_slider("k, samples of each bound", SAMPLES, 1, key="k", bind="query-params")
image = test_image(RUN, index)
evidence, weights = evidence_of(RUN, index), weights_of(RUN, index)
bounds = importance_bounds(weights, SAMPLES)
chosen = bounds[SAMPLES.index(k)]
lesson.controls.image(montage(image[None], 1, width=84), caption="image", alt=f"MNIST test image {index}")
lesson.show(
    bounds_figure(bounds, evidence, weights, chosen),
    index=index,
    first=bounds[0].nats,
    last=bounds[-1].nats,
    largest_k=SAMPLES[-1],
    evidence=evidence,
)
lesson.result(
    k=k,
    bound=chosen.nats,
    error=chosen.standard_error,
    evidence=evidence,
    gap=evidence - bounds[0].nats,
    samples=len(weights),
    mean_of_logs=float(weights.mean()),
    log_of_mean=float(log_mean_exp(weights[:, None])),
)
lesson.equation(log_mean_exp, "return")
lesson.try_next("train.py", {"model": "iwae"})
