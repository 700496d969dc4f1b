"""Lesson: a linear VAE in which log p(x), the gap and the ELBO are exact."""

from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.linear_gaussian import EXAMPLE, LinearGaussian, shifted_posterior, two_columns

CONTROLS = (
    MovingControl("angle", "Angle between the effects (degrees)", 10, 90, 5, 40),
    MovingControl("shown_noise", "Noise of the decoder (sd)", 0.2, 2.0, 0.1, 0.6),
    MovingControl("shift", "Error of the mean of z₁", -1.0, 1.0, 0.05, 0.0),
    MovingControl("width", "Encoder's sd / best sd", 0.5, 2.0, 0.05, 1.0),
    MovingControl("tilt", "Tilt (0: independent, 1: true)", 0.0, 1.0, 0.05, 0.0),
)
lesson = Lesson("linear_lab")
lesson.then_move(angle=90)
lesson.predict()
angle, noise, shift, width, tilt = lesson.values(*CONTROLS).values()
model = two_columns(angle, noise)
ours = shifted_posterior(model.tilted(EXAMPLE, tilt), shift, width)
evidence, gap, elbo = model.log_evidence(EXAMPLE), model.gap(EXAMPLE, ours), model.elbo(EXAMPLE, ours)
found = {"elbo": elbo, "diagonal": model.diagonal_gap()}
lesson.show_moving("linear_lab", CONTROLS, evidence=evidence, gap=gap, angle=angle, **found)
lesson.notes(difference=evidence - gap, **found)
lesson.equation(LinearGaussian.diagonal_gap, "return")
lesson.try_next("train.py", {"model": "linear_vae"})
