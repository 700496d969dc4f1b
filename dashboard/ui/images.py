"""The images of a page, loaded once for all visitors, and the baselines beside the training curves."""

from math import prod

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.markdown import error_for_page, plain
from vae_core.config import RunConfig
from vae_core.datasets import ImageSet, load_for
from vae_core.file_cache import cached_by_file
from vae_core.nn.likelihoods import LIKELIHOODS, Baselines
from vae_core.pictures import montage
from vae_core.runs.run import Run

SAMPLES_SHOWN = 24
_BASELINE_BYTES = 500_000_000  # of images that are read for the baselines


def images_or_stop(config: RunConfig) -> ImageSet:
    """Returns a configuration's images; if they are not on this machine, offers their download and ends the page."""
    try:
        return load_for(config)
    except ValueError as error:
        st.warning(plain(str(error)), icon=":material/cloud_off:")
        if config.dataset.is_download and st.button(f"Download {config.dataset.title}"):
            _download(config)
        end_page()


def images_note(run: Run) -> str:
    """Returns a note if the images of a run are missing here or differ from those of its training; empty otherwise.

    Its map still works: the codes are in the run.
    """
    try:
        found = _checksum_here(run)
    except ValueError as error:
        return f"The map shows no images of the data: {error}"
    trained = run.trained_on.checksum
    if trained and found != trained:
        return (
            f"The images of {run.config.data} here have the checksum {found[:12]}; the run was trained on {trained[:12]}. "
            "Images on this page may not be those of the codes. Put the former files back to see them."
        )
    return ""


@cached_by_file("config.json", entries=64)
def _checksum_here(run: Run) -> str:
    """Returns the checksum of a run's images on this machine, read once; errors are not kept, as a download may follow."""
    return load_for(run.config).checksum


def _download(config: RunConfig) -> None:
    bar = st.progress(0.0)

    def show(fraction: float, text: str) -> None:
        bar.progress(min(fraction, 1.0), text)

    try:
        load_for(config, download=True, progress=show)
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
    else:
        st.rerun()


def show_samples(image_set: ImageSet) -> None:
    """Shows some training images, the same at every visit."""
    images = image_set.images[image_set.train[:SAMPLES_SHOWN]]
    st.image(
        montage(images, columns=12),
        width="stretch",
        caption=f"{len(image_set.train):,} training images. These are the first {len(images)}.",
        alt=f"{len(images)} training images of {image_set.name}",
    )


def dashed_lines(config: RunConfig, image_set: ImageSet) -> dict[str, float]:
    """Returns values to compare the reconstruction loss with, in nats per image; empty where the likelihood has none."""
    assert config.settings is not None
    found = _baselines(image_set, image_set.checksum, config.settings.likelihood)
    if found is None:
        return {}
    lines = {"baseline: each pixel's mean": found.no_latent}
    return lines | {"minimum: entropy of the grey values": found.floor} if config.target == "grey" else lines


@st.cache_data(max_entries=32, show_spinner="Measuring the images")
def _baselines(_image_set: ImageSet, checksum: str, likelihood: str) -> Baselines | None:
    """Returns the baselines of a likelihood on the validation images, of large sets on as many as fit into the memory."""
    most = _BASELINE_BYTES // prod(_image_set.shape)
    train, validation = (_image_set.images[rows[:most]] for rows in (_image_set.train, _image_set.validation))
    return LIKELIHOODS[likelihood].baselines(train, validation)
