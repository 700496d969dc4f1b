"""Lesson: the KL divergence of one latent dimension and its three parts."""

from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.lesson import Lesson
from vae_core.nn.losses import gaussian_kl
from vae_core.theory.kl_divergences import kl_parts

CONTROLS = (
    MovingControl("mean", "Mean", -3.0, 3.0, 0.1, 1.0),
    MovingControl("sd", "Standard deviation", 0.1, 3.0, 0.05, 0.5),
)
lesson = Lesson("kl")
lesson.then_move(mean=2.0, sd=1.0)
lesson.predict(
    before=kl_parts(1, 1).total, after=kl_parts(2, 1).total, wide=kl_parts(0, 3).total, narrow=kl_parts(0, 1 / 3).total
)
chosen = lesson.values(*CONTROLS)
parts = kl_parts(chosen["mean"], chosen["sd"])
found = {"kl": parts.total, "mean_part": parts.mean, "variance_part": parts.variance, "log_part": parts.log}
lesson.show_moving("posterior", CONTROLS, **chosen, **found)
lesson.notes()
lesson.equation(gaussian_kl, "return")
lesson.try_next("map.py", {"run": "mnist-vae-10d"})
