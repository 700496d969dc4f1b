"""A button that gives a run's map as one HTML file, made when it is asked for."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

from vae_core.runs.html_page import check_page, page
from vae_core.runs.run import Run

_READ = ("encoder.onnx", "decoder.onnx", "latents.safetensors", "summary.json")


def take_home(run: Run) -> None:
    """Offer the map of `run` as a file, or say why there is none; the button turns while the file is made."""
    changed = tuple(path.stat().st_mtime_ns for name in _READ if (path := run.path / name).exists())
    # Asked beforehand, because Streamlit keeps to itself what went wrong while a file was made.
    problem = _problem(run.path, changed)
    if problem:
        st.caption(f"This map cannot be downloaded as one file: {problem}.")
        return
    st.download_button(
        "Download as one HTML file",
        lambda: _kept_page(run.path, changed),
        file_name=f"latent-map-{run.id}.html",
        mime="text/html",
        icon=":material/download:",
        on_click="ignore",
        help="Map, pictures, decoder, encoder, drawing pad and interpolation in one file; it works without a network.",
    )


@lru_cache(maxsize=64)
def _problem(path: Path, changed: tuple[int, ...]) -> str:
    try:
        check_page(Run(path))
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4)  # a class that takes the same run home has it made once; it is of some 9 MB
def _kept_page(path: Path, changed: tuple[int, ...]) -> bytes:
    return page(Run(path))
