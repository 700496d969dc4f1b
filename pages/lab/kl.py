"""The KL term by hand: one latent dimension's Gaussian is moved, and the three parts of its KL answer."""

from math import log

import streamlit as st

from dashboard.ui.charts.gaussians import kl_figure
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.nn.losses import gaussian_kl
from vae_core.theory.gaussian_kl import kl_parts

lesson = Lesson(
    "kl",
    "The KL is what a latent number costs. It is zero only when the encoder's Gaussian is the prior itself, "
    "and it grows when the Gaussian moves away, becomes wide, or becomes narrow.",
)
lesson.predict(
    Question(
        "The standard deviation is 1 and the mean moves from 1 to 2. What happens to the KL?",
        ("It stays the same", "It doubles", "It becomes four times as large"),
        "It becomes four times as large",
        f"Only the mean's part is there, mean²/2: {kl_parts(1, 1).total:.1f} nats become {kl_parts(2, 1).total:.1f}.",
    )
)
with lesson.controls:
    mean = st.slider("Mean", -3.0, 3.0, 1.0, 0.1, key="mean", bind="query-params")
    sd = st.slider("Standard deviation", 0.1, 3.0, 0.5, 0.05, key="shown_sd", bind="query-params")
parts = kl_parts(mean, sd)
lesson.show(
    kl_figure(mean, sd, parts),
    f"A Gaussian of mean {mean:g} and standard deviation {sd:g} over the prior. Its KL is {parts.total:.3f} nats: "
    f"{parts.mean:.3f} for the mean, {parts.variance:.3f} for the variance, {parts.log:.3f} for the logarithm.",
)
lesson.picture.caption(
    f"KL **{parts.total:.3f} nats** = {parts.total / log(2):.3f} bits. This is the KL *to the prior*, the one in the "
    "ELBO; "
    "the KL to the true posterior is something else, the gap between the ELBO and log p(x)."
)
lesson.equation(
    r"\mathrm{KL}\left(\mathcal{N}(\mu,\sigma^2)\,\|\,\mathcal{N}(0,1)\right) \\ "
    r"= \tfrac12\left(\mu^2 + \sigma^2 - 1 - \log\sigma^2\right)",
    gaussian_kl,
    "return",
)
lesson.try_next(
    "Set the mean to 0 and find a wide and a narrow Gaussian with the same KL. The narrow side is steeper towards 0: "
    "certainty is what costs most, and an encoder that has nothing to say goes back to standard deviation 1.",
    "map.py",
    "See real digits' posteriors on the map",
    run="mnist-vae-10d",
)
