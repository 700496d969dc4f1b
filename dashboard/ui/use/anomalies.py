"""Anomaly scores of images of a left-out class: of the ten bundled models, or of a run of this server."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor

from dashboard.ui.names import data_name, model_name, short_id
from dashboard.ui.pictures import paired
from dashboard.ui.session import all_runs, is_bundled
from vae_core.assets import ASSETS
from vae_core.datasets import ImageSet, load_dataset, load_for, pixels
from vae_core.file_cache import cached_by_file
from vae_core.files import read_tensors
from vae_core.measures.anomaly import SCORES, anomaly_scores, auroc
from vae_core.pictures import montage
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader

_FILE = ASSETS / "anomaly" / "mnist.safetensors"
HIGHEST_SHOWN = 24
_COLUMNS = 6
SCORED_IMAGES = 3000  # test images, for a run of this server


@dataclass(frozen=True, eq=False)
class Judged:
    """A model's scores of test images by name (N,), which images are anomalous (N,), those with the highest scores."""

    scores: dict[str, Tensor]
    is_strange: Tensor
    strangest: dict[str, Tensor]  # rows among the N, (HIGHEST_SHOWN,)
    pictures: dict[str, Tensor]  # their reconstructions, (HIGHEST_SHOWN, C, H, W) uint8
    images: Tensor  # the N test images

    def split(self, score: str) -> tuple[Tensor, Tensor]:
        """Returns the scores of the normal and of the anomalous images."""
        return self.scores[score][~self.is_strange], self.scores[score][self.is_strange]

    def picture(self, score: str) -> NDArray[np.uint8]:
        """Returns a picture of the images with the highest scores, each above its reconstruction."""
        return montage(paired(self.images[self.strangest[score].long()], self.pictures[score], _COLUMNS), _COLUMNS)


def own_runs() -> dict[str, int | str]:
    """Returns the finished runs of this server that were trained without a class: title -> id."""
    found: dict[str, int | str] = {}
    for run in all_runs():
        try:
            if not is_bundled(run) and run.is_ready and run.config.classes:
                left = [name for name in run.config.dataset.class_names if name not in run.config.classes]
                kind = f"{data_name(run.config.data)}, {model_name(run.config.model)}"
                found[f"{kind} without {', '.join(left)} · {short_id(run.id)}"] = run.id
        except (ValueError, KeyError):
            continue  # the Runs page shows what is damaged
    return found


@st.cache_data(max_entries=10, show_spinner=False)
def bundled(digit: int) -> Judged:
    """Returns the scores of MNIST's 10,000 test images in the bundled model without this digit."""
    tensors, _ = read_tensors(_FILE)
    image_set = load_dataset("mnist")
    parts = [tensors[name][digit] for name in ("scores", "strangest", "pictures")]
    scores, strangest, pictures = (dict(zip(SCORES, part, strict=True)) for part in parts)
    return Judged(
        scores, image_set.labels[image_set.test] == digit, strangest, pictures, image_set.images[image_set.test]
    )


@cached_by_file("weights.safetensors", entries=4)
@st.spinner("Scoring the test images")
def judged(run: Run) -> Judged:
    """Returns the same for a run of this server, for the first SCORED_IMAGES test images of all classes."""
    image_set, model = load_for(replace(run.config, classes=(), subset=0)), known_model(run)
    rows, loader = image_set.test[:SCORED_IMAGES], BatchLoader(image_set)
    scores = anomaly_scores(model, loader, rows)
    known = torch.tensor([name in run.config.classes for name in image_set.class_names])
    strangest = {name: values.topk(min(HIGHEST_SHOWN, len(rows))).indices for name, values in scores.items()}
    pictures = {name: _reconstructed(run, image_set, rows[chosen]) for name, chosen in strangest.items()}
    return Judged(scores, ~known[image_set.labels[rows]], strangest, pictures, image_set.images[rows])


@torch.no_grad()
def _reconstructed(run: Run, image_set: ImageSet, rows: Tensor) -> Tensor:
    return pixels(known_model(run).reconstruct(next(BatchLoader(image_set).grey_batches(rows))))


@st.cache_data(show_spinner=False)
def cost_when_known(digit: int, score: str) -> float:
    """Returns the mean score of a digit's test images in the nine bundled models that were trained on it."""
    known = [bundled(other) for other in range(10) if other != digit]
    is_digit = bundled(digit).is_strange
    return float(torch.stack([each.scores[score][is_digit] for each in known]).mean())


@st.cache_data(show_spinner=False)
def auroc_table() -> list[dict[str, Any]]:
    """Returns the AUROC of each bundled model and score: one row for each left-out digit."""
    rows = []
    for digit in range(10):
        found = {name: auroc(*bundled(digit).split(name)) for name in SCORES}
        row: dict[str, Any] = {"left out": str(digit)}
        for name, each in found.items():
            row |= {name: each.value, f"± {name}": each.standard_error}
        rows.append(row)
    return rows


def means_of_ten() -> str:
    """Returns the mean AUROC of the ten bundled models by score: "elbo 0.84, ..."."""
    table = auroc_table()
    return ", ".join(f"{name} {sum(row[name] for row in table) / len(table):.2f}" for name in SCORES)


@st.cache_data(show_spinner=False)
def kl_in_parts(digit: int) -> str:
    """Returns a sentence with the mean parts of the KL of known images and of the digit's, in its bundled model."""
    (distance, width), (strange_distance, strange_width) = read_tensors(_FILE)[0]["kl_parts"][digit].tolist()
    return (
        f"For known digits the parts are {distance:.2f} and {width:.2f} nats on average, "
        f"for images of {digit} {strange_distance:.2f} and {strange_width:.2f}."
    )


class Reason(NamedTuple):
    """A short name of what is wrong with a score, and why."""

    title: str
    words: str


def why_weak(score: str, area: float, asked: int | str) -> Reason | None:
    """Returns the reason why a score separates anomalies badly; None where its AUROC is 0.75 or more."""
    if score == "kl" and area < 0.5:
        return Reason("Worse than chance", _worse_than_chance(kl_in_parts(asked) if isinstance(asked, int) else ""))
    return Reason("A weak score", _LIKELIHOODS_FAIL) if area < 0.75 else None


def _worse_than_chance(parts: str) -> str:
    return f"""
The KL divergence is the distance of a posterior from the prior, not of an image from the training images.
It has two parts. The first is half the squared distance of the mean from the origin.
The second grows as the posterior becomes narrower. {parts}

An image of an unknown class resembles several known classes, so the encoder places it between them, near the origin.
There the first part is small. Alone the KL divergence is not an anomaly score.
"""


_LIKELIHOODS_FAIL = """
Likelihoods are known to fail as anomaly scores (Nalisnick et al. 2019). There are two reasons.

First, a likelihood also depends on the complexity of an image. A 1 is one stroke on an empty background.
A decoder that was never trained on a 1 can be wrong in few pixels, so an unknown 1 often costs no more than a known 8.
Serrà et al. (2020) therefore subtract a measure of complexity.

Second, a decoder interpolates between the classes it was trained on, so 4s and 7s are enough to reconstruct a 9.
"""
