"""Lesson: how much codes change with the image, and how much of the contraction is only a smaller scale."""

import streamlit as st

from dashboard.ui.charts.penalties import sensitivity_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import sensitivity_plane
from vae_core.models.contractive import Contractive

WEIGHTS = ["0", "0.01", "0.1", "1", "10"]
lesson = Lesson("contractive")
free, penalised = (sensitivity_plane(f"contractive-{name}").sensitivity for name in ("0", "0_1"))
fall = float(free.norms.mean() / penalised.norms.mean())
rest = free.relative / penalised.relative
lesson.then_show(weight="0.1")
lesson.predict(fall=fall, rest=rest, scale=fall / rest)
with lesson.controls:
    weight = st.select_slider("Weight of the penalty", WEIGHTS, "0", key="weight", bind="query-params")
plane = sensitivity_plane(f"contractive-{weight.replace('.', '_')}")
found = plane.sensitivity
norm, (largest, smallest) = float(found.norms.mean()), found.singular_values.mean(0).tolist()
lesson.show(
    sensitivity_figure(plane.across, plane.along, plane.norms, found.codes, found.singular_values),
    weight=weight,
    norm=norm,
    spread=found.spread,
    largest=largest,
    smallest=smallest,
)
planes = [sensitivity_plane(f"contractive-{each.replace('.', '_')}") for each in WEIGHTS]
values = [one.sensitivity.singular_values.mean(0).tolist() for one in planes]
lesson.picture.table(
    {
        "weight": [f"**{each}**" if each == weight else each for each in WEIGHTS],
        "norm": [f"{float(one.sensitivity.norms.mean()):.3g}" for one in planes],
        "spread of the codes": [f"{one.sensitivity.spread:.3g}" for one in planes],
        "norm / spread": [f"{one.sensitivity.relative:.2f}" for one in planes],
        "largest / smallest singular value": [f"{high / low:.1f}" for high, low in values],
        "squared error": [f"{one.error:.2f}" for one in planes],
    }
)
lesson.controls.markdown(lesson.text("Singular values"))
lesson.equation(Contractive.loss, "penalty =")
lesson.try_next("train.py", {"model": "contractive", "data": "digits"})
