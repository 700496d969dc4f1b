"""Lesson: how much codes change with the image, and how much of the contraction is only a smaller scale."""

import streamlit as st

from dashboard.ui.charts.penalties import sensitivity_figure
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import displaced_digit, sensitivity_plane
from dashboard.ui.pictures import show_named_row
from vae_core.models.contractive import Contractive

SIZE = 1.0  # of a change of the image, as the root of the sum of its squares; a digit has 3.9 on average
WEIGHTS = ["0", "0.01", "0.1", "1", "10"]
lesson = Lesson("contractive")
free, penalised = (sensitivity_plane(f"contractive-{name}").sensitivity for name in ("0", "0_1"))
fall = float(free.norms.mean() / penalised.norms.mean())
rest = free.relative / penalised.relative
lesson.then_show(weight="0.1")
lesson.predict(fall=fall, rest=rest, scale=fall / rest)
with lesson.controls:
    weight = st.select_slider("Weight of the penalty", WEIGHTS, "0", key="weight", bind="query-params")
    index = st.slider("Test image", 0, 178, 3, key="image", bind="query-params")
run = f"contractive-{weight.replace('.', '_')}"
plane, changed = sensitivity_plane(run), displaced_digit(run, index, SIZE)
found = plane.sensitivity
followed, ignored = (move / found.spread for move in changed.moves)
names = ("image", "code follows", "code ignores")
images_place, words_place = lesson.controls.columns([3, 2], vertical_alignment="center")
show_named_row(
    images_place,
    dict(zip(names, changed.images.clamp(0, 1), strict=True)),
    alt=f"Test image {index}, and the same image changed as the code follows most, and by noise that the code ignores",
)
words_place.markdown(lesson.text("Moves", followed=followed, ignored=ignored))
norm, (largest, smallest) = float(found.norms.mean()), found.singular_values.mean(0).tolist()
lesson.show(
    sensitivity_figure(plane.across, plane.along, plane.norms, found, changed.codes),
    weight=weight,
    norm=norm,
    spread=found.spread,
    largest=largest,
    smallest=smallest,
    followed=followed,
    ignored=ignored,
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
lesson.picture.popover("What the two singular values are").markdown(lesson.text("Singular values"))
lesson.equation(Contractive.loss, "penalty =")
lesson.try_next("train.py", {"model": "contractive", "data": "digits"})
