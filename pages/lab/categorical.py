"""Lesson: a pixel that is one of several classes, under a categorical distribution and under independent Bernoullis."""

import streamlit as st

from dashboard.ui.charts.sampling import classes_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.categorical import binary_nll, categorical_nll, cost_curves, even_rest, one_hot_mass

ASKED, LEVELS = 0.7, 4
lesson = Lesson("categorical", levels=LEVELS)
asked = even_rest(LEVELS, ASKED)
lesson.then_show(confidence=ASKED, levels=LEVELS)
lesson.predict(
    levels=LEVELS,
    confidence=ASKED,
    rest=float(asked[1]),
    categorical=categorical_nll(asked, 0),
    binary=binary_nll(asked, 0),
    one_hot=one_hot_mass(asked),
)
with lesson.controls:
    confidence = st.slider(
        "Probability of the right class", 0.05, 0.95, ASKED, 0.05, key="confidence", bind="query-params"
    )
    levels = st.slider("Number of classes", 2, 16, LEVELS, key="levels", bind="query-params")
probabilities = even_rest(levels, confidence)
shares, *curves = cost_curves(levels)
costs = dict(zip(("categorical", "sum of binary cross-entropies"), curves, strict=True))
found = {"categorical": categorical_nll(probabilities, 0), "binary": binary_nll(probabilities, 0)}
lesson.show(classes_figure(probabilities, shares, costs, confidence), levels=levels, confidence=confidence, **found)
lesson.result(levels=levels, **found)
if lesson.is_transferred:
    one_hot = one_hot_mass(probabilities)
    lesson.picture.markdown(lesson.text("Result of samples", one_hot=one_hot, missing=1 - one_hot))
lesson.equation(binary_nll, "return")
lesson.try_next("train.py", {"likelihood": "bernoulli"})
