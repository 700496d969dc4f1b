"""Lesson: a decoder of transposed convolutions, its stamps, and a dense decoder with as many parameters beside it."""

import streamlit as st

from dashboard.ui.charts.studies import stamps_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.studies import of_split, over_seeds
from vae_core.theory.transposed_convolution import is_even, overlaps, transposed_convolution

SIDE = 7
losses = over_seeds("decoder", of_split("test", "reconstruction"))
parameters = {name: int(one.middle) for name, one in over_seeds("decoder", lambda run: run["parameters"]).items()}
lesson = Lesson("decoder")
lesson.then_show(kernel=3, stride=2)
lesson.predict(
    dense=losses["dense"], conv=losses["conv"], dense_count=parameters["dense"], conv_count=parameters["conv"]
)
with lesson.controls:
    kernel = st.slider("Size of the kernel", 2, 6, 4, key="kernel", bind="query-params")
    stride = st.slider("Stride (pixels between two stamps)", 1, 3, 2, key="stride", bind="query-params")
covered = overlaps(SIDE, kernel, stride)
found = {"kernel": kernel, "stride": stride, "most": int(covered.max()), "side": SIDE, "size": len(covered)}
inside = covered[kernel - 1 : len(covered) - kernel + 1, kernel - 1 : len(covered) - kernel + 1]
pattern = "all pixels away from the border equally often" if is_even(covered, kernel) else "a checkerboard"
lesson.show(
    stamps_figure(covered, {name: one.values for name, one in losses.items()} if lesson.is_transferred else {}),
    None,
    "Alt text of all" if lesson.is_transferred else "Alt text",
    pattern=pattern,
    **found,
)
lesson.result(pattern=pattern, least=int(inside.min()), **found)
if lesson.is_transferred:
    lesson.picture.markdown(lesson.text("Result of decoders", dense=losses["dense"], conv=losses["conv"]))
lesson.equation(transposed_convolution, "output[row")
lesson.try_next("train.py", {"network": "conv"})
