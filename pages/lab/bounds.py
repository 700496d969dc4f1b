"""The likelihood and its bounds: ELBO, importance-weighted bounds and log p(x) itself, for one digit and two latents."""

import streamlit as st

from dashboard.ui.charts.latents import bounds_figure
from dashboard.ui.lab.bundled_runs import evidence_of, test_image, weights_of
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import montage
from vae_core.measures.bounds import importance_bounds
from vae_core.nn.losses import log_mean_exp

RUN = "mnist-vae-2d"
SAMPLES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
lesson = Lesson(
    "bounds",
    "log p(x) is an integral over all codes; deep models cannot do it, but with two latent numbers we can simply add "
    "up the plane. "
    "The ELBO stays below it, and averaging k weights *before* the logarithm comes ever nearer: Jensen's inequality, "
    "measured.",
)
lesson.predict(
    Question(
        "The mean of log w over draws is the ELBO. What happens if k weights w are averaged first and the logarithm "
        "is taken then?",
        (
            "The same number, with less noise",
            "A larger number, never above log p(x) on average",
            "A larger number, soon above it",
        ),
        "A larger number, never above log p(x) on average",
        "The logarithm is concave, so log of the mean is at least the mean of the logs; and the mean of w is p(x) "
        "itself, "
        "so no k gets beyond.",
    )
)
with lesson.controls:
    index = st.slider("Test image", 0, 199, 3, key="image", bind="query-params")
    k = st.select_slider("k, draws for each bound", SAMPLES, 1, key="k", bind="query-params")
image = test_image(RUN, index)
evidence, weights = evidence_of(RUN, index), weights_of(RUN, index)
bounds = importance_bounds(weights, SAMPLES)
chosen = bounds[SAMPLES.index(k)]
lesson.controls.image(montage(image[None], 1, width=84), caption="the image", alt=f"MNIST test image {index}")
lesson.show(
    bounds_figure(bounds, evidence, weights, chosen),
    f"Test image {index}: the bound rises from {bounds[0].nats:.2f} nats at k = 1 to {bounds[-1].nats:.2f} at k = "
    "1000; log p(x) by a "
    f"sum over the plane is {evidence:.2f}. Beside it a histogram of log w.",
)
lesson.picture.markdown(
    f"L at k = {k}: **{chosen.nats:.2f} ± {chosen.standard_error:.2f}**; log p(x) **{evidence:.2f}** nats. Gap of "
    "the ELBO (k = 1): "
    f"**{evidence - bounds[0].nats:.2f} nats**, the KL to the true posterior. Live Jensen: mean of log w "
    f"{float(weights.mean()):.2f} "
    f"(dotted) ≤ log of the mean w {float(log_mean_exp(weights[:, None])):.2f}, over {len(weights):,} draws."
)
lesson.equation(
    r"L_k = \mathbb{E}\log\frac1k\sum_{i=1}^k w_i \\ L_1 \le L_2 \le \dots \le \log p(x) \\ "
    r"w = \frac{p(x|z)\,p(z)}{q(z|x)}",
    log_mean_exp,
    "return",
)
lesson.try_next(
    "Look for an image with a large gap, such as 59. Mostly the encoder has put its code in the wrong place (the "
    "amortisation gap); the rest is an upright ellipse that does not fit the true posterior. Where no draw comes near the "
    "right place, 1,000 of them do not help, and the ± cannot know it. Training on such a bound instead of the ELBO is the "
    "IWAE.",
    "train.py",
    "Train an IWAE",
    model="iwae",
)
