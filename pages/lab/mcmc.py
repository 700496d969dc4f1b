"""Lesson: a Markov chain that samples the true posterior of one image, beside the encoder's Gaussian."""

import streamlit as st

from dashboard.ui.charts.sampling import chain_figure
from dashboard.ui.lab.bundled_runs import bundled_images, chain_of
from dashboard.ui.lab.lesson import Lesson
from vae_core.measures.mcmc import metropolis

RUN, STEPS = "mnist-vae-2d", 500
WIDTHS = ("0.05", "0.2", "1", "2", "5", "20")  # of a step, in sd of the encoder's posterior
lesson = Lesson("mcmc")
images = len(bundled_images(RUN).train)
lesson.then_show(width="1")
lesson.predict(steps=STEPS, images=images, passes=images * STEPS)
with lesson.controls:
    index = st.slider("Test image", 0, 199, 7, key="image", bind="query-params")
    steps = st.slider("Steps of the chain", 10, 2000, STEPS, 10, key="steps", bind="query-params")
    width = st.select_slider("Size of a step, in sd of the encoder", WIDTHS, "1", key="width", bind="query-params")
plane, chain, mean, sd = chain_of(RUN, index, steps, float(width))
means = [float(one[0]) for one in (chain.codes.mean(0), plane.mean, mean)]
found = dict(zip(("chain_mean", "true_mean", "encoder_mean"), means, strict=True)) | {"accepted": chain.accepted}
lesson.show(chain_figure(plane, chain, mean, sd), index=index, steps=steps, width=width, accepted=chain.accepted)
lesson.result(steps=steps, **found)
lesson.equation(metropolis, "if new - height > threshold")
lesson.try_next("map.py", {"run": RUN})
