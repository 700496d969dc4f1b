"""The bundled runs that lessons show: their models, test images and codes, in memory for all visitors."""

from typing import NamedTuple

import streamlit as st
import torch
from torch import Tensor

from dashboard.ui.session import PLANE_RUNS
from vae_core.assets import PRETRAINED
from vae_core.datasets import ImageSet, load_dataset, load_for
from vae_core.files import read_tensors
from vae_core.measures.bounds import image_log_joint, log_evidence, log_weights
from vae_core.measures.holes import RateSplit, find_holes, plane_grid, split_rate
from vae_core.measures.latent_paths import PathMeasures, measure_paths, pairs_with_different_labels
from vae_core.measures.mcmc import Chain, PosteriorPlane, metropolis, posterior_plane
from vae_core.measures.metrics import embed_all
from vae_core.measures.planes import PlaneQuality, model_plane, pca_plane
from vae_core.models import LatentVariableModel, Model, Posterior
from vae_core.models.pca import Components, principal_components
from vae_core.runs.run import Run, known_model
from vae_core.theory.em import fit_by_em, fit_by_gradient, random_start
from vae_core.theory.reparameterisation import posterior_cloud
from vae_core.training.batches import BatchLoader

_SAMPLES, _GRID_SIDE = 2000, 61  # of the lesson on holes: samples for a share, points along a side of its picture
_CHAIN_START = 3.0  # of a Markov chain, in sd from the encoder's mean
_TRAINING = 0  # the number of the training split in latents.safetensors
PLANES = {"Autoencoder": "mnist-ae-2d", "VAE": "mnist-vae-2d"}  # with two latent dimensions


def bundled_model(name: str) -> Model:
    """The model of a bundled run, with its trained weights."""
    return known_model(Run(PRETRAINED / name))


def bundled_vae(name: str) -> LatentVariableModel:
    """The model of a bundled run that has a posterior. ValueError if it has none."""
    model = bundled_model(name)
    if not isinstance(model, LatentVariableModel):
        raise ValueError(f"{name} has no posterior; choose a run of a VAE")
    return model


@st.cache_resource(show_spinner=False)
def bundled_images(name: str) -> ImageSet:
    """The images that a bundled run was trained on."""
    return load_for(Run(PRETRAINED / name).config)


def codes_in_the_plane(name: str, count: int) -> list[list[float]]:
    """The codes of the first test images of a bundled run with two latent dimensions, each with its label: (count, 3)."""
    images, codes = bundled_images(name), bundled_codes(name)["mean"][:count]
    return torch.cat([codes, images.labels[images.test[:count], None]], 1).tolist()


def test_image(name: str, index: int) -> Tensor:
    """Test image `index` of a bundled run's data: (C, H, W) uint8."""
    image_set = bundled_images(name)
    return image_set.images[image_set.test[index]]


@st.cache_resource(show_spinner=False)
def bundled_codes(name: str) -> dict[str, Tensor]:
    """The codes in a bundled run's folder: those of its test images and others."""
    return read_tensors(PRETRAINED / name / "latents.safetensors")[0]


@st.cache_resource(show_spinner=False)
@torch.no_grad()
def squared_errors(name: str, count: int = 1000) -> Tensor:
    """The squared errors of a bundled VAE's reconstructions of its first test images, from the means: (count, pixels)."""
    images = bundled_images(name)
    shown = images.images[images.test[:count]] / 255
    found = bundled_vae(name).decode(bundled_vae(name).encode(shown).mean)
    return (shown - found).flatten(1).square()


@st.cache_resource(show_spinner="Computing principal components")
def mnist_components() -> Components:
    """All 784 principal components of MNIST's training images."""
    return principal_components(bundled_images("mnist-vae-2d"), 784)


def mnist_variances() -> Tensor:
    """The variances of MNIST's training images along their principal components, the largest first: (784,)."""
    return mnist_components().variances


@st.cache_resource(show_spinner="Measuring four planes")
def mnist_planes() -> dict[str, PlaneQuality]:
    """The planes of PCA, a linear autoencoder, an autoencoder and a VAE for the same digits."""
    images, linear = bundled_images("mnist-vae-2d"), known_model(Run(PLANE_RUNS / "mnist-linear-2d"))
    rows = torch.arange(len(images.images))
    codes = {"index": rows, "mean": embed_all(linear, BatchLoader(images), rows).mean}
    models = {title: model_plane(bundled_model(run), images, bundled_codes(run)) for title, run in PLANES.items()}
    flat = {"PCA": pca_plane(images, mnist_components()), "Linear autoencoder": model_plane(linear, images, codes)}
    return flat | models


