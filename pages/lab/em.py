"""EM and the linear VAE: two ways to fit a linear decoder to digits, and the closed form that both reach."""

import streamlit as st

from dashboard.ui.charts.fits import climb_figure
from dashboard.ui.lab.bundled_runs import digits_variances, linear_fits
from dashboard.ui.lab.old_lesson import Lesson, Question
from vae_core.theory.em import em_step, greatest_log_likelihood

STEPS = 300
lesson = Lesson(
    "em",
    "EM takes turns: find the exact posterior over codes (E), then the best decoder for it (M). A VAE has an encoder in "
    "place of the E-step and climbs by gradients. With a linear decoder both can be followed exactly, and the summit is "
    "known: it is PCA.",
)
lesson.predict(
    Question(
        "Both start from the same random decoder. Where do they end?",
        (
            "Where they started matters: in different local maxima",
            "Both at PCA's likelihood, EM in fewer steps",
            "EM ends higher, because a VAE only raises a bound",
        ),
        "Both at PCA's likelihood, EM in fewer steps",
        "A linear decoder's likelihood has no other maximum than PCA's, only saddles; and the bound touches log p(x) there, "
        "because the true posterior can be reached. For a deep decoder neither is so: its E-step has no formula.",
    )
)
with lesson.controls:
    latent_dim = st.slider("Latent dimensions", 1, 10, 2, key="latents", bind="query-params")
    seed = st.slider("Seed of the start", 0, 20, 0, key="shown_seed", bind="query-params")
    step = st.slider("Look at step", 0, STEPS, 10, key="step", bind="query-params")
em, elbo = linear_fits(latent_dim, seed, STEPS)
best = greatest_log_likelihood(digits_variances(), latent_dim)
missing = [best - float(nats[step]) for nats in (em, elbo)]
lesson.show(
    climb_figure(em, elbo, best, step),
    f"Two curves rise to {best:.3f} nats, the greatest log-likelihood with {latent_dim} latent dimensions. After {step} steps "
    f"EM misses {missing[0]:.2g} nats of it and the linear VAE {missing[1]:.2g}.",
)
end = [max(0.0, best - float(nats[-1])) for nats in (em, elbo)]
lesson.picture.markdown(
    f"The greatest log p(x): **{best:.4f}** nats an image (1,439 digits of 64 values). At step {step}: EM "
    f"**{float(em[step]):.4f}**, the linear VAE's ELBO **{float(elbo[step]):.4f}**. After {STEPS} steps they miss "
    f"{end[0]:.1g} and {end[1]:.1g}. EM never goes down: its smallest step is {float(em.diff().min()):+.1g}, which is rounding."
)
lesson.equation(
    r"W' = S W \left(\sigma^2 I + M^{-1} W^\top S W\right)^{-1} \\"
    r"\sigma'^2 = \tfrac1P \mathrm{tr}\left(S - S W M^{-1} W'^\top\right) \\ M = W^\top W + \sigma^2 I",
    em_step,
    "new = sw",
)
lesson.try_next(
    "Ten dimensions: EM slows down where two directions vary alike, for nothing tells them apart. Then train a linear "
    "VAE from draws, as deep ones are trained, and compare its -ELBO with PCA's on the compare page.",
    "train.py",
    "Train a linear VAE on the same digits",
    data="digits",
    model="linear_vae",
)
