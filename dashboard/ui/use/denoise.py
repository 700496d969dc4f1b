"""Test images with noise, denoised by a run's model, with a picture of some."""

from dataclasses import replace

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray

from dashboard.ui.images import images_or_stop
from dashboard.ui.pictures import montage
from vae_core.datasets import pixels
from vae_core.file_cache import cached_by_file
from vae_core.measures.denoising import Denoised, measure_denoising
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader

DENOISED_SHOWN = 24
_COLUMNS = 12
DENOISED_IMAGES = 1000


@cached_by_file("weights.safetensors", entries=32)
@st.spinner("Denoising the images")
def denoised(run: Run, noise: str, level: float) -> tuple[Denoised, NDArray[np.uint8]]:
    """Returns the PSNR of the first DENOISED_IMAGES test images in decibels, and a picture of DENOISED_SHOWN of them."""
    image_set = images_or_stop(run.config)
    rows = image_set.test[:DENOISED_IMAGES]
    found = measure_denoising(known_model(run), BatchLoader(image_set), rows, noise, level)
    threes = [pixels(part[:DENOISED_SHOWN]) for part in (found.clean, found.noisy, found.denoised)]
    rows_of_three = zip(*(torch.split(part, _COLUMNS) for part in threes), strict=True)
    picture = montage(torch.cat([part for three in rows_of_three for part in three]), _COLUMNS)
    none = found.clean[:0]
    return replace(found, clean=none, noisy=none, denoised=none), picture
