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
lesson.picture.table(
    {
        "weight": [weight],
        "norm": [f"{norm:.3g}"],
        "spread of the codes": [f"{found.spread:.3g}"],
        "norm / spread": [f"{found.relative:.2f}"],
        "largest / smallest singular value": [f"{largest / smallest:.1f}"],
        "squared error": [f"{plane.error:.2f}"],
    }
)
lesson.controls.markdown(lesson.text("Singular values"))
lesson.equation(Contractive.loss, "penalty =")
lesson.try_next("train.py", {"model": "contractive", "data": "digits"})
