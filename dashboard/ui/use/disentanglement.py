"""Information of a run's codes about the factors, the parts of its rate, and images along each latent dimension."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor

from dashboard.ui.images import images_or_stop
from dashboard.ui.run_codes import codes_of
from vae_core.datasets import pixels
from vae_core.file_cache import cached_by_file
from vae_core.measures.disentanglement import disentanglement, factor_information
from vae_core.pictures import montage
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader

FACTOR_IMAGES = 1200  # test images
TRAVERSAL_STEPS = 11
TRAVERSED_IMAGES = 200  # test images to choose from


@dataclass(frozen=True, eq=False)
class Found:
    """The measures of vae_core's disentanglement, and the table behind the MIG: (F, D) shares, None without factors."""

    measures: dict[str, Any]
    known: Tensor | None
    factors: tuple[str, ...]


@cached_by_file("weights.safetensors", entries=16)
@st.spinner("Measuring the codes")
def measured(run: Run) -> Found:
    """Returns the measures of the first FACTOR_IMAGES test images."""
    image_set, codes = images_or_stop(run.config), codes_of(run)
    rows = image_set.test[:FACTOR_IMAGES]
    measures = disentanglement(known_model(run), BatchLoader(image_set), image_set, rows)
    known = (
        None if image_set.factors is None else factor_information(codes["mean"][: len(rows)], image_set.factors[rows])
    )
    return Found(measures, known, tuple(image_set.factor_names))


def last_image(run: Run) -> int:
    """Returns the number of the last test image to choose from; a small data set has fewer than TRAVERSED_IMAGES."""
    return min(run.trained_on.test, TRAVERSED_IMAGES) - 1


@cached_by_file("weights.safetensors", entries=64)
def traversals(run: Run, image: int, reach: float) -> NDArray[np.uint8]:
    """Returns a picture with a row for each dimension: a test image's code with that number changed from -reach to reach."""
    model, codes = known_model(run), codes_of(run)
    if model.is_conditional:
        raise ValueError("the images of a conditional model also depend on a label; choose another run")
    start = codes["mean"][image]
    z = start.repeat(len(start), TRAVERSAL_STEPS, 1)
    for dimension in range(len(start)):
        z[dimension, :, dimension] = torch.linspace(-reach, reach, TRAVERSAL_STEPS)
    with torch.no_grad():
        return montage(pixels(model.decode(z.flatten(0, 1))), TRAVERSAL_STEPS)
