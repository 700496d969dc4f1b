"""Lesson: the effect of a penalty on the mean activation."""

import streamlit as st

from dashboard.ui.charts.penalties import activations_figure
from dashboard.ui.lab.bundled_runs import digits
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import activations_of, lesson_model, reconstructions
from dashboard.ui.pictures import show_named_row
from vae_core.models.sparse import activation_kl

WEIGHTS = ["0", "0.1", "1", "10", "100"]
TARGET, COUNT = 0.1, 24
lesson = Lesson("sparse", count=COUNT, target=TARGET)
strongest, _ = activations_of("sparse-100")
lesson.then_show(weight="100")
lesson.predict(target=TARGET, near=float(((strongest - TARGET).abs() < 0.05).float().mean()))
with lesson.controls:
    weight = st.select_slider("Weight of the penalty", WEIGHTS, "0", key="weight", bind="query-params")
    index = st.slider("Test image", 0, 170, 4, key="image", bind="query-params")
name = f"sparse-{weight.replace('.', '_')}"
activations, error = activations_of(name)
means, image = activations.mean(0), digits().images[digits().test[index]] / 255
show_named_row(
    lesson.controls,
    {"image": image, "reconstruction": reconstructions(lesson_model(name), image[None])[0]},
    alt=f"Test image {index} and its reconstruction with weight {weight}",
)
found = {"target": TARGET, "count": COUNT, "mean": float(means.mean())}
lesson.show(
    activations_figure(activations, TARGET, index),
    weight=weight,
    smallest=float(means.min()),
    largest=float(means.max()),
    high=float((activations > 0.5).float().mean()),
    **found,
)
lesson.result(
    error=error,
    high_here=int((activations[index] > 0.5).sum()),
    low_here=int((activations[index] < 0.02).sum()),
    **found,
)
lesson.equation(activation_kl, "return")
lesson.try_next("train.py", {"model": "sparse", "data": "digits"})
