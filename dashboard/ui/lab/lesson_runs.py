"""The small runs made for lessons: their models and codes, in memory for all visitors."""

from typing import Any, NamedTuple

import streamlit as st
import torch
from torch import Tensor

from dashboard.ui.lab.bundled_runs import bundled_images, digits
from dashboard.ui.session import DENOISING, PLANE_RUNS, SWEEP, sweep_runs
from dashboard.ui.thumbnails import picture_address
from vae_core.assets import PRETRAINED
from vae_core.datasets import ImageSet, pixels
from vae_core.measures.conditional_codes import label_accuracy, under_every_label
from vae_core.measures.holes import PriorPlane, prior_plane
from vae_core.measures.jacobian import Displaced, Sensitivity, displaced, plane_sensitivity, sensitivity
from vae_core.measures.metrics import embed_all
from vae_core.measures.sample_quality import squared_error
from vae_core.models import Batch, LatentVariableModel, Model
from vae_core.nn.priors import PRIORS
from vae_core.pictures import montage, png
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader

LESSON_RUNS = PRETRAINED.parent / "lessons"
VOTERS, ASKED = 10_000, 2000  # training and test images of the nearest-neighbour vote
_ON_THE_PLANE, _IN_A_ROW = 150, 12  # codes and images of each run of the sweep that are shown
SIDE = 41  # points along a side of the grid over the plane


def lesson_model(name: str) -> Model:
    """The model with its trained weights of a lesson's run, or of the hidden bundled run of that name."""
    folder = next(folder for folder in (LESSON_RUNS, SWEEP, DENOISING, PLANE_RUNS) if (folder / name).is_dir())
    return known_model(Run(folder / name))


@torch.no_grad()
def reconstructions(model: Model, images: Tensor) -> Tensor:
    """Reconstructions of images in [0, 1] from their own codes: (N, C, H, W) -> (N, C, H, W)."""
    labels = torch.zeros(len(images), dtype=torch.int64)
    return model.reconstruct(Batch(images, images, labels, torch.Generator()))


def embedded_codes(model: Model, image_set: ImageSet, rows: Tensor) -> Tensor:
    """The codes of the images `rows`, the mean where the model has a posterior: (N, D)."""
    return embed_all(model, BatchLoader(image_set), rows).mean


@st.cache_resource(show_spinner="Comparing codes with their neighbours")
def neighbours_of(name: str) -> tuple[Tensor, float]:
    """Codes of MNIST's first test images (ASKED, D), and the accuracy of a vote of their nearest neighbours."""
    return label_accuracy(lesson_model(name), bundled_images("mnist-vae-2d"), VOTERS, ASKED)


@st.cache_resource(show_spinner=False)
def activations_of(name: str) -> tuple[Tensor, float]:
    """The codes of the digits' test images (N, D), and the mean squared error of their reconstructions."""
    model, image_set = lesson_model(name), digits()
    return embedded_codes(model, image_set, image_set.test), squared_error(model, image_set, image_set.test)


def displaced_digit(name: str, index: int, size: float) -> Displaced:
    """Test image `index` of the small digits and two changes of it by the norm `size`, with their codes in a run."""
    return displaced(lesson_model(name), digits().images[digits().test[index]] / 255, size)


class SensitivityPlane(NamedTuple):
    """The norm of the code's derivative over the part of the latent plane where the codes are."""

    across: Tensor
    along: Tensor
    norms: Tensor  # (len(along), len(across)), at the images decoded from the grid
    sensitivity: Sensitivity  # at the test images
    error: float  # their mean squared error


@st.cache_resource(show_spinner="Measuring the Jacobian over the plane")
def sensitivity_plane(name: str) -> SensitivityPlane:
    """The Jacobian of a run with two latent dimensions, over the plane and at the digits' test images."""
    model, image_set = lesson_model(name), digits()
    found = sensitivity(model, image_set.images[image_set.test] / 255)
    sides = [torch.linspace(float(axis.min()), float(axis.max()), SIDE) for axis in found.codes.unbind(1)]
    error = squared_error(model, image_set, image_set.test)
    return SensitivityPlane(sides[0], sides[1], plane_sensitivity(model, sides[0], sides[1]), found, error)


@st.cache_resource(show_spinner="Sampling from four priors")
def prior_planes(count: int, factor: float) -> dict[str, PriorPlane]:
    """The priors of runs that differ in nothing else, by their names in the registry; `count` samples of each."""
    images = digits().images[digits().train] / 255
    models = {prior: lesson_model(f"digits-prior-{prior}") for prior in PRIORS}
    return {
        prior: prior_plane(model, images, count, factor)
        for prior, model in models.items()
        if isinstance(model, LatentVariableModel)
    }


def decoded_with_labels(name: str, codes: list[tuple[float, float]]) -> Tensor:
    """Images of codes in the plane under every label of a conditional run: (labels, codes, C, H, W)."""
    return under_every_label(lesson_model(name), torch.tensor(codes))


@st.cache_resource(show_spinner="Decoding the sweep over beta")
@torch.no_grad()
def swept_planes() -> list[dict[str, Any]]:
    """The bundled sweep's runs with two latent dimensions, by beta: codes with labels, and rows of images as a data address.

    The rows are test images, their reconstructions, and samples from the prior: the same codes in every run.
    """
    runs = sorted((run for run in sweep_runs() if run.config.latent_dim == 2), key=_beta_of)
    images = bundled_images("mnist-vae-2d")
    rows = images.test[:_ON_THE_PLANE]
    shown = images.images[rows[:_IN_A_ROW]] / 255
    prior = torch.randn(_IN_A_ROW, 2, generator=torch.Generator().manual_seed(0))
    found = []
    for run in runs:
        model = known_model(run)
        codes = torch.cat([embedded_codes(model, images, rows), images.labels[rows, None]], 1)
        sheet = pixels(torch.cat([shown, reconstructions(model, shown), model.decode(prior)]))
        picture = montage(sheet, _IN_A_ROW, gap=0, width=0)
        found.append({"beta": _beta_of(run), "codes": codes.tolist(), "picture": picture_address(png(picture))})
    return found


def _beta_of(run: Run) -> float:
    return float(run.config.to_plain()["beta"])


@st.cache_resource(show_spinner=False)
def active_in_sweep(latent_dim: int) -> dict[float, int]:
    """The number of active dimensions of the bundled sweep's runs of that size, by beta."""
    runs = [run for run in sweep_runs() if run.config.latent_dim == latent_dim]
    return dict(sorted((_beta_of(run), run.summary.active_units or 0) for run in runs))
