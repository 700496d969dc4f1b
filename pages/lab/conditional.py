"""Lesson: the code of a model that is conditioned on the label."""

import streamlit as st

from dashboard.ui.charts.codes import conditional_figure
from dashboard.ui.lab.bundled_runs import bundled_images
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import ASKED, VOTERS, decoded_with_labels, neighbours_of
from dashboard.ui.pictures import tensors_in_a_row, tensors_in_rows
from vae_core.models.conditional_vae import ConditionalVAE

PLAIN, CONDITIONAL = "mnist-vae-2d-beta-1", "conditional"
COLUMNS = [-2 + number / 2 for number in range(9)]  # of z₁
lesson = Lesson("conditional")
(plain, plain_accuracy), (conditional, conditional_accuracy) = neighbours_of(PLAIN), neighbours_of(CONDITIONAL)
accuracies = {"plain": plain_accuracy, "conditional": conditional_accuracy}
lesson.then_show(label=3)
lesson.predict(**accuracies)
images = bundled_images("mnist-vae-2d")
with lesson.controls:
    z1 = st.slider("z₁", -2.5, 2.5, 0.0, 0.1, key="z1", bind="query-params")
    z2 = st.slider("z₂", -2.5, 2.5, 0.0, 0.1, key="z2", bind="query-params")
    label = st.segmented_control("Label", list(range(10)), default=3, required=True, key="label", bind="query-params")
planes = {"VAE without labels": plain, "Conditional VAE": conditional}
figures, table = lesson.picture.columns([5, 3])
lesson.show(conditional_figure(planes, images.labels[images.test], (z1, z2)), figures, z1=z1, z2=z2)
table.image(
    tensors_in_rows(decoded_with_labels(CONDITIONAL, [(column, z2) for column in COLUMNS]).flatten(0, 1), len(COLUMNS)),
    caption=f"one row per label; z₁ from {COLUMNS[0]:g} to {COLUMNS[-1]:g}; z₂ = {z2:g}",
    alt="A table of digits: the row determines which digit it is, the column how it is written",
)
here = decoded_with_labels(CONDITIONAL, [(z1, z2)])[:, 0]
one, ten = lesson.picture.columns([1, 9])
one.image(
    tensors_in_a_row([here[label]]),
    caption=f"label {label}",
    alt=f"The image decoded from the code ({z1:g}, {z2:g}) with the label {label}",
)
ten.image(
    tensors_in_a_row(here),
    width="stretch",
    caption="the same code with all ten labels",
    alt="Ten digits, 0 to 9, in the same handwriting",
)
lesson.result(voters=VOTERS, asked=ASKED, **accuracies)
lesson.equation(ConditionalVAE.decode_output, "one_hot")
lesson.try_next("train.py", {"model": "conditional_vae"})
