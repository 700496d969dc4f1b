"""Test images with noise, denoised by a run's model, as rows of pictures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard.ui.images import images_or_stop
from dashboard.ui.session import DENOISING
from vae_core.datasets import pixels
from vae_core.file_cache import cached_by_file
from vae_core.measures.denoising import Denoised, measure_denoising
from vae_core.pictures import montage
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader

DENOISING_RUN, PLAIN_RUN = "mnist-denoising-32d", "mnist-ae-32d"
DENOISED_SHOWN = 10
DENOISED_IMAGES = 1000


class DenoisedRows(NamedTuple):
    """The PSNR of a run's denoised images, and pictures of the first DENOISED_SHOWN, each a row."""

    measured: Denoised  # without its images
    clean: NDArray[np.uint8]
    noisy: NDArray[np.uint8]
    denoised: NDArray[np.uint8]


@cached_by_file("weights.safetensors", entries=32)
@st.spinner("Denoising the images")
def denoised(run: Run, noise: str, level: float) -> DenoisedRows:
    """Returns the PSNR of the first DENOISED_IMAGES test images in decibels, and pictures; the same noise for every run."""
    image_set = images_or_stop(run.config)
    rows = image_set.test[:DENOISED_IMAGES]
    found = measure_denoising(known_model(run), BatchLoader(image_set), rows, noise, level)
    pictures = [
        montage(pixels(part[:DENOISED_SHOWN]), DENOISED_SHOWN, width=1344)
        for part in (found.clean, found.noisy, found.denoised)
    ]
    none = found.clean[:0]
    return DenoisedRows(replace(found, clean=none, noisy=none, denoised=none), *pictures)


def denoising_runs() -> Sequence[Run]:
    """Returns the two bundled autoencoders: the first is trained on noisy images, the second on clean ones."""
    return [Run(DENOISING / name) for name in (DENOISING_RUN, PLAIN_RUN)]


def contrast_to(run: Run) -> Run | None:
    """Returns a bundled run on the same images that is trained the other way; None for other images."""
    trained_on_noise, trained_on_clean = denoising_runs()
    if run.trained_on.checksum != trained_on_noise.trained_on.checksum:
        return None
    return trained_on_clean if run.config.model == "denoising" else trained_on_noise
