"""Is an autoencoder's space continuous? The same straight ways under an autoencoder and a VAE, measured over many pairs."""

import streamlit as st

from dashboard.ui.charts.paths import paths_figure
from dashboard.ui.lab.bundled_runs import PLANES, bundled_codes, bundled_model, mnist_pairs, mnist_ways
from dashboard.ui.lab.old_lesson import Lesson, Question
from dashboard.ui.pictures import tensors_in_rows
from vae_core.measures.latent_paths import decoded_path, mean_of, step_sizes

SHOWN = 11
lesson = Lesson(
    "continuity",
    "Walk in a straight line from one digit's code to another's. It is often said that an autoencoder's space is full of "
    "gaps and a VAE's is not. Any decoder is a continuous function; the question is how evenly the picture changes, and "
    "what lies between. Both can be measured.",
)
first, second = mnist_pairs()
ways = mnist_ways()
plain, ours = ways.values()
worse = [mean_of(way.middle - way.ends) for way in ways.values()]
lesson.predict(
    Question(
        f"Of {len(first)} ways between unlike digits, a judge (a VAE with 10 latent numbers) sees the pictures halfway. "
        "They are less likely than the reconstructions at the ends. In which space do they lose more?",
        (
            "In the autoencoder's, clearly: nothing was trained between codes",
            "In the VAE's, clearly: it blurs",
            "In neither: the difference is within its error",
        ),
        "In neither: the difference is within its error",
        f"Halfway costs {worse[0]} nats more than the ends under the autoencoder and {worse[1]} under the VAE. What differs "
        f"is the way: the autoencoder's largest step is {mean_of(plain.jump)} times its mean one, the VAE's "
        f"{mean_of(ours.jump)}.",
    )
)
with lesson.controls:
    pair = st.slider("Pair of test images", 0, len(first) - 1, 0, key="pair", bind="query-params")
shown = {}
for name, run in PLANES.items():
    codes = bundled_codes(run)["mean"]
    shown[name] = decoded_path(bundled_model(run), codes[first[pair], None], codes[second[pair], None])
steps = {name: step_sizes(way)[0] for name, way in shown.items()}
lesson.show(
    paths_figure(steps, ways),
    f"Pair {pair}: the picture changes by at most {float(steps['Autoencoder'].max()):.2f} in one of 40 steps under the "
    f"autoencoder and {float(steps['VAE'].max()):.2f} under the VAE. Over all pairs the largest step is "
    f"{mean_of(plain.jump)} and {mean_of(ours.jump)} times the mean one.",
)
for name, way in shown.items():
    lesson.picture.image(
        tensors_in_rows(way[0, :: way.shape[1] // (SHOWN - 1)], SHOWN), width="stretch", caption=name,
        alt=f"Eleven pictures on the way from one digit to another under the {name}",
    )  # fmt: skip
lesson.picture.table(
    {
        f"mean over {len(first)} pairs ± its standard error": list(ways),
        "length / straight distance": [str(mean_of(way.detour)) for way in ways.values()],
        "largest step / mean step": [str(mean_of(way.jump)) for way in ways.values()],
        "halfway, nats": [str(mean_of(way.middle)) for way in ways.values()],
        "halfway less ends, nats": [str(one) for one in worse],
    }
)
lesson.picture.caption(
    "Nats: an upper bound on the judge's -log p(x) over 10 draws, less the entropy of the picture's own grey values, which "
    "any model would pay. One run of each kind, 2 latent numbers: a statement about these two."
)
lesson.equation(
    r"\ell = \sum_t \left\| g(z_{t+1}) - g(z_t) \right\| \\ \ell \ge \left\| g(z_T) - g(z_0) \right\|",
    step_sizes,
    "return",
)
lesson.try_next(
    "Look for a pair with one large jump under the autoencoder: there its plane has an edge, where one digit stops and "
    "another begins. Draws around each code are what smooths the VAE's edges.",
    "interpolate.py",
    "Walk there by hand",
    run="mnist-ae-2d",
)
