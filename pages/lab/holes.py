"""Lesson: the aggregate posterior beside the prior, and samples of the prior that fall into holes."""

import streamlit as st

from dashboard.ui.charts.latents import holes_figure
from dashboard.ui.lab.bundled_runs import bundled_model, holes_of
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import decoded_rows
from vae_core.measures.holes import aggregate_log_density, find_holes

RUN, FEW, FACTOR = "mnist-vae-2d", 2000, 10.0
lesson = Lesson("holes")
posterior, parts, usual, few_share, side, ratio = holes_of(RUN, FEW, FACTOR)
found = {"images": len(posterior.mean), **parts._asdict()}
lesson.then_show(temperature=1.0)
lesson.predict(usual=usual, few=FEW, few_share=few_share, **found)
with lesson.controls:
    temperature = st.slider(
        "Temperature (sd of the samples)", 0.2, 2.0, 1.0, 0.1, key="temperature", bind="query-params"
    )
    seed = st.slider("Random seed of the samples", 0, 20, 0, key="shown_seed", bind="query-params")
samples = find_holes(posterior, 200, temperature, FACTOR, seed)
lesson.show(holes_figure(side, ratio, samples, FACTOR), temperature=temperature, holes=int(samples.is_hole.sum()))
lesson.controls.image(
    decoded_rows(bundled_model(RUN), (samples.codes[~samples.is_hole], samples.codes[samples.is_hole])),
    caption="top: decoded samples outside holes · bottom: in holes",
    alt="Two rows of decoded samples: those outside holes and those in holes",
)
lesson.result(share=samples.share, **found)
lesson.equation(aggregate_log_density, "parts.append")
lesson.try_next("train.py", {"prior": "vamp"})
