"""Lesson: the dimensions that are active at each beta, exact for the best linear model of MNIST."""

from math import log, pi

import streamlit as st

from dashboard.ui.charts.losses import trade_figure
from dashboard.ui.lab.bundled_runs import mnist_variances
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.linear_vae import linear_optimum, log_spaced_betas, rate_distortion_curve

DIMENSIONS, PIXELS = 20, 784
BETAS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 16.0, 64.0)
NEARBY = {"half": 0.5, "one": 1.0, "two": 2.0}  # betas of the second question
lesson = Lesson("beta")
one, four = (linear_optimum(mnist_variances(), DIMENSIONS, beta).active for beta in (1.0, 4.0))
optima = {name: linear_optimum(mnist_variances(), DIMENSIONS, each) for name, each in NEARBY.items()}
elbos = {f"elbo_{name}": -found.rate - found.distortion for name, found in optima.items()}
lesson.then_show(shown_beta=4.0)
lesson.predict(dimensions=DIMENSIONS, one=one, quarter=one // 4, four=four, **elbos)
with lesson.controls:
    beta = st.select_slider("Beta", BETAS, 1.0, key="shown_beta", bind="query-params")
now = linear_optimum(mnist_variances(), DIMENSIONS, beta)
rate, distortion = rate_distortion_curve(mnist_variances(), DIMENSIONS, log_spaced_betas(BETAS[0], BETAS[-1]))
found = {"active": now.active, "rate": now.rate, "distortion": now.distortion}
lesson.show(
    trade_figure(now, rate, distortion, beta), beta=beta, dimensions=DIMENSIONS, first=float(now.rates[0]), **found
)
lesson.result(
    elbo=-now.rate - now.distortion,
    constant=PIXELS / 2 * log(2 * pi),
    sds=", ".join(f"{float(now.posterior_sds[index]):.2f}" for index in (0, 9, 19)),
    **found,
)
lesson.equation(linear_optimum, "rates =")
lesson.try_next("train.py", {"beta": "4"})
