"""The KL has a direction: one Gaussian fitted to two hills, once by each direction of the divergence."""

import streamlit as st

from dashboard.ui.charts.gaussians import hills_figure
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.theory.gaussian_kl import TwoGaussians, forward_kl_fit, kl_between, reverse_kl, reverse_kl_fit

lesson = Lesson(
    "kl_direction",
    "KL(a ‖ b) asks how surprised somebody is who expects b and gets a. Exchanging the two changes the number, "
    "and changes which Gaussian is the best one.",
)
lesson.predict(
    Question(
        "A VAE's encoder lowers KL(Gaussian ‖ truth). Where will its Gaussian go when the truth has two hills far "
        "apart?",
        ("Between the hills, wide enough for both", "Onto one hill, as if the other were not there"),
        "Onto one hill, as if the other were not there",
        "Its own draws have to be likely under the truth, and between the hills nothing is. "
        "What it never draws costs it nothing.",
    )
)
with lesson.controls:
    apart = st.slider("Distance of the hills", 0.0, 8.0, 5.0, 0.25, key="apart", bind="query-params")
    right = st.slider("Weight of the right hill", 0.1, 0.9, 0.6, 0.05, key="right", bind="query-params")
hills = TwoGaussians(apart, 0.8, right)
covering, choosing = forward_kl_fit(hills), reverse_kl_fit(hills)
lesson.show(
    hills_figure(hills, covering, choosing),
    f"Two hills {apart:g} apart. The Gaussian of least KL(hills, Gaussian) has mean {covering.mean:.2f} and standard "
    "deviation "
    f"{covering.sd:.2f}; that of least KL(Gaussian, hills) has mean {choosing.mean:.2f} and sd {choosing.sd:.2f}.",
)
lesson.picture.table(
    {
        "Gaussian": ["covers (dashed)", "chooses (dotted)"],
        "mean": [f"{covering.mean:.2f}", f"{choosing.mean:.2f}"],
        "sd": [f"{covering.sd:.2f}", f"{choosing.sd:.2f}"],
        "KL(hills ‖ Gaussian)": [f"{covering.forward:.3f}", f"{choosing.forward:.3f}"],
        "KL(Gaussian ‖ hills)": [f"{covering.reverse:.3f}", f"{choosing.reverse:.3f}"],
    }
)
lesson.equation(
    r"\mathrm{KL}(q\,\|\,p) = \mathbb{E}_{z\sim q}\left[\log q(z) - \log p(z)\right] \\ "
    r"\neq \mathrm{KL}(p\,\|\,q)",
    reverse_kl,
    "return",
)
lesson.try_next(
    f"Two Gaussians are enough: KL(N(0, 1) ‖ N(0, 2²)) is {kl_between(0, 1, 0, 2):.3f} nats, the other way round it is "
    f"{kl_between(0, 2, 0, 1):.3f}. Now bring the hills together and find the distance at which both fits become one."
)
