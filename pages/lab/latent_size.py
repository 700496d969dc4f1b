"""Latent too small, too large, over-complete: exact for the best linear autoencoder and the best linear VAE of MNIST."""

import streamlit as st

from dashboard.ui.charts.sizes import sizes_figure
from dashboard.ui.lab.bundled_runs import bundled_images, mnist_components, mnist_variances, test_image
from dashboard.ui.lab.lesson_runs import active_in_sweep
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_a_row
from vae_core.theory.latent_size import apply_gains, autoencoder_gains, gain_error, noise_image, vae_gains
from vae_core.theory.linear_vae import linear_optimum

RUN, PIXELS = "mnist-vae-2d", 784
SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 400, 784, 1000]
variances = mnist_variances()
lesson = Lesson(
    "latent_size",
    "A code that is too small loses what does not fit. One that is as large as the image loses nothing, and need not "
    "learn anything either. A VAE pays for every number, so it leaves those unused that are not worth it: too large "
    "hardly hurts.",
)
usual = linear_optimum(variances, PIXELS, 1.0).active
lesson.predict(
    Question(
        "An autoencoder gets as many latent numbers as the image has pixels, and its error falls to 0. What has it "
        "learned about digits?",
        ("All there is to know: the error is 0", "Nothing: it copies whatever comes", "It cannot be trained at all"),
        "Nothing: it copies whatever comes",
        "Below, pure noise comes out as perfectly as a digit: the best map is the identity. A VAE with the same 784 "
        f"numbers uses {usual}, and makes of noise something a little like a digit.",
    )
)
with lesson.controls:
    size = st.select_slider("Numbers in the code", SIZES, 20, key="size", bind="query-params")
    sd = st.slider("Noise of the VAE's decoder, sd", 0.2, 2.0, 1.0, 0.1, key="shown_noise", bind="query-params")
    index = st.slider("Test image", 0, 199, 4, key="image", bind="query-params")
gains = {
    "autoencoder": [autoencoder_gains(variances, each) for each in SIZES],
    "VAE": [vae_gains(variances, each, sd**2) for each in SIZES],
}
errors = {name: [gain_error(variances, gain) for gain in each] for name, each in gains.items()}
used = {name: [int((gain > 0).sum()) for gain in each] for name, each in gains.items()}
place = SIZES.index(size)
lesson.show(
    sizes_figure(SIZES, errors, used, size, PIXELS),
    f"With {size} numbers the autoencoder loses {errors['autoencoder'][place]:.2f} and uses "
    f"{used['autoencoder'][place]}; the VAE loses {errors['VAE'][place]:.2f} and uses {used['VAE'][place]}. At "
    f"{PIXELS} numbers, dotted, the autoencoder's error is 0.",
)
shown = {"a digit": test_image(RUN, index) / 255, "noise": noise_image(bundled_images(RUN).shape, index)}
for word, image in shown.items():
    outputs = [apply_gains(image.reshape(1, -1), mnist_components(), gain[place]) for gain in gains.values()]
    lesson.controls.image(
        tensors_in_a_row([image, *(output.reshape(image.shape).clamp(0, 1).float() for output in outputs)]),
        caption=f"{word} · autoencoder · VAE",
        alt=f"An image of {word}, and what {size} numbers keep of it in the autoencoder and in the VAE",
    )
best = linear_optimum(variances, size, 1.0, sd**2)
deep = ", ".join(f"{active} at beta {beta:g}" for beta, active in active_in_sweep(10).items() if beta >= 1)
lesson.picture.markdown(
    f"Of **{size}** numbers the autoencoder uses **{used['autoencoder'][place]}** and the VAE "
    f"**{used['VAE'][place]}**; one that it leaves has a KL of 0 and costs nothing. The VAE's ELBO is "
    f"{-best.rate - best.distortion:.1f} nats here, and the same at every larger size once numbers are left. Deep "
    f"VAEs do it too: of 10 numbers those of the bundled sweep use {deep}."
)
lesson.equation(
    r"\text{autoencoder's error:} \\ \sum_{j > D} \lambda_j = 0 \ \text{ for } D \geq P \\[4pt]"
    r"\text{VAE keeps of direction } j\text{:} \\ \max\left(0,\ 1 - \frac{s^2}{\lambda_j}\right)",
    vae_gains,
    "kept =",
)
lesson.try_next(
    "Put the size at 784 and lower the decoder's noise: more numbers become worth their price, but never all. Then "
    "see the same with trained networks: a sweep over the latent size.",
    "compare.py",
    "Compare 2 and 10 latent numbers of trained models",
)
