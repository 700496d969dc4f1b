"""Lesson: autoencoders with one to five hidden layers and the same number of parameters, over three seeds."""

import streamlit as st

from dashboard.ui.charts.studies import studies_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.studies import by_split, of_split, over_seeds, values_of
from vae_core.models import parameter_count

lesson = Lesson("depth")
train, test = (over_seeds("depth", of_split(split, "squared_error")) for split in ("train", "test"))
parameters = over_seeds("depth", lambda run: float(run["parameters"]))
counts = [int(one.middle) for one in parameters.values()]
lesson.then_show(layers="3")
lesson.predict(
    fewest=min(counts),
    most=max(counts),
    one=train["1"],
    three=train["3"],
    five=train["5"],
    **{f"test_{name}": one for name, one in test.items()},
)
with lesson.controls:
    layers = st.select_slider("Hidden layers", list(train), "1", key="layers", bind="query-params")
found = {"layers": layers, "train": train[layers]}
words = "Alt text of all" if lesson.is_transferred else "Alt text"
series = by_split(train, test) if lesson.is_transferred else {"training images": values_of(train)}
lesson.show(
    studies_figure({"Squared error of an image": series}, layers, "hidden layers"),
    None,
    words,
    test=test[layers],
    **found,
)
lesson.result(parameters=int(parameters[layers].middle), **found)
if lesson.is_transferred:
    lesson.picture.markdown(lesson.text("Result of test images", test=test[layers]))
lesson.equation(parameter_count, "return")
lesson.try_next("train.py", {"data": "digits", "model": "autoencoder"})
