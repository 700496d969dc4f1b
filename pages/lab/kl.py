"""Lesson: the KL divergence of one latent dimension and its three parts."""

from math import log

import streamlit as st

from dashboard.ui.charts.gaussians import kl_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.nn.losses import gaussian_kl
from vae_core.theory.gaussian_kl import kl_parts

lesson = Lesson("kl")
lesson.then_show(mean=2.0, shown_sd=1.0)
lesson.predict(
    before=kl_parts(1, 1).total, after=kl_parts(2, 1).total, wide=kl_parts(0, 3).total, narrow=kl_parts(0, 1 / 3).total
)
with lesson.controls:
    mean = st.slider("Mean", -3.0, 3.0, 1.0, 0.1, key="mean", bind="query-params")
    sd = st.slider("Standard deviation", 0.1, 3.0, 0.5, 0.05, key="shown_sd", bind="query-params")
parts = kl_parts(mean, sd)
lesson.show(
    kl_figure(mean, sd, parts),
    mean=mean,
    sd=sd,
    kl=parts.total,
    mean_part=parts.mean,
    variance_part=parts.variance,
    log_part=parts.log,
)
lesson.notes(kl=parts.total, bits=parts.total / log(2))
lesson.equation(gaussian_kl, "return")
lesson.try_next("map.py", {"run": "mnist-vae-10d"})
