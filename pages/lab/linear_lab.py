"""The linear lab, where everything is exact: log p(x), the gap, the ELBO, and what a diagonal posterior costs."""

import streamlit as st

from dashboard.ui.charts.planes import waterfall_figure
from dashboard.ui.lab.old_lesson import Lesson, Question
from vae_core.theory.linear_gaussian import EXAMPLE, LinearGaussian, shifted_posterior, two_columns

lesson = Lesson(
    "linear_lab",
    "When the decoder is linear, nothing has to be estimated. The ELBO falls short of log p(x) by exactly the KL "
    "from our "
    "posterior to the *true* posterior: the gap. It is 0 only when the two are the same.",
)
lesson.predict(
    Question(
        "A VAE's posterior has independent dimensions. For which angle between the effects of z₁ and z₂ does that "
        "cost nothing?",
        ("10°: both do nearly the same", "45°", "90°: they have nothing in common"),
        "90°: they have nothing in common",
        "Then knowing one latent number says nothing about the other. At small angles one can stand in for the other, "
        "the true posterior is a slanted, narrow ellipse, and no upright one fits it.",
    )
)
with lesson.controls:
    angle = st.slider("Angle between the two effects, degrees", 10, 90, 40, 5, key="angle", bind="query-params")
    noise = st.slider("Noise of the decoder, sd", 0.2, 2.0, 0.6, 0.1, key="shown_noise", bind="query-params")
    shift = st.slider("The encoder's error in the mean", -1.0, 1.0, 0.0, 0.1, key="shift", bind="query-params")
    width = st.slider("The encoder's sd, times the best", 0.5, 2.0, 1.0, 0.1, key="width", bind="query-params")
    is_full = st.toggle("Allow a slanted posterior (full covariance)", key="full", bind="query-params")
model = two_columns(angle, noise)
truth = model.true_posterior(EXAMPLE)
ours = shifted_posterior(truth if is_full else model.best_diagonal(EXAMPLE), shift, width)
evidence, gap, elbo = model.log_evidence(EXAMPLE), model.gap(EXAMPLE, ours), model.elbo(EXAMPLE, ours)
lesson.show(
    waterfall_figure(truth, ours, evidence, gap),
    f"The ellipses of the true posterior and of ours. log p(x) is {evidence:.3f} nats; less a gap of {gap:.3f} this "
    "is the ELBO, "
    f"{elbo:.3f}. A diagonal posterior costs at least {model.diagonal_gap():.3f} nats at {angle} degrees.",
)
lesson.picture.caption(
    f"The ELBO computed from its two terms, {elbo:.4f}, and log p(x) - gap, {evidence - gap:.4f}: the same number. "
    f"Independent dimensions cost at least **{model.diagonal_gap():.4f} nats** at this angle and noise."
)
lesson.equation(
    r"\log p(x) = \mathrm{ELBO} + \mathrm{KL}\left(q(z|x)\,\|\,p(z|x)\right) \\[4pt] "
    r"\mathrm{gap}_{\mathrm{diag}} = \tfrac12\Big(\sum_j \log M_{jj} - \log\det M\Big)",
    LinearGaussian.diagonal_gap,
    "return",
)
lesson.try_next(
    "Set the angle to 20° and switch the slanted posterior on: the gap closes. Then move the mean a little: the gap "
    "opens "
    "again, however good the shape. The first is the price of a simple posterior, the second of an encoder that errs.",
    "train.py",
    "Train a linear VAE, whose best ELBO is PCA's likelihood",
    model="linear_vae",
)
