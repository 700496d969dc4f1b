"""Priors and holes: all codes together beside the prior they were drawn to, and prior draws that fall where no data are."""

import streamlit as st

from dashboard.ui.charts.latents import holes_figure
from dashboard.ui.lab.bundled_runs import bundled_model, holes_of
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import decoded_rows
from vae_core.measures.disentanglement import aggregate_log_densities
from vae_core.measures.holes import prior_samples

RUN, IMAGES, FACTOR = "mnist-vae-2d", 2000, 10.0
lesson = Lesson(
    "holes",
    "The KL draws each image's cloud to the prior, but clouds that have to stay apart cannot all do so. Together "
    "they make the "
    "*aggregate posterior*. Where it is thin and the prior is not, there is a hole: a draw there shows what no image "
    "taught.",
)
posterior, parts, usual, side, ratio = holes_of(RUN, IMAGES, FACTOR)
lesson.predict(
    Question(
        f"This VAE was trained with beta 1. How many draws from its prior fall where the codes of {IMAGES:,} test images "
        "are ten times thinner than the prior?",
        ("Hardly any: below 1 %", f"About {usual:.0%}", "Nearly all: above 90 %"),
        f"About {usual:.0%}",
        f"Of the KL of {parts.rate:.1f} nats, {parts.information:.1f} tell images apart and only the other "
        f"{parts.rate - parts.information:.1f} are the distance of these {IMAGES:,} codes together from the prior: small, "
        "not nothing. With more images both fall, for their codes fill gaps between those of others.",
    )
)
with lesson.controls:
    temperature = st.slider("Temperature: sd of the draws", 0.2, 2.0, 1.0, 0.1, key="temperature", bind="query-params")
    seed = st.slider("Seed of the draws", 0, 20, 0, key="shown_seed", bind="query-params")
draws = prior_samples(posterior, 200, temperature, FACTOR, seed)
lesson.show(
    holes_figure(side, ratio, draws, FACTOR),
    "The plane of codes, bright where they lie denser than the prior. Of 200 draws with standard deviation "
    f"{temperature:g}, "
    f"{int(draws.is_hole.sum())} fall into holes and are marked with a cross; the others are open circles.",
)
lesson.controls.image(
    decoded_rows(bundled_model(RUN), (draws.codes[~draws.is_hole], draws.codes[draws.is_hole])),
    caption="above: decoded among the data · below: decoded in holes",
    alt="Two rows of decoded draws: those among the data look like digits, those in holes less so",
)
lesson.picture.markdown(
    f"**{draws.share:.0%}** of 200 draws in holes. Rate {parts.rate:.2f} = information {parts.information:.2f} + "
    "total correlation "
    f"{parts.total_correlation:.2f} + marginal KL {parts.marginal_kl:.2f} (± {parts.marginal_kl_error:.2f}) nats, over "
    f"{IMAGES:,} test images. More images would fill some gaps: a hole is a statement about these."
)
lesson.equation(
    r"q(z) = \frac1N\sum_{n=1}^N q(z|x_n) \\[2pt]"
    r"\langle\mathrm{KL}\rangle = I(x;z) + \mathrm{TC} \\[2pt] {}+ \sum_j \mathrm{KL}\left(q(z_j)\,\|\,p(z_j)\right)",
    aggregate_log_densities,
    "joints.append",
)
lesson.try_next(
    "Lower the temperature: fewer holes and fewer kinds of digits. The cure is not a colder draw but a prior that "
    "can follow the "
    "codes: a mixture, or a VampPrior, which is made of posteriors.",
    "train.py",
    "Train with a VampPrior",
    prior="vamp",
)
