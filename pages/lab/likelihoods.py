"""Likelihoods: what one grey value costs under cross-entropy, continuous Bernoulli and Gaussian."""

import streamlit as st

from dashboard.ui.charts.losses import likelihood_figure
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.nn.likelihoods import LIKELIHOODS
from vae_core.nn.likelihoods.bernoulli import Bernoulli
from vae_core.theory.likelihood_curves import bernoulli_mass, nll_curve

lesson = Lesson(
    "likelihoods",
    "A reconstruction loss is a likelihood in disguise: squared error is a Gaussian's, cross-entropy a Bernoulli's. "
    "All of them are least where the decoder's mean equals the pixel; they differ in how dearly they charge for "
    "missing it.",
)
lesson.predict(
    Question(
        "A pixel is 30 % grey. At which decoder output is the cross-entropy least?",
        (
            "At 0: it wants black or white",
            "At 0.3: exactly the grey value",
            "Nearer to 0.5: it is biased to the middle",
        ),
        "At 0.3: exactly the grey value",
        "The bias to 0.5 is a common claim and a wrong one. What is true: the least value is not 0 but the entropy "
        "of the grey "
        "value, and the density lacks its normaliser.",
    )
)
with lesson.controls:
    target = st.slider("Grey value of the pixel", 0.05, 0.95, 0.3, 0.05, key="grey", bind="query-params")
    sd = st.slider("Standard deviation of the Gaussian", 0.05, 1.0, 0.2, 0.05, key="shown_sd", bind="query-params")
curves = {name: nll_curve(name, target, sd) for name in LIKELIHOODS}
least = {name: float(curve.min()) for name, curve in curves.items()}
mass = bernoulli_mass(target)
lesson.show(
    likelihood_figure(target, curves),
    f"{len(curves)} curves over the decoder's mean, for a grey value of {target:g}. Least values: "
    f"{', '.join(f'{LIKELIHOODS[name].title} {value:.3f}' for name, value in least.items())} nats.",
)
lesson.picture.markdown(
    "All are least at the grey value itself. The cross-entropy's least value is its entropy, "
    f"**{least['bernoulli']:.3f} "
    f"nats**; summed over the pixels of a digit this is the floor drawn beside the curves of a training. As a "
    f"density over greys it sums to {mass:.3f}, not 1: the continuous Bernoulli divides by that. Densities may fall "
    "below 0 nats: "
    "so never compare across likelihoods."
)
lesson.equation(
    r"-\log p(x|p) = \\ -x\log p - (1-x)\log(1-p) \\[4pt]"
    r"\frac{\partial}{\partial p} = \frac{p-x}{p(1-p)} = 0 \;\Leftrightarrow\; p = x",
    Bernoulli.nll,
    "return",
)
lesson.try_next(
    "Make the Gaussian narrower: its valley becomes deep and steep, as if reconstruction were worth more. That is "
    "what the "
    "next lesson is about: a likelihood's width and beta are the same knob.",
    "train.py",
    "Train with a continuous Bernoulli",
    likelihood="continuous_bernoulli",
)
