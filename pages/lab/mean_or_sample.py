"""Deterministic or probabilistic: one image reconstructed many times, from its mean or from draws around it."""

import streamlit as st

from dashboard.ui.charts.latents import spread_figure
from dashboard.ui.lab.bundled_runs import bundled_vae, test_image
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import montage, tensors_in_rows
from vae_core.models import LatentVariableModel
from vae_core.theory.reparameterisation import repeated_reconstructions

RUN, COUNT = "mnist-vae-10d", 16
lesson = Lesson(
    "mean_or_sample",
    "An autoencoder gives one code and one reconstruction. A VAE gives a cloud: every draw is another reconstruction "
    "of the same "
    "image, and their spread shows what the code leaves open.",
)
lesson.predict(
    Question(
        "Sixteen draws, sixteen reconstructions of one digit. Where do they differ most?",
        ("In the black background", "Along the edges of the strokes", "In the middle of the strokes"),
        "Along the edges of the strokes",
        "That there is ink the code says surely; where exactly a stroke ends it says only roughly, because a sharper "
        "code "
        "would cost more KL than it saves.",
    )
)
with lesson.controls:
    noise = st.slider("Noise, 0: the mean, 1: as trained", 0.0, 2.0, 1.0, 0.1, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 2, key="image", bind="query-params")
    seed = st.slider("Seed of the draws", 0, 20, 0, key="shown_seed", bind="query-params")
image = test_image(RUN, index)
repeats = repeated_reconstructions(bundled_vae(RUN), image, COUNT, noise, seed)
lesson.controls.image(montage(image[None], 1, width=84), caption="the image", alt=f"MNIST test image {index}")
lesson.show(
    spread_figure(repeats.images.mean(0)[0], repeats.sd),
    f"The mean of {COUNT} reconstructions of test image {index}, and a heat map of their standard deviation, which "
    "is largest at "
    f"{float(repeats.sd.max()):.3f} and {float(repeats.sd.mean()):.4f} on average.",
)
lesson.picture.image(
    tensors_in_rows(repeats.images, 8), width="stretch", caption=f"{COUNT} reconstructions", alt="The draws one by one"
)
lesson.picture.markdown(
    f"Largest standard deviation of a pixel: **{float(repeats.sd.max()):.3f}**, average "
    f"{float(repeats.sd.mean()):.4f}. With noise "
    "0 all are the same image: maps and interpolations use means, only training and generating draw."
)
lesson.equation(
    r"\text{mean:}\quad \hat x = \mathrm{decode}(\mu(x)) \\ \text{sample:}\quad \hat x = \mathrm{decode}(\mu(x) + "
    r"\sigma(x)\odot\varepsilon)",
    LatentVariableModel.draw,
    "return",
)
lesson.try_next(
    "Set the noise to 2, more than the decoder was trained for: strokes dissolve. Then walk between two digits under "
    "the "
    "autoencoder and under the VAE: only the VAE was trained on what lies around its codes.",
    "interpolate.py",
    "Walk between two digits under the autoencoder",
    run="mnist-ae-2d",
)
