"""Denoising of test images by a run's model, in decibels."""

import streamlit as st

from dashboard.ui.glossary import explain
from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.denoise import DENOISED_IMAGES, DENOISED_SHOWN, denoised
from vae_core.models.denoising import NOISE_KINDS

st.title("Denoise")
st.write("""
The model reconstructs test images with added noise. A small latent code cannot represent the noise.
The reconstruction is therefore cleaner, but it can also show a different image.
""")

run = choose_ready_run("mnist-vae-10d")
form, view = st.columns([2, 5], gap="large")
with form:
    noise = st.selectbox("Noise", NOISE_KINDS, key="shown_noise", bind="query-params")
    meaning = "Gaussian: the standard deviation. Other kinds: the share of pixels that they change"
    level = st.slider("Noise level", 0.05, 1.0, 0.5, 0.05, key="level", bind="query-params", help=meaning)
try:
    found, picture = denoised(run, noise, level)
except ValueError as error:
    st.error(str(error))
    st.stop()
with form:
    st.metric(
        "PSNR, noisy",
        f"{found.before[0]:.1f} dB",
        help=f"{explain('PSNR')} Standard error {found.before[1]:.2f} dB.",
    )
    after, uncertainty = found.after
    st.metric(
        "PSNR, denoised",
        f"{after:.1f} dB",
        f"{after - found.before[0]:+.1f} dB",
        help=f"Standard error {uncertainty:.2f} dB",
    )
    st.caption(
        f"Mean over {found.changed:,} test images that the noise changed; at most {DENOISED_IMAGES:,} are measured."
    )
with view:
    st.image(picture, width="stretch", alt=f"{DENOISED_SHOWN} test images: clean, noisy and denoised")
    st.caption("In groups of three rows: clean, noisy, denoised.")
    if found.after[0] < found.before[0]:
        st.info("""
At this noise level the reconstruction loses more of the image than the noise did.
The latent code is too small for the details.
""")
    if run.config.model != "denoising":
        st.info("""
This model was trained on clean images only.
A denoising autoencoder (Vincent et al. 2008) is trained on noisy images, so it keeps more of the image.
""")
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
