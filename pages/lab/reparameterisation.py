"""Lesson: samples from one image's posterior, and the gradients that are computed through them."""

from math import exp

import streamlit as st

from dashboard.ui.charts.planes import cloud_figure
from dashboard.ui.lab.bundled_runs import bundled_vae, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import montage
from vae_core.models import LatentVariableModel
from vae_core.theory.reparameterisation import posterior_cloud, square_gradient_sds, square_gradients

RUN, IMAGE = "mnist-vae-2d", 7


def spreads_of(index: int) -> dict[str, float]:
    """The standard deviations of the estimates for a test image, and their ratios to the pathwise one."""
    cloud = posterior_cloud(bundled_vae(RUN), test_image(RUN, index), 1)
    pathwise, score, baseline = square_gradient_sds(float(cloud.mean[0]), float(cloud.sd[0]))
    return {
        "pathwise": pathwise,
        "score": score,
        "baseline": baseline,
        "ratio": score / pathwise,
        "baseline_ratio": baseline / pathwise,
    }


lesson = Lesson("reparameterisation")
lesson.then_show(image=IMAGE)
lesson.predict(**spreads_of(IMAGE))
with lesson.controls:
    index = st.slider("Test image", 0, 199, IMAGE, key="image", bind="query-params")
    count = st.slider("Number of samples", 50, 1000, 200, 50, key="draws", bind="query-params")
image = test_image(RUN, index)
cloud = posterior_cloud(bundled_vae(RUN), image, count)
mean, sd = float(cloud.mean[0]), float(cloud.sd[0])
gradients = square_gradients((cloud.samples[:, 0] - mean) / sd, mean, sd)
found = {
    "count": count,
    "within_1": cloud.share_within(1),
    "within_2": cloud.share_within(2),
    "truth": 2 * mean,
} | spreads_of(index)
lesson.controls.image(
    montage(image[None], 1, width=112), caption="input of the encoder", alt=f"MNIST test image {index}"
)
lesson.show(cloud_figure(cloud, gradients, 2 * mean), index=index, **found)
lesson.notes(inside=1 - exp(-0.5), inside_2=1 - exp(-2), **found)
lesson.equation(LatentVariableModel.draw, "return")
lesson.try_next("map.py", {"run": RUN})
