"""Lesson: the gap between training and test images by the weight of the KL, with few training images and three seeds."""

import streamlit as st

from dashboard.ui.charts.studies import studies_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.studies import by_split, negative_elbo, of_split, over_seeds, reconstruction_gap, values_of
from vae_core.diagnosis.curves import LearningCurves

STUDY = "generalisation"
lesson = Lesson("generalisation")
train, test = (over_seeds(STUDY, of_split(split, "reconstruction")) for split in ("train", "test"))
gaps, bounds = over_seeds(STUDY, reconstruction_gap), over_seeds(STUDY, negative_elbo)
images = int(over_seeds(STUDY, lambda run: float(run["images"]))["1"].middle)
lesson.then_show(weight="1")
lesson.predict(
    images=images,
    none=test["0"],
    one=test["1"],
    four=test["4"],
    gap_none=gaps["0"],
    gap_one=gaps["1"],
    gap_four=gaps["4"],
)
with lesson.controls:
    weight = st.select_slider("Beta", list(train), "0", key="weight", bind="query-params")
found = {"weight": weight, "train": train[weight], "test": test[weight], "gap": gaps[weight]}
charts = {
    "Reconstruction loss, nats": by_split(train, test),
    "Gap: test - training, nats": {"gap": values_of(gaps)},
}
lesson.show(studies_figure(charts, weight, "beta"), **found)
lesson.result(bound=bounds[weight], **found)
lesson.equation(vars(LearningCurves)["objective_gap"].fget, "return _mean")
lesson.try_next("train.py", {"data": "digits", "subset": "200"}, images=images)
