"""Beta and the rate-distortion trade: which dimensions are worth their KL, exactly, for the best linear model of MNIST."""

import streamlit as st

from dashboard.ui.charts.losses import trade_figure
from dashboard.ui.lab.bundled_runs import mnist_variances
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.theory.linear_vae import linear_optimum, log_spaced_betas, rate_distortion_curve

DIMENSIONS = 20
BETAS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 16.0, 64.0)
lesson = Lesson(
    "beta",
    "Beta is the price of a nat. Raise it and the code says less (rate falls), the pictures get worse (distortion "
    "rises). "
    "Dimensions do not fade together: the least useful one dies first, then the next.",
)
one, four = (linear_optimum(mnist_variances(), DIMENSIONS, beta).active for beta in (1.0, 4.0))
lesson.predict(
    Question(
        f"At beta 1, {one} of {DIMENSIONS} dimensions are in use. How many are left at beta 4?",
        (f"All {one}, each with a quarter of the KL", f"{one // 4}", f"{four}"),
        f"{four}",
        "A dimension lives while the digits vary along it by more than beta times the decoder's variance, and only "
        f"{four} of MNIST's directions exceed 4.",
    )
)
with lesson.controls:
    beta = st.select_slider("Beta", BETAS, 1.0, key="shown_beta", bind="query-params")
now = linear_optimum(mnist_variances(), DIMENSIONS, beta)
rate, distortion = rate_distortion_curve(mnist_variances(), DIMENSIONS, log_spaced_betas(BETAS[0], BETAS[-1]))
lesson.show(
    trade_figure(now, rate, distortion, beta),
    f"At beta {beta:g} {now.active} of {DIMENSIONS} dimensions have a KL above 0; the first carries "
    f"{float(now.rates[0]):.2f} nats. "
    f"On the curve of all betas this is the point of rate {now.rate:.2f} and distortion {now.distortion:.2f}, of "
    f"slope -{beta:g}.",
)
lesson.picture.markdown(
    f"**{now.active} dimensions in use**, rate **{now.rate:.2f}** nats, distortion **{now.distortion:.2f}** nats "
    "(best linear model, "
    f"decoder variance 1). ELBO {-now.rate - now.distortion:.2f}, always counted at beta 1. Posterior sd of "
    "dimensions 1, 10 and 20: "
    + ", ".join(f"{float(now.posterior_sds[index]):.2f}" for index in (0, 9, 19))
    + "; 1.00 is the prior's, a dimension that says nothing."
)
lesson.equation(
    r"\mathrm{KL}_j = \max\!\left(0,\ \tfrac12\log\frac{\lambda_j}{\beta s^2}\right) \\[4pt]"
    r"\frac{d\,\text{distortion}}{d\,\text{rate}} = -\beta",
    linear_optimum,
    "rates =",
)
lesson.try_next(
    "Move beta from 0.05 upwards and watch the bars die from the right. Which beta has the highest ELBO? Then do the "
    "same with a "
    "deep model, whose bars are not exact but fall alike.",
    "train.py",
    "Train with beta 4",
    beta="4",
)
