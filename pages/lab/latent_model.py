"""Lesson: the model behind a VAE, why p(x) cannot be computed, and the ELBO in three lines."""

import streamlit as st

from dashboard.ui.addresses import run_path
from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.bundled_runs import bundled_images, codes_in_the_plane
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.palette import class_colours
from dashboard.ui.session import find_run
from vae_core.theory.latent_variable import gaussian_elbo, grid_seconds, log_marginal

RUN, CODES = "mnist-vae-2d", 200
IMAGE, NUMBER = "x is an image", "x is a number"
POINTS, PER_SECOND, DAY, YEAR = 20, 1e6, 86_400, 365 * 86_400
SIZES = (1, 2, 5, 10, 20)  # latent dimensions
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ON_THE_PLANE = (
    MovingControl("z1", "Code z₁", -3.0, 3.0, 0.05, 0.5),
    MovingControl("z2", "Code z₂", -3.0, 3.0, 0.05, 0.5),
)
ON_THE_LINE = (
    MovingControl("x", "Observed x", -3.0, 3.0, 0.1, 1.5),
    MovingControl("mean", "Mean of q(z|x)", -2.0, 2.0, 0.05, 0.5),
    MovingControl("sd", "Its standard deviation", 0.05, 2.0, 0.05, 0.6),
)


def _time(seconds: float) -> str:
    """Returns a time in the unit that suits it."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} microseconds"
    if seconds < DAY:
        return f"{seconds:.1f} seconds"
    return f"{seconds / DAY:,.0f} days" if seconds < YEAR else f"{seconds / YEAR / 1e9:,.0f} billion years"


lesson = Lesson("latent_model")
lesson.predict(
    points=POINTS,
    days=grid_seconds(POINTS, 10, PER_SECOND) / DAY,
    years=grid_seconds(POINTS, 20, PER_SECOND) / YEAR / 1e9,
    microseconds=grid_seconds(POINTS, 1, PER_SECOND) * 1e6,
    microseconds_10=10 * grid_seconds(POINTS, 1, PER_SECOND) * 1e6,
)
with lesson.controls:
    view = st.segmented_control(
        "Figure", [IMAGE, NUMBER], default=IMAGE, required=True, key="view", bind="query-params"
    )
if view == IMAGE:
    data = {
        "run": run_path(find_run(RUN).id),
        "shape": list(bundled_images(RUN).shape),
        "colours": class_colours(10),
        "codes": codes_in_the_plane(RUN, CODES),
    }
    lesson.show_moving("generation", ON_THE_PLANE, data, "Alt text of an image", **lesson.values(*ON_THE_PLANE))
    lesson.picture.markdown(lesson.text("Result of an image"))
else:
    x, mean, sd = lesson.values(*ON_THE_LINE).values()
    evidence, elbo = log_marginal(x), gaussian_elbo(x, mean, sd)
    found = {"evidence": evidence, "elbo": elbo, "gap": evidence - elbo}
    lesson.show_moving("latent_model", ON_THE_LINE, x=x, **found)
    lesson.result()
lesson.controls.table(
    {
        "latent dimensions": [str(size) for size in SIZES],
        "codes of the grid": [f"{POINTS}{str(size).translate(RAISED)}" for size in SIZES],
        "time for one image": [
            _time(seconds) for seconds in (grid_seconds(POINTS, size, PER_SECOND) for size in SIZES)
        ],
    }
)
lesson.equation(gaussian_elbo, "return")
lesson.try_next("use/generate.py", {"run": RUN})
