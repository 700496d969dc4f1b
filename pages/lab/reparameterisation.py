"""Lesson: samples of a code as a function of noise, and the gradients that are computed through them."""

from math import exp

import streamlit as st

from dashboard.ui.charts.planes import cloud_figure
from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.bundled_runs import bundled_vae, test_image
from dashboard.ui.lab.lesson import Lesson
from vae_core.models import LatentVariableModel
from vae_core.pictures import montage
from vae_core.theory.reparameterisation import posterior_cloud, square_gradient_sds, square_gradients

RUN, IMAGE, COUNT = "mnist-vae-2d", 7, 200
FALLING, CLOUD = "Falling samples", "Samples of an image"
CONTROLS = (
    MovingControl("mean", "Mean", -2.5, 2.5, 0.05, 1.0),
    MovingControl("sd", "Standard deviation", 0.1, 1.5, 0.05, 0.5),
)


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
lesson.then_move(mean=1.0, sd=0.5)
here = dict(zip(("pathwise_here", "score_here"), square_gradient_sds(1.0, 0.5)[:2], strict=True))
lesson.predict(mean=1.0, sd=0.5, image=IMAGE, **here, **spreads_of(IMAGE))
with lesson.controls:
    view = st.segmented_control(
        "Figure", [FALLING, CLOUD], default=FALLING, required=True, key="view", bind="query-params"
    )
if view == FALLING:
    chosen = lesson.values(*CONTROLS)
    lesson.show_moving("falling_samples", CONTROLS, None, "Alt text of falling samples", **chosen)
    lesson.result()
else:
    with lesson.controls:
        index = st.slider("Test image", 0, 199, IMAGE, key="image", bind="query-params")
    image = test_image(RUN, index)
    cloud = posterior_cloud(bundled_vae(RUN), image, COUNT)
    mean, sd = float(cloud.mean[0]), float(cloud.sd[0])
    gradients = square_gradients((cloud.samples[:, 0] - mean) / sd, mean, sd)
    within = {"within_1": cloud.share_within(1), "within_2": cloud.share_within(2)}
    found = {"count": COUNT, "truth": 2 * mean} | within | spreads_of(index)
    lesson.controls.image(
        montage(image[None], 1, width=84), caption="input of the encoder", alt=f"MNIST test image {index}"
    )
    lesson.show(cloud_figure(cloud, gradients, 2 * mean), index=index, **found)
    lesson.notes(inside=1 - exp(-0.5), inside_2=1 - exp(-2), **found)
lesson.equation(LatentVariableModel.draw, "return")
lesson.try_next("map.py", {"run": RUN})
