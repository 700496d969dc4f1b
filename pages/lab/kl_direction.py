"""Lesson: a Gaussian fitted to two peaks by each direction of the KL divergence."""

import streamlit as st

from dashboard.ui.charts.gaussians import peaks_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.kl_divergences import TwoGaussians, forward_kl_fit, kl_between, reverse_kl, reverse_kl_fit

lesson = Lesson("kl_direction")
lesson.then_show(apart=5.0)
lesson.predict()
with lesson.controls:
    apart = st.slider("Distance between the peaks", 0.0, 8.0, 5.0, 0.25, key="apart", bind="query-params")
    right = st.slider("Weight of the right peak", 0.1, 0.9, 0.6, 0.05, key="right", bind="query-params")
peaks = TwoGaussians(apart, 0.8, right)
covering, choosing = forward_kl_fit(peaks), reverse_kl_fit(peaks)
lesson.show(
    peaks_figure(peaks, covering, choosing),
    apart=apart,
    covering_mean=covering.mean,
    covering_sd=covering.sd,
    choosing_mean=choosing.mean,
    choosing_sd=choosing.sd,
)
lesson.picture.table(
    {
        "Gaussian": ["covers both (dashed)", "chooses one (dotted)"],
        "mean": [f"{covering.mean:.2f}", f"{choosing.mean:.2f}"],
        "sd": [f"{covering.sd:.2f}", f"{choosing.sd:.2f}"],
        "KL(target ‖ Gaussian)": [f"{covering.forward:.3f}", f"{choosing.forward:.3f}"],
        "KL(Gaussian ‖ target)": [f"{covering.reverse:.3f}", f"{choosing.reverse:.3f}"],
    }
)
lesson.equation(reverse_kl, "return")
lesson.try_next(
    "map.py",
    {"run": "mnist-vae-2d"},
    narrow_to_wide=kl_between(0, 1, 0, 2),
    wide_to_narrow=kl_between(0, 2, 0, 1),
)
