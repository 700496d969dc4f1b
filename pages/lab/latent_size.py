"""Lesson: a latent space that is too small or too large, exact for the best linear autoencoder and VAE of MNIST."""

import streamlit as st

from dashboard.ui.charts.sizes import sizes_figure
from dashboard.ui.lab.bundled_runs import bundled_images, mnist_components, mnist_variances, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import active_in_sweep
from dashboard.ui.pictures import show_named_row
from vae_core.theory.latent_size import apply_gains, autoencoder_gains, gain_error, noise_image, vae_gains
from vae_core.theory.linear_vae import linear_optimum

RUN, PIXELS = "mnist-vae-2d", 784
SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 400, 784, 1000]
variances = mnist_variances()
lesson = Lesson("latent_size")
lesson.then_show(size=784)
lesson.predict(
    usual=linear_optimum(variances, PIXELS, 1.0).active, narrow=linear_optimum(variances, PIXELS, 1.0, 0.2**2).active
)
with lesson.controls:
    size = st.select_slider("Latent dimensions", SIZES, 20, key="size", bind="query-params")
    sd = st.slider("Decoder noise of the VAE (sd)", 0.2, 2.0, 1.0, 0.1, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 4, key="image", bind="query-params")
gains = {
    "autoencoder": [autoencoder_gains(variances, each) for each in SIZES],
    "VAE": [vae_gains(variances, each, sd**2) for each in SIZES],
}
errors = {name: [gain_error(variances, gain) for gain in each] for name, each in gains.items()}
used = {name: [int((gain > 0).sum()) for gain in each] for name, each in gains.items()}
place = SIZES.index(size)
found = {"size": size, "autoencoder_used": used["autoencoder"][place], "vae_used": used["VAE"][place]}
lesson.show(
    sizes_figure(SIZES, errors, used, size, PIXELS),
    autoencoder_error=errors["autoencoder"][place],
    vae_error=errors["VAE"][place],
    pixels=PIXELS,
    **found,
)
shown = {"digit": test_image(RUN, index) / 255, "noise": noise_image(bundled_images(RUN).shape, index)}
for column, (word, image) in zip(lesson.picture.columns(2), shown.items(), strict=True):
    outputs = [apply_gains(image.reshape(1, -1), mnist_components(), gain[place]) for gain in gains.values()]
    shown_outputs = [output.reshape(image.shape).clamp(0, 1).float() for output in outputs]
    show_named_row(
        column,
        dict(zip((word, "by the autoencoder", "by the VAE"), [image, *shown_outputs], strict=True)),
        alt=f"Input: {word}. Its reconstructions by the autoencoder and the VAE with {size} latent dimensions",
    )
best = linear_optimum(variances, size, 1.0, sd**2)
deep = [f"{active} at beta {beta:g}" for beta, active in active_in_sweep(10).items() if beta >= 1]
lesson.result(elbo=-best.rate - best.distortion, deep=", ".join(deep), **found)
lesson.equation(vae_gains, "kept =")
lesson.try_next("compare.py")
