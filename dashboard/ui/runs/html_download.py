"""A button that gives a run's map as one HTML file, made when it is asked for."""

import streamlit as st

from vae_core.file_cache import cached_by_file
from vae_core.runs.html_page import check_page, page
from vae_core.runs.run import Run

_READ = ("encoder.onnx", "decoder.onnx", "latents.safetensors", "summary.json")


def take_home(run: Run) -> None:
    """Offer the map of `run` as a file, or say why there is none; the button turns while the file is made."""
    # Asked beforehand, because Streamlit keeps to itself what went wrong while a file was made.
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
        help="Map, pictures, decoder, encoder, drawing pad and interpolation in one file; it works without a network.",
    )


@cached_by_file(*_READ, entries=64)
def _problem(run: Run) -> str:
    try:
        check_page(run)
    except ValueError as error:
        return str(error)
    return ""


@cached_by_file(*_READ, entries=4)  # a class that downloads the same run has it made once; it is of some 9 MB
def _page_of(run: Run) -> bytes:
    return page(run)
