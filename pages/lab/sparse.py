"""Sparse autoencoders: what a penalty on the mean activation reaches, and what it leaves open."""

import streamlit as st

from dashboard.ui.charts.penalties import activations_figure
from dashboard.ui.lab.bundled_runs import digits
from dashboard.ui.lab.lesson_runs import activations_of, lesson_model, reconstructions
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_a_row
from vae_core.models.sparse import activation_kl

WEIGHTS = ["0", "0.1", "1", "10", "100"]
TARGET, COUNT = 0.1, 24
lesson = Lesson(
    "sparse",
    f"A sparse autoencoder's code is {COUNT} numbers between 0 and 1, which are to be on seldom: a penalty draws each "
    f"one's *mean* over the images to {TARGET:g}. A mean can be {TARGET:g} in two ways: on for every tenth image, or "
    "a tenth on for all.",
)
strongest, _ = activations_of("sparse-100")
near = float(((strongest - TARGET).abs() < 0.05).float().mean())
lesson.predict(
    Question(
        "The penalty is made very strong, weight 100. What do the activations of one image look like?",
        ("A few near 1, all others near 0", f"Most near {TARGET:g}", "About half near 1"),
        f"Most near {TARGET:g}",
        f"{near:.0%} of all activations lie within 0.05 of it. The penalty asks for the mean and gets it; that a few "
        "units be on and the others off it never asked, and a decoder reads small differences as well as large ones.",
    )
)
with lesson.controls:
    weight = st.select_slider("Weight of the penalty", WEIGHTS, "0", key="weight", bind="query-params")
    index = st.slider("Test image", 0, 170, 4, key="image", bind="query-params")
name = f"sparse-{weight.replace('.', '_')}"
activations, error = activations_of(name)
means, image = activations.mean(0), digits().images[digits().test[index]] / 255
lesson.controls.image(
    tensors_in_a_row([image, reconstructions(lesson_model(name), image[None])[0]]),
    caption="the image · its reconstruction",
    alt=f"Test image {index} and its reconstruction with weight {weight}",
)
lesson.show(
    activations_figure(activations, TARGET, index),
    f"With weight {weight} the {COUNT} units have means from {float(means.min()):.3f} to {float(means.max()):.3f}, on "
    f"average {float(means.mean()):.3f}; the target is {TARGET:g}. Of all activations "
    f"{float((activations > 0.5).float().mean()):.1%} are above 0.5.",
)
lesson.picture.markdown(
    f"Mean activation **{float(means.mean()):.3f}**, target {TARGET:g}; squared error of a test image "
    f"**{error:.2f}**. Of this image's {COUNT} numbers {int((activations[index] > 0.5).sum())} are above 0.5 and "
    f"{int((activations[index] < 0.02).sum())} below 0.02."
)
lesson.equation(
    r"\text{penalty} = \sum_j \rho\log\frac{\rho}{\hat\rho_j} \\ {} + (1-\rho)\log\frac{1-\rho}{1-\hat\rho_j} \\[4pt]"
    r"\hat\rho_j = \text{mean activation of unit } j",
    activation_kl,
    "return",
)
lesson.try_next(
    "Go through the weights and count this image's numbers above 0.5: from half of all they go to none, and the "
    "error only rises. Few on and all others off is what people mean by sparse; a penalty on each activation, such "
    "as its absolute value, asks for that.",
    "train.py",
    "Train a sparse autoencoder",
    model="sparse",
    data="digits",
)
