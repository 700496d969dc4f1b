"""Spoil images and see what a run makes of them, in decibels."""

import streamlit as st

from dashboard.ui.run_choice import choose_ready_run
from dashboard.ui.use.denoise import MEASURED, SHOWN, denoised
from vae_core.models.denoising import NOISE_KINDS

st.title("Denoise")
st.write(
    "Add noise to test images and let the model reconstruct them. A code has no room for noise: "
    "what comes back is the nearest image that the decoder knows, which is cleaner, and at times another one."
)

run = choose_ready_run("mnist-vae-10d")
form, view = st.columns([2, 5], gap="large")
with form:
    noise = st.selectbox("Noise", NOISE_KINDS, key="shown_noise", bind="query-params")
    level = st.slider(
        "Level", 0.05, 1.0, 0.5, 0.05, key="level", bind="query-params",
        help="Standard deviation of Gaussian noise; share of the pixels that the others destroy.",
    )  # fmt: skip
try:
    found, picture = denoised(run, noise, level)
except ValueError as error:
    st.error(str(error))
    st.stop()
with form:
    st.metric("Noisy", f"{found.before[0]:.1f} dB", help=f"PSNR, standard error {found.before[1]:.2f} dB")
    st.metric(
        "Restored", f"{found.after[0]:.1f} dB", f"{found.after[0] - found.before[0]:+.1f} dB",
        help=f"PSNR, standard error {found.after[1]:.2f} dB",
    )  # fmt: skip
    st.caption(f"Mean over {found.changed:,} test images that the noise changed; at most {MEASURED:,} are measured.")
with view:
    st.image(picture, width="stretch", alt=f"{SHOWN} test images: clean, noisy and restored")
    st.caption("Each row of three: clean, noisy, restored.")
    if found.after[0] < found.before[0]:
        st.info(
            "At this level the model loses more of the image than the noise spoilt: its code is too small for the detail."
        )
    if run.config.model != "denoising":
        st.info(
            "This model was never shown a spoilt image. One trained to undo the noise (Vincent et al. 2008) learns which "
            "changes are noise, so it keeps more of the image."
        )
        st.page_link(
            "train.py", label="Train one that is shown this noise", icon=":material/model_training:",
            query_params={
                "data": run.config.data, "model": "denoising", "latent_dim": "32", "noise": noise, "noise_level": f"{level:g}",
            },
        )  # fmt: skip
