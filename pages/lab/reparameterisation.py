"""The reparameterisation trick: draws from one image's posterior, and the gradients that pass through them."""

from math import exp

import streamlit as st

from dashboard.ui.charts.planes import cloud_figure
from dashboard.ui.lab.bundled_runs import bundled_vae, test_image
from dashboard.ui.lab.lesson import Lesson, Question
from dashboard.ui.pictures import montage
from vae_core.models import LatentVariableModel
from vae_core.theory.reparameterisation import posterior_cloud, square_gradient_sds, square_gradients

RUN = "mnist-vae-2d"
lesson = Lesson(
    "reparameterisation",
    "The encoder gives a mean and a log-variance; the code is a draw, mean + sd x noise. The noise comes from "
    "outside, so "
    "the draw is a smooth function of both, and its gradients are far calmer than those that only score what was "
    "drawn.",
)
inside = 1 - exp(-0.5)
lesson.predict(
    Question(
        "In a plane, what share of the draws falls inside the ellipse of one standard deviation?",
        ("39 %", "68 %", "95 %"),
        f"{inside:.0%}".replace("%", " %"),
        f"68 % holds for one dimension. In two it is 1 - exp(-1/2) = {inside:.1%}; and in many dimensions hardly any "
        "draw "
        "is that near the mean.",
    )
)
with lesson.controls:
    index = st.slider("Test image", 0, 199, 7, key="image", bind="query-params")
    count = st.slider("Draws", 50, 1000, 200, 50, key="draws", bind="query-params")
image = test_image(RUN, index)
cloud = posterior_cloud(bundled_vae(RUN), image, count)
mean, sd = float(cloud.mean[0]), float(cloud.sd[0])
gradients = square_gradients((cloud.draws[:, 0] - mean) / sd, mean, sd)
pathwise, score = square_gradient_sds(mean, sd)
within = [f"{cloud.share_within(sds):.0%} within {sds} sd" for sds in (1, 2)]
lesson.controls.image(
    montage(image[None], 1, width=112), caption="what the encoder sees", alt=f"MNIST test image {index}"
)
lesson.show(
    cloud_figure(cloud, gradients, 2 * mean),
    f"{count} draws of the code of test image {index}, {within[0]} and {within[1]}. Beside them box plots of the "
    "gradient "
    f"estimates: sd {pathwise:.3g} pathwise, {score:.3g} by the score function; the true value is {2 * mean:.3g}.",
)
lesson.picture.caption(
    f"Of {count} draws {within[0]} and {within[1]} (expected {inside:.0%} and {1 - exp(-2):.0%}). Estimates of the "
    "gradient of "
    f"E[z₁²] by the mean: the truth, dashed, is {2 * mean:.2f}; both are right on average, but one draw is off by "
    f"**{pathwise:.2g}** pathwise and by **{score:.2g}** with the score function, {score / pathwise:.0f} times as much."
)
lesson.equation(
    r"z = \mu(x) + \sigma(x) \odot \varepsilon,\quad \varepsilon \sim \mathcal{N}(0, I) \\ \sigma = "
    r"e^{\frac12 \log\sigma^2}",
    LatentVariableModel.draw,
    "return",
)
lesson.try_next(
    "Look for the image with the largest ellipse: the encoder is less sure there. No image has an ellipse of the "
    "prior's "
    "size here, because two numbers have to say everything.",
    "map.py",
    "Grab a point on the map: its ellipse is drawn to scale",
    run=RUN,
)
