"""A button that downloads a run's latent map as one HTML file, made when it is pressed."""

import streamlit as st

from vae_core.file_cache import cached_by_file
from vae_core.runs.html_page import check_page, page
from vae_core.runs.onnx_cache import NETWORK_FILES
from vae_core.runs.run import Run

_READ = (*NETWORK_FILES, "weights.safetensors", "latents.safetensors", "summary.json")


def offer_html(run: Run) -> None:
    """Shows a button that downloads the latent map of `run` as one file, or the reason why there is none."""
    # Checked beforehand, because Streamlit does not show an error that occurs while the file is made.
    problem = _problem(run)
    if problem:
        st.caption(f"This map cannot be downloaded as one file: {problem}.")
        return
    st.download_button(
        "Download as one HTML file",
        lambda: _page_of(run),
        file_name=f"latent-map-{run.id}.html",
        mime="text/html",
        icon=":material/download:",
        on_click="ignore",
        help="Latent map, images, decoder, encoder, drawing pad and interpolation in one file that works offline",
    )


@cached_by_file(*_READ, entries=64)
def _problem(run: Run) -> str:
    try:
        check_page(run)
    except ValueError as error:
        return str(error)
    return ""


@cached_by_file(*_READ, entries=4)  # for a class that downloads the same run; each is about 9 MB
def _page_of(run: Run) -> bytes:
    return page(run)
