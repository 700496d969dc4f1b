"""New images of a run: codes from a sampler, decoded to mean images or sampled pixels, in one picture."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor

from dashboard.ui.run_codes import codes_of, posterior_of
from vae_core.datasets import pixels
from vae_core.file_cache import cached_by_file
from vae_core.measures.samplers import FittedMixture, fit_mixture, from_aggregate, from_prior
from vae_core.models import Model
from vae_core.pictures import montage
from vae_core.runs.run import Run, known_model

_ASPECT = 1.6  # of the picture: a wide window shows as many rows as columns of it at once
SHOWS = {"mean": "the decoder's mean", "pixels": "pixels sampled from p(x|z)"}


@dataclass(frozen=True)
class Request:
    """The images that a visitor requests."""

    sampler: str
    count: int
    seed: int
    temperature: float
    label: int | None  # None: each label in turn; ignored unless the model is conditional
    show: str


@cached_by_file("weights.safetensors", entries=64)
@st.spinner("Generating images")
def generated(run: Run, request: Request) -> NDArray[np.uint8]:
    """Returns the picture of the requested images, the same for the same request."""
    model, generator = known_model(run), Generator().manual_seed(request.seed)
    labels = _labels(model, request)
    with torch.no_grad():
        z = _codes(run, model, request, labels, generator)
        output = model.decode_output(z, labels)
        images = (
            model.likelihood.sample(output, generator) if request.show == "pixels" else model.likelihood.mean(output)
        )
    return montage(pixels(images), columns_of(request.count, model.is_conditional and request.label is None))


def columns_of(count: int, has_rows_of_labels: bool) -> int:
    """Returns the columns of the picture: 10 where each row has one label, else so many that it is wider than high."""
    return 10 if has_rows_of_labels else max(10, round((count * _ASPECT) ** 0.5))


def _labels(model: Model, request: Request) -> Tensor | None:
    """Returns one label for each image, or rows of each label in turn."""
    if not model.is_conditional:
        return None
    if request.label is not None:
        return torch.full((request.count,), request.label)
    return torch.arange(request.count) // columns_of(request.count, True) % model.architecture.labels


def _codes(run: Run, model: Model, request: Request, labels: Tensor | None, generator: Generator) -> Tensor:
    if request.sampler == "prior":
        return from_prior(model, request.count, generator, request.temperature, labels)
    if labels is None:
        return _drawn(run, request, None, request.count, generator)
    z = torch.empty(request.count, model.architecture.latent_dim)
    for label in torch.unique(labels).tolist():  # a conditional model's codes have another distribution for each label
        rows = labels == label
        z[rows] = _drawn(run, request, label, int(rows.sum()), generator)
    return z


def _drawn(run: Run, request: Request, label: int | None, count: int, generator: Generator) -> Tensor:
    if request.sampler == "mixture":
        return _mixture(run, label).sample(count, generator, request.temperature)
    codes = codes_of(run)
    chosen = codes["label"] == label if label is not None else torch.ones(len(codes["label"]), dtype=torch.bool)
    posterior = posterior_of({name: codes[name][chosen] for name in ("mean", "log_var") if name in codes})
    return from_aggregate(posterior, count, generator, request.temperature)


@cached_by_file("weights.safetensors", entries=32)
@st.spinner("Fitting a mixture to the codes")
def _mixture(run: Run, label: int | None) -> FittedMixture:
    codes = codes_of(run)
    means = codes["mean"] if label is None else codes["mean"][codes["label"] == label]
    return fit_mixture(means, min(10, len(means)))
