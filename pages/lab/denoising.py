"""Denoising, exactly: the best linear denoiser of digits, which any denoising autoencoder has to beat."""

import streamlit as st

from dashboard.ui.charts.noise import denoiser_figure
from dashboard.ui.lab.bundled_runs import mnist_components, mnist_variances, test_image
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_a_row
from vae_core.theory.linear_denoiser import add_noise, decibels, expected_error, kept_shares, linear_denoise

RUN = "mnist-vae-2d"
lesson = Lesson(
    "denoising",
    "To take noise away one has to know what images are like. The best linear denoiser knows how much digits vary in "
    "each "
    "direction: it keeps the directions that vary more than the noise and drops the others.",
)
gain = decibels(expected_error(mnist_variances(), 0.5)) - decibels(0.25)
lesson.predict(
    Question(
        "Noise of standard deviation 0.5 nearly hides a digit. How many decibels can a linear map win back?",
        ("About 1: hardly anything", f"About {gain:.0f}", "About 30: all of it"),
        f"About {gain:.0f}",
        "The noise is spread evenly over 784 directions, the digits over a few dozen: the error falls to a "
        f"{10 ** (gain / 10):.0f}th. "
        "A denoising autoencoder may bend its map and win more.",
    )
)
with lesson.controls:
    sd = st.slider("Noise, standard deviation", 0.05, 1.0, 0.5, 0.05, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 0, key="image", bind="query-params")
image = test_image(RUN, index) / 255
noisy = add_noise(image.flatten(), sd, index)
clean = linear_denoise(noisy, mnist_components(), sd)
before, after = (decibels(float((one - image.flatten()).square().mean())) for one in (noisy, clean))
kept = int((kept_shares(mnist_variances(), sd) > 0.5).sum())
lesson.show(
    denoiser_figure(mnist_variances(), sd),
    f"The share kept of 784 directions, above one half for {kept} of them; and the expected PSNR over the noise. At "
    f"{sd:g} it rises "
    f"from {decibels(sd**2):.1f} to {decibels(expected_error(mnist_variances(), sd)):.1f} decibels.",
)
lesson.controls.image(
    tensors_in_a_row(one.reshape(image.shape).clamp(0, 1).float() for one in (image, noisy, clean)),
    caption="clean · noisy · denoised",
    alt=f"Test image {index}, with noise, and denoised",
)
lesson.picture.markdown(
    f"This image: **{before:.1f} dB** noisy, **{after:.1f} dB** denoised, a gain of {after - before:.1f} dB. Of 784 "
    "directions "
    f"**{kept}** vary by more than the noise and are kept by more than half."
)
lesson.equation(
    r"\hat x = \bar x + C\,(C + \sigma^2 I)^{-1}(\tilde x - \bar x) \\"
    r"\text{kept of direction } j:\quad \frac{\lambda_j}{\lambda_j + \sigma^2}",
    kept_shares,
    "return",
)
lesson.try_next(
    "Raise the noise: the denoised picture drifts to the mean of all digits, the safest answer. It is the same "
    "shrinking that "
    "a large beta does to a code. Then train a denoising autoencoder and compare its pictures.",
    "train.py",
    "Train a denoising autoencoder",
    model="denoising",
)
