"""Lesson: a VAE, a beta-VAE and a beta-TCVAE on sprites: the factors that their dimensions encode, and the price."""

import streamlit as st

from dashboard.ui.charts.applications import heats
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.sprites import (
    SPRITE_RUN_TITLES,
    factors_in_codes,
    measures_over_seeds,
    pair_traversals,
    sprite_runs,
)
from vae_core.datasets.sprites import FACTORS
from vae_core.measures.disentanglement import mutual_information_gap

lesson = Lesson("sprites")
control = [run["mig"] for run in sprite_runs("beta_vae")]
lesson.predict(lowest=min(control), highest=max(control))
with lesson.controls:
    degrees = st.slider(
        "Rotation of the two most varying axes (degrees)", 0, 90, 0, 15, key="turn", bind="query-params"
    )
    image = st.slider("Test image to start from", 0, 199, 0, key="image", bind="query-params")
found = {name: factors_in_codes(name, degrees) for name in SPRITE_RUN_TITLES}
shares = {f"{SPRITE_RUN_TITLES[name]}: MIG {one.mig:.2f}": one.shares for name, one in found.items()}
lesson.show(
    heats(shares, FACTORS, [f"z{index}" for index in range(1, 7)]),
    degrees=degrees,
    migs=", ".join(f"{SPRITE_RUN_TITLES[name]} {one.mig:.2f}" for name, one in found.items()),
)
for column, name in zip(lesson.picture.columns(len(SPRITE_RUN_TITLES)), SPRITE_RUN_TITLES, strict=True):
    column.image(
        pair_traversals(name, image, degrees),
        width="stretch",
        caption="rows: z1 to z6, from -2.5 to 2.5",
        alt=f"{SPRITE_RUN_TITLES[name]}: a sprite along each of six latent dimensions",
    )
rows = [measures_over_seeds(name) for name in SPRITE_RUN_TITLES]
lesson.picture.table(
    {"median (range) of 3 seeds": list(SPRITE_RUN_TITLES.values())}
    | {key: [row[key] for row in rows] for key in rows[0]}
)
lesson.notes(True)
lesson.equation(mutual_information_gap, "gaps.append")
turned = {"vae_mig": factors_in_codes("vae", 0).mig, "vae_turned": factors_in_codes("vae", 45).mig}
lesson.try_next("use/disentanglement.py", {}, **turned)
