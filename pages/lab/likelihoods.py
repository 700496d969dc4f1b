"""Lesson: the loss of one grey value under cross-entropy, continuous Bernoulli and Gaussian."""

from math import log, pi, sqrt

from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.lesson import Lesson
from vae_core.nn.likelihoods import LIKELIHOODS
from vae_core.nn.likelihoods.bernoulli import Bernoulli
from vae_core.theory.likelihood_curves import bernoulli_mass, nll_curve

NARROW = 0.05  # sd of the second question
CONTROLS = (
    MovingControl("grey", "Grey value of the pixel", 0.05, 0.95, 0.05, 0.3),
    MovingControl("sd", "Standard deviation of the Gaussian", 0.05, 1.0, 0.05, 0.2),
)
lesson = Lesson("likelihoods")
lesson.then_move(grey=0.3)
lesson.predict(narrow=NARROW, perfect=log(NARROW * sqrt(2 * pi)), border=1 / sqrt(2 * pi))
chosen = lesson.values(*CONTROLS)
target = chosen["grey"]
smallest = {name: float(nll_curve(name, target, chosen["sd"]).min()) for name in LIKELIHOODS}
lesson.show_moving(
    "pixel_loss",
    CONTROLS,
    target=target,
    smallest=", ".join(f"{LIKELIHOODS[name].title} {value:.3f}" for name, value in smallest.items()),
)
lesson.result(mass=bernoulli_mass(target), entropy=smallest["bernoulli"])
lesson.equation(Bernoulli.nll, "return")
lesson.try_next("train.py", {"likelihood": "continuous_bernoulli"})
