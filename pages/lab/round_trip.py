"""Lesson: an image, the Gaussian that its encoder gives, samples from it, and the decoded images."""

import streamlit as st

from dashboard.ui.charts.models import round_trip_figure
from dashboard.ui.lab.bundled_runs import bundled_codes, bundled_images, bundled_vae, test_image
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import tensors_in_a_row
from vae_core.models import LatentVariableModel
from vae_core.nn.losses import gaussian_kl
from vae_core.theory.reparameterisation import decoded_cloud, posterior_cloud

RUN, IMAGE, COUNT, SHOWN = "mnist-vae-2d", 4, 100, 8
lesson = Lesson("round_trip")
model, images = bundled_vae(RUN), bundled_images(RUN)
first = posterior_cloud(model, test_image(RUN, IMAGE), 1)
nats = float(gaussian_kl(first.mean, 2 * first.sd.log()).sum())
lesson.then_show(image=IMAGE)
lesson.predict(count=COUNT, sd1=float(first.sd[0]), sd2=float(first.sd[1]), nats=nats)
with lesson.controls:
    index = st.slider("Test image", 0, 199, IMAGE, key="image", bind="query-params")
    seed = st.slider("Random seed of the samples", 0, 20, 0, key="shown_seed", bind="query-params")
    step1 = st.slider("Move the code along z₁", -3.0, 3.0, 0.0, 0.1, key="step1", bind="query-params")
    step2 = st.slider("Move the code along z₂", -3.0, 3.0, 0.0, 0.1, key="step2", bind="query-params")
image = test_image(RUN, index)
cloud = posterior_cloud(model, image, COUNT, seed)
mean, there, *samples = decoded_cloud(model, cloud, (step1, step2), SHOWN)
lesson.controls.image(
    tensors_in_a_row([image / 255, mean, there]),
    caption="image · decoded mean · decoded moved code",
    alt=f"Test image {index}, the image decoded from its mean, and the one decoded from the moved code",
)
place = (float(cloud.mean[0]) + step1, float(cloud.mean[1]) + step2)
found = {"count": COUNT, "sd1": float(cloud.sd[0]), "sd2": float(cloud.sd[1])}
lesson.show(
    round_trip_figure(bundled_codes(RUN)["mean"], images.labels[images.test], cloud, place), index=index, **found
)
lesson.picture.image(
    tensors_in_a_row(samples),
    caption=f"{SHOWN} decoded samples",
    alt=f"{SHOWN} images decoded from samples of the code",
)
lesson.result(mean1=float(cloud.mean[0]), mean2=float(cloud.mean[1]), **found)
lesson.equation(LatentVariableModel.encode, "chunk")
lesson.try_next("map.py", {"run": RUN})
