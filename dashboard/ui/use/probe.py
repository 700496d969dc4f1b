"""Accuracy of a linear classifier on a run's codes, on pixels and on principal components."""

from collections.abc import Sequence

import streamlit as st
import torch

from dashboard.ui.images import images_or_stop
from dashboard.ui.run_codes import codes_of
from vae_core.datasets import subset
from vae_core.file_cache import cached_by_file
from vae_core.measures.linear_probe import COUNTS, Probe, linear_probe
from vae_core.models.pca import principal_components
from vae_core.runs.run import Run

PROBED_IMAGES = 1000  # test images
_FEWEST = 10  # training images
KNOWN = 5000  # training images, from which the labelled ones are sampled

ProbeCurve = tuple[Sequence[float], Sequence[float], Sequence[float]]


@cached_by_file("weights.safetensors", entries=32)
@st.spinner("Fitting linear classifiers")
def probes(run: Run) -> dict[str, list[Probe]]:
    """Returns accuracies by number of labels: of the codes, of as many principal components, of the pixels."""
    codes, image_set = codes_of(run), images_or_stop(run.config)
    known, asked = (
        torch.nonzero(codes["split"] == split)[:limit, 0] for split, limit in ((0, KNOWN), (2, PROBED_IMAGES))
    )
    if run.trained_on.train < _FEWEST:
        raise ValueError(
            f"a linear probe needs {_FEWEST} training images, and this run has {run.trained_on.train}; "
            "choose another run"
        )
    if len(known) < _FEWEST:
        raise ValueError(
            "this run stores no codes of training images, because they are too many or too long; choose another run"
        )
    labels = codes["label"].long()
    pixels = {
        name: image_set.images[codes["index"][rows].long()].flatten(1).float() / 255
        for name, rows in (("known", known), ("asked", asked))
    }
    count = codes["mean"].shape[1]
    # The components are computed without labels, as the codes are.
    pca = principal_components(subset(image_set, min(KNOWN, len(image_set.train))), count)
    projected = {name: ((values - pca.mean) @ pca.components).float() for name, values in pixels.items()}
    ways = {
        "this run's codes": (codes["mean"][known], codes["mean"][asked], COUNTS),
        f"{count} principal components": (projected["known"], projected["asked"], COUNTS),
        "all pixels": (pixels["known"], pixels["asked"], COUNTS[:3]),
    }
    return {
        name: linear_probe(first, labels[known], second, labels[asked], counts)
        for name, (first, second, counts) in ways.items()
    }


def lines(found: dict[str, list[Probe]]) -> dict[str, ProbeCurve]:
    """Returns the same as curves: numbers of labels, accuracies in %, their standard errors."""
    return {
        name: (
            [each.labels for each in row],
            [100 * each.accuracy for each in row],
            [100 * each.standard_error for each in row],
        )
        for name, row in found.items()
    }
