"""Lesson: the same straight paths in the latent spaces of an autoencoder and a VAE, measured over many pairs."""

import streamlit as st

from dashboard.ui.charts.paths import paths_figure
from dashboard.ui.lab.bundled_runs import PLANES, bundled_codes, bundled_model, mnist_pairs, mnist_paths
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.pictures import tensors_in_rows
from vae_core.measures.latent_paths import decoded_path, mean_of, step_sizes

SHOWN = 11
lesson = Lesson("continuity")
first, second = mnist_pairs()
paths = mnist_paths()
worse = [mean_of(path.middle - path.ends) for path in paths.values()]
jumps = dict(zip(("autoencoder_jump", "vae_jump"), (mean_of(path.jump) for path in paths.values()), strict=True))
lesson.predict(pairs=len(first), autoencoder_worse=worse[0], vae_worse=worse[1], **jumps)
with lesson.controls:
    pair = st.slider("Pair of test images", 0, len(first) - 1, 0, key="pair", bind="query-params")
shown = {}
for name, run in PLANES.items():
    codes = bundled_codes(run)["mean"]
    shown[name] = decoded_path(bundled_model(run), codes[first[pair], None], codes[second[pair], None])
steps = {name: step_sizes(path)[0] for name, path in shown.items()}
lesson.show(
    paths_figure(steps, paths),
    pair=pair,
    autoencoder_step=float(steps["Autoencoder"].max()),
    vae_step=float(steps["VAE"].max()),
    **jumps,
)
for name, path in shown.items():
    lesson.picture.image(
        tensors_in_rows(path[0, :: path.shape[1] // (SHOWN - 1)], SHOWN),
        width="stretch",
        caption=name,
        alt=f"{SHOWN} images on the path from one digit to another with the {name}",
    )
lesson.controls.table(
    {
        "mean ± standard error": list(paths),
        "path / line": [str(mean_of(path.detour)) for path in paths.values()],
        "largest / mean step": [str(mean_of(path.jump)) for path in paths.values()],
        "middle, nats": [str(mean_of(path.middle)) for path in paths.values()],
        "middle - ends": [str(one) for one in worse],
    }
)
middles = [mean_of(path.middle) for path in paths.values()]
lesson.notes(True, pairs=len(first), autoencoder_middle=middles[0], vae_middle=middles[1])
lesson.equation(step_sizes, "return")
lesson.try_next("interpolate.py", {"run": "mnist-ae-2d"})
