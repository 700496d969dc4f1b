"""Lesson: the dimensions that are active at each beta, exact for the best linear model of MNIST; and a sweep of VAEs."""

from math import log, pi

from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.bundled_runs import mnist_variances
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import swept_planes
from dashboard.ui.palette import class_colours
from vae_core.theory.linear_vae import linear_optimum

DIMENSIONS, PIXELS = 20, 784
CONTROLS = (MovingControl("shown_beta", "Beta", 0.05, 64.0, 0.05, 1.0, is_log=True),)
NEARBY = {"half": 0.5, "one": 1.0, "two": 2.0}  # betas of the second question
lesson = Lesson("beta")
one, four = (linear_optimum(mnist_variances(), DIMENSIONS, beta).active for beta in (1.0, 4.0))
optima = {name: linear_optimum(mnist_variances(), DIMENSIONS, each) for name, each in NEARBY.items()}
elbos = {f"elbo_{name}": -found.rate - found.distortion for name, found in optima.items()}
lesson.then_move(shown_beta=4.0)
lesson.predict(dimensions=DIMENSIONS, one=one, quarter=one // 4, four=four, **elbos)
(beta,) = lesson.values(*CONTROLS).values()
now = linear_optimum(mnist_variances(), DIMENSIONS, beta)
data = {
    "variances": mnist_variances()[:DIMENSIONS].tolist(),
    "rest": float(mnist_variances()[DIMENSIONS:].sum()),
    "pixels": PIXELS,
    "trained": swept_planes(),
    "colours": class_colours(10),
}
found = {"active": now.active, "rate": now.rate, "distortion": now.distortion}
lesson.show_moving("beta_sweep", CONTROLS, data, beta=beta, dimensions=DIMENSIONS, first=float(now.rates[0]), **found)
lesson.result(
    constant=PIXELS / 2 * log(2 * pi),
    sds=", ".join(f"{float(now.posterior_sds[index]):.2f}" for index in (0, 9, 19)),
)
lesson.equation(linear_optimum, "rates =")
lesson.try_next("train.py", {"beta": "4"})
