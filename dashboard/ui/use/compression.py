"""The bits that a run's model needs for images, and those of other codes; measured once for each run."""

from typing import Any

import streamlit as st

from dashboard.ui.images import images_or_stop
from vae_core.datasets import ImageSet, subset
from vae_core.file_cache import cached_by_file
from vae_core.measures.compression import (
    CompressionCost,
    RoundedPca,
    black_and_white,
    model_cost,
    png_bits,
    rounded_pca,
)
from vae_core.runs.run import Run, known_model

CODED_IMAGES = 500  # test images
_SAMPLES = 10
_TRAIN = 5000  # images for the principal components and the frequencies of their values


@cached_by_file("weights.safetensors", entries=32)
@st.spinner("Counting bits")
def cost_of(run: Run) -> CompressionCost:
    """Returns what the first CODED_IMAGES test images cost with this run's model."""
    image_set = images_or_stop(run.config)
    return model_cost(known_model(run), image_set, image_set.test[:CODED_IMAGES], _SAMPLES)


def others_of(run: Run) -> tuple[list[RoundedPca], dict[str, float]]:
    """Returns rounded PCA of the same images, and the bits per image of the exact codes."""
    image_set = images_or_stop(run.config)
    return _others(image_set, image_set.checksum)


@st.cache_data(max_entries=8, show_spinner="Measuring PNG and principal components")
def _others(_image_set: ImageSet, checksum: str) -> tuple[list[RoundedPca], dict[str, float]]:
    images = _image_set.images[_image_set.test[:CODED_IMAGES]]
    fewer = subset(_image_set, min(_TRAIN, len(_image_set.train)))
    exact = {"raw": 8.0 * images[0].numel(), "png": png_bits(images), "png_drawn": png_bits(black_and_white(images))}
    return rounded_pca(fewer, _image_set.test[:CODED_IMAGES]), exact


def table(cost: CompressionCost, exact: dict[str, float]) -> list[dict[str, Any]]:
    """Returns one row for each code: its bits per image, and the image that can be decoded."""
    grey, drawn = "exact, grey", "exact, 0 or 1"
    rows = [("raw, 8 bits per value", exact["raw"], grey), ("PNG", exact["png"], grey)]
    rows += [("PNG, 1 bit per value", exact["png_drawn"], drawn)]
    if cost.bound is not None and cost.likelihood is not None:
        rows += [("model: -ELBO / ln 2, with bits-back coding", cost.bound, drawn)]
        rows += [(f"model: NLL / ln 2, {cost.samples} importance samples", cost.likelihood, drawn)]
    if cost.code is not None:
        rows += [("model: KL / ln 2, for the code alone", cost.code, "reconstruction")]
    return [{"code": code, "bits per image": bits, "decoded image": image} for code, bits, image in rows]
