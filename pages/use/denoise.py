"""Denoising of test images by a run's model, in decibels, beside a model that is trained the other way."""

from typing import Any

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.glossary import explain
from dashboard.ui.lab.lesson_link import lesson_link
from dashboard.ui.markdown import plain
from dashboard.ui.names import model_name
from dashboard.ui.page_row import filling, page_row
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.denoise import (
    DENOISED_IMAGES,
    DENOISED_SHOWN,
    DENOISING_RUN,
    contrast_to,
    denoised,
    denoising_runs,
)
from vae_core.models.denoising import NOISE_KINDS


def show_row(figure: tuple[str, float, str | None, str] | str, picture: Any, words: str) -> None:
    """Shows a row of images, with its PSNR or its name at the left."""
    left, right = st.columns([2, 11], vertical_alignment="center")
    if isinstance(figure, str):
        left.markdown(f"**{figure}**")
    else:
        left.metric(figure[0], f"{figure[1]:.1f} dB", figure[2], help=figure[3])
    with right, filling(words.replace(" ", "-")):
        st.image(picture, width="stretch", alt=f"{DENOISED_SHOWN} test images: {words}")


st.html("<style>.st-key-rows [data-testid='stMetricValue'] { font-size: 1.5rem; }</style>")
with page_row("Denoise"):
    run = choose_ready_run(DENOISING_RUN, also=denoising_runs())
    st.caption("""
    The model reconstructs test images with added noise. A small latent code cannot represent the noise.
    The reconstruction is therefore cleaner, but it can also show a different image.
    """)
    lesson_link("denoising")
kind, strength = st.columns([2, 9], gap="medium", vertical_alignment="center")
noise = kind.selectbox("Noise", NOISE_KINDS, key="shown_noise", bind="query-params")
meaning = "Gaussian: the standard deviation. Other kinds: the share of pixels that they change"
level = strength.slider("Noise level", 0.05, 1.0, 0.5, 0.05, key="level", bind="query-params", help=meaning)
try:
    found = denoised(run, noise, level)
    contrast = contrast_to(run)
    other = None if contrast is None else denoised(contrast, noise, level)
except ValueError as error:
    st.error(plain(str(error)))
    end_page()

before, after = found.measured.before, found.measured.after
with st.container(key="rows", gap="small"):
    show_row("Clean images", found.clean, "clean")
    noisy_help = f"{explain('PSNR')} Standard error {before[1]:.2f} dB."
    show_row(("PSNR, noisy", before[0], None, noisy_help), found.noisy, "noisy")
    gain = f"{after[0] - before[0]:+.1f} dB"
    show_row(
        ("PSNR, denoised", after[0], gain, f"{model_name(run.config.model)}. Standard error {after[1]:.2f} dB"),
        found.denoised,
        "denoised",
    )
    if contrast is not None and other is not None:
        theirs = other.measured.after
        title = f"PSNR, {model_name(contrast.config.model).lower()}"
        show_row(
            (title, theirs[0], f"{theirs[0] - before[0]:+.1f} dB", f"Standard error {theirs[1]:.2f} dB"),
            other.denoised,
            f"denoised by the {model_name(contrast.config.model).lower()}",
        )
trained = "noisy images" if run.config.model == "denoising" else "clean images only"
words = [f"This model is trained on {trained}."]
if contrast is not None:
    same = " with the same network" if run in denoising_runs() else ""
    words.append(
        f"The last row is from a plain autoencoder{same}, trained on clean images."
        if run.config.model == "denoising"
        else "The last row is from a bundled denoising autoencoder, trained on noisy images (Vincent et al. 2008)."
    )
if after[0] < before[0]:
    words.append("At this level the reconstruction loses more than the noise: the code is too small for details.")
st.caption(f"{' '.join(words)} Mean PSNR of at most {DENOISED_IMAGES:,} test images that the noise changes.")
st.page_link(
    "train.py",
    label="Train a denoising autoencoder for this noise",
    icon=":material/model_training:",
    query_params={
        "data": run.config.data,
        "model": "denoising",
        "latent_dim": "32",
        "noise": noise,
        "noise_level": f"{level:g}",
    },
)
