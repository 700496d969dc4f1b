"""Lesson: an image, the Gaussian that its encoder gives, samples from it, and the decoded images."""

import streamlit as st

from dashboard.ui.addresses import run_path
from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.bundled_runs import bundled_vae, codes_in_the_plane, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.palette import class_colours
from dashboard.ui.session import find_run
from vae_core.models import LatentVariableModel
from vae_core.nn.losses import gaussian_kl
from vae_core.theory.reparameterisation import posterior_cloud

RUN, IMAGE, COUNT, SHOWN = "mnist-vae-2d", 4, 6, 300
CONTROLS = (
    MovingControl("step1", "Move along z₁", -3.0, 3.0, 0.05, 0.0),
    MovingControl("step2", "Move along z₂", -3.0, 3.0, 0.05, 0.0),
)
lesson = Lesson("round_trip")
model = bundled_vae(RUN)
first = posterior_cloud(model, test_image(RUN, IMAGE), 1)
nats = float(gaussian_kl(first.mean, 2 * first.sd.log()).sum())
lesson.then_show(image=IMAGE)
lesson.predict(count=COUNT, sd1=float(first.sd[0]), sd2=float(first.sd[1]), nats=nats)
with lesson.controls:
    index = st.slider("Test image", 0, 199, IMAGE, key="image", bind="query-params")
image = test_image(RUN, index)
cloud = posterior_cloud(model, image, 1)
data = {
    "run": run_path(find_run(RUN).id),
    "shape": list(image.shape),
    "image": (image / 255).flatten().tolist(),
    "mean": cloud.mean.tolist(),
    "sd": cloud.sd.tolist(),
    "colours": class_colours(10),
    "codes": codes_in_the_plane(RUN, SHOWN),
}
found = {"sd1": float(cloud.sd[0]), "sd2": float(cloud.sd[1])}
lesson.show_moving("round_trip", CONTROLS, data, index=index, **found)
lesson.result(mean1=float(cloud.mean[0]), mean2=float(cloud.mean[1]), **found)
lesson.equation(LatentVariableModel.encode, "chunk")
lesson.try_next("map.py", {"run": RUN})
