"""Lesson: the best linear denoiser of digits, with which a denoising autoencoder can be compared."""

import streamlit as st

from dashboard.ui.charts.noise import denoiser_figure
from dashboard.ui.lab.bundled_runs import mnist_components, mnist_variances, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import lesson_model, reconstructions
from dashboard.ui.pictures import show_named_row
from vae_core.theory.linear_denoiser import add_noise, decibels, expected_error, kept_shares, linear_denoise

RUN, AUTOENCODER = "mnist-vae-2d", "mnist-denoising-32d"
lesson = Lesson("denoising")
gain = decibels(expected_error(mnist_variances(), 0.5)) - decibels(0.25)
lesson.then_show(shown_noise=0.5)
lesson.predict(
    gain=gain,
    factor=10 ** (gain / 10),
    kept=int((kept_shares(mnist_variances(), 0.5) > 0.5).sum()),
    gain_twice=decibels(expected_error(mnist_variances(), 1.0)) - decibels(1.0),
)
with lesson.controls:
    sd = st.slider("Standard deviation of the noise", 0.05, 1.0, 0.5, 0.05, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 0, key="image", bind="query-params")
image = test_image(RUN, index) / 255
noisy = add_noise(image.flatten(), sd, index)
clean = linear_denoise(noisy, mnist_components(), sd)
deep = reconstructions(lesson_model(AUTOENCODER), noisy.reshape(1, *image.shape).float())[0]
before, after, deep_after = (
    decibels(float((one.flatten() - image.flatten()).square().mean())) for one in (noisy, clean, deep)
)
kept = int((kept_shares(mnist_variances(), sd) > 0.5).sum())
lesson.show(
    denoiser_figure(mnist_variances(), sd),
    kept=kept,
    sd=sd,
    noisy=decibels(sd**2),
    denoised=decibels(expected_error(mnist_variances(), sd)),
)
rows = {"clean": image, "noisy": noisy, "best linear": clean, "denoising autoencoder": deep}
show_named_row(
    lesson.controls,
    {name: one.reshape(image.shape).clamp(0, 1).float() for name, one in rows.items()},
    alt=f"Test image {index}: without noise, with noise, denoised by the linear map and by a denoising autoencoder",
)
lesson.result(before=before, after=after, gain=after - before, kept=kept, deep=deep_after)
lesson.equation(kept_shares, "return")
lesson.try_next("train.py", {"model": "denoising"})
