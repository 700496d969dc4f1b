"""Lesson: the loss of one grey value under cross-entropy, continuous Bernoulli and Gaussian."""

from math import log, pi, sqrt

import streamlit as st

from dashboard.ui.charts.losses import likelihood_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.nn.likelihoods import LIKELIHOODS
from vae_core.nn.likelihoods.bernoulli import Bernoulli
from vae_core.theory.likelihood_curves import bernoulli_mass, nll_curve

NARROW = 0.05  # sd of the second question
lesson = Lesson("likelihoods")
lesson.then_show(grey=0.3)
lesson.predict(narrow=NARROW, perfect=log(NARROW * sqrt(2 * pi)), border=1 / sqrt(2 * pi))
with lesson.controls:
    target = st.slider("Grey value of the pixel", 0.05, 0.95, 0.3, 0.05, key="grey", bind="query-params")
    sd = st.slider("Standard deviation of the Gaussian", 0.05, 1.0, 0.2, 0.05, key="shown_sd", bind="query-params")
curves = {name: nll_curve(name, target, sd) for name in LIKELIHOODS}
smallest = {name: float(curve.min()) for name, curve in curves.items()}
lesson.show(
    likelihood_figure(target, curves),
    target=target,
    smallest=", ".join(f"{LIKELIHOODS[name].title} {value:.3f}" for name, value in smallest.items()),
)
lesson.result(mass=bernoulli_mass(target), entropy=smallest["bernoulli"])
lesson.equation(Bernoulli.nll, "return")
lesson.try_next("train.py", {"likelihood": "continuous_bernoulli"})
