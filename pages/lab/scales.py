"""Lesson: the standard deviation of a Gaussian decoder: fixed, learned, optimal or per pixel, for the same errors."""

import streamlit as st

from dashboard.ui.charts.sampling import scales_figure
from dashboard.ui.lab.bundled_runs import squared_errors
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.gaussian_scales import learned_sds, optimal_sd, pixel_nll, pixel_sds, scale_curve, scaled_nll

RUN, PIXELS, STEPS = "mnist-vae-10d", 784, 200
squares = squared_errors(RUN)
mean_square, best = float(squares.mean()), optimal_sd(squares)


def loss(sd: float) -> float:
    """-log p of a test image at this standard deviation, in nats."""
    return scaled_nll(mean_square, PIXELS, sd)


lesson = Lesson("scales")
lesson.then_show(shown_sd=1.0, steps=STEPS)
lesson.predict(best=best, one=loss(1.0), least=loss(best), pixel=pixel_nll(squares))
with lesson.controls:
    sd = st.slider("Fixed standard deviation", 0.05, 1.0, 1.0, 0.01, key="shown_sd", bind="query-params")
    steps = st.slider("Steps of learning, from there", 0, STEPS, 0, key="steps", bind="query-params")
learned = float(learned_sds(mean_square, sd, STEPS)[steps])
marks = {"fixed": (sd, loss(sd)), "learned": (learned, loss(learned)), "optimal": (best, loss(best))}
curve, losses = scale_curve(mean_square, PIXELS)
found = {
    "sd": sd,
    "fixed": loss(sd),
    "learned": learned,
    "best": best,
    "least": loss(best),
    "pixel": pixel_nll(squares),
}
lesson.show(scales_figure(curve, losses, marks, found["pixel"], pixel_sds(squares).reshape(28, 28)), **found)
lesson.result(steps=steps, learned_loss=loss(learned), beta=(sd / best) ** 2, **found)
lesson.equation(optimal_sd, "return")
lesson.try_next("train.py", {"likelihood": "gaussian", "scale": "optimal"})
