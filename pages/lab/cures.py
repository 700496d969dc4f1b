"""Lesson: four cures of inactive dimensions, applied to two VAEs whose dimensions are inactive for different reasons."""

import streamlit as st

from dashboard.ui.charts.studies import studies_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.studies import CURES, active, negative_elbo, over_seeds
from vae_core.nn.losses import free_bits

lesson = Lesson("cures")
wide, deep = over_seeds("wide", active), over_seeds("early", active)
bounds = over_seeds("early", negative_elbo)
lesson.then_show(cure="optimal scale")
lesson.predict(
    **{f"wide_{name}": one for name, one in wide.items()},
    **{f"deep_{name}": one for name, one in deep.items()},
    before=bounds["none"],
    after=bounds["warm_up"],
)
names = {title: name for name, title in CURES.items()}
with lesson.controls:
    title = st.select_slider("Cure", list(names), "none", key="cure", bind="query-params")
found = {"cure": title, "wide": wide[names[title]], "deep": deep[names[title]]}
charts = {
    "Decoder sd 1: active dimensions": {"active": {CURES[name]: one.values for name, one in wide.items()}},
    "Deep network: active dimensions": {"active": {CURES[name]: one.values for name, one in deep.items()}},
}
lesson.show(studies_figure(charts, title, "", is_ordered=False).update_yaxes(range=[-0.5, 8.5]), **found)
lesson.result(bound=bounds[names[title]], none=bounds["none"], **found)
lesson.equation(free_bits, "return")
lesson.try_next("train.py", {"data": "digits", "likelihood": "gaussian", "scale": "optimal"})
