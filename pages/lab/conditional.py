"""Told the label: what a code still has to say when encoder and decoder know which digit it is."""

import streamlit as st

from dashboard.ui.charts.codes import conditional_figure
from dashboard.ui.lab.bundled_runs import bundled_images
from dashboard.ui.lab.lesson_runs import ASKED, VOTERS, decoded_with_labels, neighbours_of
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_a_row, tensors_in_rows
from vae_core.models.conditional_vae import ConditionalVAE

PLAIN, TOLD = "mnist-vae-2d-beta-1", "conditional"
COLUMNS = [-2 + number / 2 for number in range(9)]  # of z₁
lesson = Lesson(
    "conditional",
    "A conditional VAE is told the label twice: the encoder beside the image, the decoder beside the code. Then the "
    "code need not say which digit it is, and says how it is decoded_with_labels: slant, width, weight of the pen.",
)
(plain, plain_accuracy), (told, told_accuracy) = neighbours_of(PLAIN), neighbours_of(TOLD)
lesson.predict(
    Question(
        f"Without labels, the 10 nearest codes of a digit know which one it is in {plain_accuracy:.0%} of the cases. "
        "And in a model that is told the label?",
        ("Nearly always: it has been told", "About as often", "Far less often"),
        "Far less often",
        f"In {told_accuracy:.0%} of the cases; a guess is right in 10 %. To store in the code what the decoder "
        "already knows would cost KL and win nothing, so digits of all labels share one place.",
    )
)
images = bundled_images("mnist-vae-2d")
with lesson.controls:
    z1 = st.slider("z₁", -2.5, 2.5, 0.0, 0.1, key="z1", bind="query-params")
    z2 = st.slider("z₂", -2.5, 2.5, 0.0, 0.1, key="z2", bind="query-params")
    label = st.segmented_control("Label", list(range(10)), default=3, required=True, key="label", bind="query-params")
here = decoded_with_labels(TOLD, [(z1, z2)])[:, 0]
lesson.controls.image(
    tensors_in_a_row([here[label]]),
    caption=f"code ({z1:g}, {z2:g}), label {label}",
    alt=f"A {label} decoded from ({z1:g}, {z2:g})",
)
lesson.controls.image(
    tensors_in_a_row(here),
    caption="the same code under all ten labels",
    alt="Ten digits, 0 to 9, in the same handwriting",
)
lesson.show(
    conditional_figure({"VAE: not told": plain, "Conditional VAE: told": told}, images.labels[images.test], (z1, z2)),
    "Codes of 400 test images as numerals. In the plain VAE each digit has its own region, in the conditional one "
    f"all lie mixed around 0; the code ({z1:g}, {z2:g}) is circled there.",
)
lesson.picture.image(
    tensors_in_rows(decoded_with_labels(TOLD, [(column, z2) for column in COLUMNS]).flatten(0, 1), len(COLUMNS)),
    caption=f"a row for each label, a column for each z₁ from {COLUMNS[0]:g} to {COLUMNS[-1]:g}, all with z₂ = {z2:g}",
    alt="A table of digits: the row decides which digit it is, the column how it is decoded_with_labels",
)
lesson.picture.markdown(
    f"10-NN accuracy on the means: **{plain_accuracy:.1%}** without labels, **{told_accuracy:.1%}** with ({VOTERS:,} "
    f"training images vote for {ASKED:,} test images; both networks are equally small and were trained alike)."
)
lesson.equation(
    r"\mathbb{E}_{q(z|x,c)}\log p(x|z,c) \\ {} - \mathrm{KL}\left(q(z|x,c)\,\|\,p(z)\right)",
    ConditionalVAE.decode_output,
    "one_hot",
)
lesson.try_next(
    "Keep the label and move z₁, then keep the code and change the label: handwriting and digit move independently, "
    "because they were told apart. Nothing was disentangled: z₁ and z₂ themselves are whatever training made of them.",
    "train.py",
    "Train a conditional VAE",
    model="conditional_vae",
)
