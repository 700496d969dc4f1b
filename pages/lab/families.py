"""Lesson: a VAE beside the other families of generative models."""

import streamlit as st

from dashboard.ui.charts.models import families_figure
from dashboard.ui.lab.families import FAMILIES, NEEDS, best_first
from dashboard.ui.lab.lesson import Lesson
from vae_core.models import Loss

lesson = Lesson("families")
lesson.then_show(need="code")
lesson.predict()
with lesson.controls:
    need = st.select_slider("What you need most", NEEDS, "likelihood", key="need", bind="query-params")
order = best_first(need)
lesson.show(
    families_figure({family: FAMILIES[family] for family in order}, NEEDS, need),
    need=need,
    best=", ".join(family for family in order if FAMILIES[family][NEEDS.index(need)][0] == 2),
)
lesson.controls.markdown(lesson.text("Why a VAE"))
lesson.controls.markdown(lesson.text("Why not a VAE"))
lesson.notes()
lesson.equation(vars(Loss)["objective"].fget, "return")
lesson.try_next("compare.py")
