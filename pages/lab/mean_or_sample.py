"""Lesson: one image reconstructed many times, from the posterior mean or from samples."""

import streamlit as st

from dashboard.ui.charts.latents import spread_figure
from dashboard.ui.lab.bundled_runs import bundled_vae, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import tensors_in_rows
from vae_core.pictures import montage
from vae_core.theory.reparameterisation import repeated_reconstructions

RUN, COUNT = "mnist-vae-10d", 16
lesson = Lesson("mean_or_sample")
lesson.then_show(shown_noise=1.0)
lesson.predict()
with lesson.controls:
    noise = st.slider("Noise (0: mean, 1: as in training)", 0.0, 2.0, 1.0, 0.1, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 3, key="image", bind="query-params")
    seed = st.slider("Random seed of the samples", 0, 20, 0, key="shown_seed", bind="query-params")
image = test_image(RUN, index)
repeats = repeated_reconstructions(bundled_vae(RUN), image, COUNT, noise, seed)
found = {"count": COUNT, "largest": float(repeats.sd.max()), "mean": float(repeats.sd.mean())}
lesson.controls.image(montage(image[None], 1, width=84), caption="image", alt=f"MNIST test image {index}")
lesson.show(spread_figure(repeats.images.mean(0)[0], repeats.sd), index=index, **found)
lesson.picture.image(
    tensors_in_rows(repeats.images, 8),
    width="stretch",
    caption=f"{COUNT} reconstructions",
    alt=f"{COUNT} reconstructions of test image {index}, one for each sample",
)
lesson.result(**found)
lesson.equation(repeated_reconstructions, "images =")
lesson.try_next("interpolate.py", {"run": "mnist-ae-2d"})
