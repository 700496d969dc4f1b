"""The bundled runs on sprites: a VAE, a beta-VAE and a beta-TCVAE, with codes, factors and measures of three seeds."""

from statistics import median
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_core.assets import ASSETS
from vae_core.datasets import pixels
from vae_core.files import read_json, read_tensors
from vae_core.measures.disentanglement import (
    factor_information,
    most_varying_dimensions,
    mutual_information_gap,
    rotated,
)
from vae_core.models import Model
from vae_core.pictures import montage
from vae_core.runs.run import Run, known_model

_PAIR = ASSETS / "disentangled"
SPRITE_RUN_TITLES = {"vae": "VAE, beta 1", "beta_vae": "beta-VAE, beta 6", "beta_tcvae": "beta-TCVAE, weight 6"}
_STEPS = 9


class FactorsInCodes(NamedTuple):
    """The share of each factor's entropy that each dimension contains (F, D), and the mutual information gap."""

    shares: Tensor
    mig: float


def pair_model(name: str) -> Model:
    """The trained model of the first seed."""
    return known_model(Run(_PAIR / name))


@st.cache_resource(show_spinner=False)
def pair_codes(name: str) -> dict[str, Tensor]:
    """Its codes of the test images, and the factors of these images."""
    return read_tensors(_PAIR / name / "latents.safetensors")[0]


def factors_in_codes(name: str, degrees: float) -> FactorsInCodes:
    """The information about the factors in its codes after a rotation of the two dimensions that vary most."""
    codes = pair_codes(name)
    mean = rotated(codes["mean"], most_varying_dimensions(codes["mean"]), degrees)
    return FactorsInCodes(
        factor_information(mean, codes["factors"]), mutual_information_gap(mean, codes["factors"]).score or 0.0
    )


def sprite_runs(name: str) -> list[dict[str, Any]]:
    """The measures of the runs of one model, one for each seed."""
    return [measures for run, measures in read_json(_PAIR / "measures.json").items() if run.rsplit("-", 1)[0] == name]


def measures_over_seeds(name: str) -> dict[str, str]:
    """The median and the range of each measure over the seeds."""
    found = sprite_runs(name)
    return {
        "MIG": _range([one["mig"] for one in found], 2),
        "total correlation": _range([one["rate_parts"]["total_correlation"] for one in found], 1),
        "-ELBO": _range([-one["terms"]["elbo"] for one in found], 1),
        "reconstruction": _range([one["terms"]["reconstruction"] for one in found], 1),
    }


def _range(values: list[Any], digits: int) -> str:
    low, middle, high = (f"{value:.{digits}f}" for value in (min(values), median(values), max(values)))
    return f"{middle} ({low} to {high})"


def pair_traversals(name: str, image: int, degrees: float, reach: float = 2.5) -> NDArray[np.uint8]:
    """Traversals of a test image's code: one row per rotated dimension, moved from -reach to reach, the others kept."""
    mean = pair_codes(name)["mean"]
    plane = most_varying_dimensions(mean)
    start = rotated(mean, plane, degrees)[image]
    z = start.repeat(len(start), _STEPS, 1)
    for dimension in range(len(start)):
        z[dimension, :, dimension] = torch.linspace(-reach, reach, _STEPS)
    with torch.no_grad():
        return montage(pixels(pair_model(name).decode(rotated(z.flatten(0, 1), plane, -degrees))), _STEPS, width=594)