class Holes(NamedTuple):
    """The codes of a bundled VAE with two latent dimensions, compared with its prior."""

    posterior: Posterior  # of all training images
    parts: RateSplit
    usual: float  # share of prior samples (temperature 1) in holes
    few: float  # the same, compared with the first `few` training images only
    side: Tensor  # coordinates along a side of the grid
    ratio: Tensor  # log q / p over the plane


@st.cache_resource(show_spinner="Looking for holes")
def holes_of(name: str, few: int, factor: float) -> Holes:
    """The holes: places where the prior is `factor` times denser than the codes of all training images."""
    posterior = training_posterior(name)
    first = Posterior(posterior.mean[:few], posterior.log_var[:few])
    usual, by_few = (find_holes(some, _SAMPLES, 1.0, factor).share for some in (posterior, first))
    return Holes(posterior, split_rate(posterior, _SAMPLES), usual, by_few, *plane_grid(posterior, count=_GRID_SIDE))


def training_posterior(name: str) -> Posterior:
    """The posteriors of the images that a bundled VAE was trained on."""
    codes = bundled_codes(name)
    is_training = codes["split"] == _TRAINING
    return Posterior(codes["mean"][is_training], codes["log_var"][is_training])


@st.cache_data(max_entries=200, show_spinner="Summing over the plane")
def evidence_of(name: str, index: int) -> float:
    """log p(x) of test image `index` under a bundled VAE with two latent dimensions, in nats."""
    return log_evidence(bundled_vae(name), test_image(name, index))


@st.cache_resource(max_entries=200, show_spinner=False)
def weights_of(name: str, index: int) -> Tensor:
    """The log importance weights of 10,000 samples for that image: (10000,)."""
    return log_weights(bundled_vae(name), test_image(name, index), 10_000)


class ChainOnPlane(NamedTuple):
    """The true posterior of a test image, a Markov chain that samples it, and the encoder's posterior."""

    plane: PosteriorPlane
    chain: Chain
    mean: Tensor  # of the encoder's posterior, (2,)
    sd: Tensor  # (2,)


# Kept, because a chain calls the decoder up to 2,000 times, once a step, and the plane decodes two grids of 3,721 codes.
@st.cache_data(max_entries=200, show_spinner=False)
def chain_of(name: str, index: int, steps: int, width: float) -> ChainOnPlane:
    """A chain of `steps` steps for test image `index` under a bundled VAE; `width` of a step in sd of the encoder."""
    model, image = bundled_vae(name), test_image(name, index)
    encoder = posterior_cloud(model, image, 1)
    start, step = encoder.mean + _CHAIN_START * encoder.sd, width * encoder.sd
    chain = metropolis(lambda z: image_log_joint(model, image, z), start, steps, step)
    return ChainOnPlane(posterior_plane(model, image, encoder.mean, encoder.sd), chain, encoder.mean, encoder.sd)


def digits() -> ImageSet:
    """The small digits, 8 x 8, on which most of the lessons' runs were trained."""
    return load_dataset("digits")


@st.cache_resource(show_spinner=False)
def digits_labels() -> Tensor:
    """The labels of the test images of the small digits: (179,)."""
    return digits().labels[digits().test]


@st.cache_resource(show_spinner=False)
def digits_variances() -> Tensor:
    """The variances of the small digits' training images along their principal components: (64,)."""
    return principal_components(digits(), 64).variances


@st.cache_data(max_entries=100, show_spinner=False)
def linear_fits(latent_dim: int, seed: int, steps: int) -> tuple[Tensor, Tensor]:
    """log p(x) of EM and the ELBO of a linear VAE after each step, on the small digits: two (steps + 1,)."""
    variances = digits_variances()
    covariance, start = torch.diag(variances), random_start(len(variances), latent_dim, seed)
    return fit_by_em(covariance, start, steps).nats, fit_by_gradient(covariance, start, steps).nats


@st.cache_resource(show_spinner=False)
def mnist_pairs() -> tuple[Tensor, Tensor]:
    """Pairs of MNIST's test images with different labels: two (200,)."""
    images = bundled_images("mnist-vae-2d")
    return pairs_with_different_labels(images.labels[images.test], 200)


@st.cache_resource(show_spinner="Measuring paths between 200 pairs of digits")
def mnist_paths() -> dict[str, PathMeasures]:
    """The straight paths between these pairs in an autoencoder and a VAE, rated by a VAE with ten latent dimensions."""
    (first, second), judge = mnist_pairs(), bundled_vae("mnist-vae-10d")
    codes = {run: bundled_codes(run)["mean"] for run in PLANES.values()}
    return {
        title: measure_paths(bundled_model(run), judge, codes[run][first], codes[run][second])
        for title, run in PLANES.items()
    }
