"""The model that files of another program hold, as a configuration and a model of this program, on images that are here."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from vae_core.config import RunConfig
from vae_core.datasets import DATASETS, ImageSet, MissingData, dataset_of, load_for
from vae_core.foreign.conversion import converted_config, converted_model
from vae_core.foreign.layered import LayeredModel, dense_form, layered_config, layered_model, networks
from vae_core.foreign.layers import ForeignModel, dense_layers, proposed_model
from vae_core.foreign.model_files import is_onnx, weights_in
from vae_core.foreign.onnx_model import OnnxFile, onnx_model
from vae_core.foreign.onnx_networks import onnx_networks
from vae_core.foreign.steps import Step
from vae_core.foreign.weight_choices import CLEARLY, best_assumption
from vae_core.foreign.weight_model import (
    Assumed,
    WeightModel,
    assumed_words,
    layered,
    repeated_pixels,
    stated_layers,
    weight_model,
)
from vae_core.foreign.weight_parts import has_convolution, weight_parts
from vae_core.measures.metrics import codes_and_nats
from vae_core.models import Model
from vae_core.nn.networks import ACTIVATIONS
from vae_core.nn.networks.imported import products_of
from vae_core.nn.networks.layer_specs import LAYER_ACTIVATIONS
from vae_core.nn.networks.network import Shape
from vae_core.training.batches import BatchLoader

OUTPUTS = ("sigmoid", "linear")
IMPORT_ACTIVATIONS = tuple(dict.fromkeys((*ACTIVATIONS, *LAYER_ACTIVATIONS)))
SIGMOID_NOTE = "The file does not name the last activation of the decoder: sigmoid was taken."
_SIMILAR = 0.5  # difference of costs up to which the first data set of the registry is taken
_CHECKED = 200  # images with which open choices are compared
_FEWEST_CHECKED, _CHECKED_PRODUCTS = 16, 1e9
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class ModelChoices:
    """The choices of the person who imports; an empty word means: propose it."""

    data: str = ""
    activation: str = ""
    output: str = ""
    layers: str = ""  # numbers of layers that a file of weights does not name: "decoder.0 stride=2 padding=1; ..."
    person: str = ""


@dataclass(frozen=True, eq=False)
class FoundModel:
    """The run's configuration, its model with the file's weights, and what was taken for what."""

    config: RunConfig
    model: Model
    image_set: ImageSet
    mapping: tuple[str, ...]
    notes: tuple[str, ...]
    has_encoder: bool
    decoder_place: int = -1  # which of the ONNX files is the decoder; -1 of weights


def found_model(files: Sequence[Path], choices: ModelChoices) -> FoundModel:
    """Returns the model in one file of weights, or in an ONNX decoder with or without its encoder.

    Raises a ValueError naming what cannot be imported.
    """
    _check(choices)
    if is_onnx(files):
        if choices.layers.strip():
            raise ValueError("an ONNX file names the numbers of its layers; state none for it")
        return _of_onnx([OnnxFile(file.name, onnx_networks(file.read_bytes(), file.name)) for file in files], choices)
    tensors = weights_in(files[0])
    if has_convolution(tensors) or choices.layers.strip() or choices.activation not in ("", *ACTIVATIONS):
        return _of_weights(tensors, choices)
    entries = [dataset_of(choices.data)] if choices.data else list(DATASETS.values())
    proposed = proposed_model(dense_layers(tensors), list(dict.fromkeys(entry.values for entry in entries)))
    foreign = replace(proposed, activation=choices.activation, output=choices.output)
    data, image_set = _images(_fitting(choices.data, lambda shape: _of_size(foreign, shape)))[1:]
    foreign, notes = _completed(foreign, data, image_set)
    return _dense(foreign, data, image_set, notes)


def _check(choices: ModelChoices) -> None:
    if choices.activation and choices.activation not in IMPORT_ACTIVATIONS:
        raise ValueError(f"unknown activation {choices.activation!r}; choose from {', '.join(IMPORT_ACTIVATIONS)}")
    if choices.output and choices.output not in OUTPUTS:
        raise ValueError(f"unknown output {choices.output!r}; choose from {', '.join(OUTPUTS)}")


def _fitting(data: str, read: Callable[[Shape], _Found]) -> dict[str, _Found]:
    """The readings for each data set whose images the model fits, or for the wanted one. A ValueError for none."""
    entries = {data: dataset_of(data)} if data else DATASETS
    known: dict[Shape, _Found | ValueError] = {}
    for entry in entries.values():
        if entry.shape not in known:
            try:
                known[entry.shape] = read(entry.shape)
            except ValueError as error:
                known[entry.shape] = error
    found = {name: each for name, entry in entries.items() if not isinstance(each := known[entry.shape], ValueError)}
    if found:
        return found
    name, reason = next(iter(entries)), next(iter(known.values()))
    if data:
        raise ValueError(f"the model does not fit the images of {data}: {reason}")
    raise ValueError(
        f"no data set here has images of this model's size; add a data set of its size first. For {name}: {reason}"
    )


def _images(found: dict[str, _Found]) -> tuple[_Found, str, ImageSet]:
    """The first reading whose images are on this machine."""
    for name, each in found.items():
        with suppress(MissingData):
            return each, name, load_for(RunConfig(data=name))
    raise ValueError(
        f"the images of {next(iter(found))} are not on this machine; download them on the Train page first"
    )


def _of_size(foreign: ForeignModel, shape: Shape) -> None:
    if foreign.values != torch.Size(shape).numel():
        raise ValueError(f"the decoder gives {foreign.values} values an image, not {torch.Size(shape).numel()}")


def _of_onnx(files: Sequence[OnnxFile], choices: ModelChoices) -> FoundModel:
    (model, decoder), data, image_set = _images(_fitting(choices.data, lambda shape: onnx_model(files, shape)))
    with suppress(ValueError):  # sizes that do not mirror each other stay as they are, layer by layer
        if (foreign := dense_form(model)) is not None:
            return replace(_dense(foreign, data, image_set, []), decoder_place=decoder)
    return replace(_layered(model, data, image_set, []), decoder_place=decoder)


def _dense(foreign: ForeignModel, data: str, image_set: ImageSet, notes: Sequence[str]) -> FoundModel:
    config = _for_images(converted_config(foreign, data), image_set)
    model = converted_model(foreign, config, image_set.shape)
    return FoundModel(config, model, image_set, tuple(foreign.mapping()), tuple(notes), foreign.mean is not None)


def _layered(model: LayeredModel, data: str, image_set: ImageSet, notes: Sequence[str]) -> FoundModel:
    config = _for_images(layered_config(model, data), image_set)
    made = layered_model(model, config)
    return FoundModel(config, made, image_set, tuple(model.mapping()), tuple(notes), bool(model.encoder))


def _for_images(config: RunConfig, image_set: ImageSet) -> RunConfig:
    """The configuration with a batch that a small data set has."""
    return replace(config, batch_size=min(config.batch_size, len(image_set.train)))


def _of_weights(tensors: dict[str, Tensor], choices: ModelChoices) -> FoundModel:
    """The model of a file with convolutions or norms; what it leaves open is decided by images."""
    parts = weight_parts(tensors)
    stated = stated_layers(choices.layers, parts)
    fitting = _fitting(choices.data, lambda shape: weight_model(parts, shape, stated))
    best = min(model.cost for model in fitting.values())
    usual = {name: model for name, model in fitting.items() if model.cost <= best + _SIMILAR}
    try:
        model, data, image_set = _images(usual)
    except ValueError:
        if len(usual) == len(fitting):
            raise
        model, data, image_set = _images(fitting)
    output = choices.output or "sigmoid"
    images = _checked_images(layered(model, model.start, output), image_set)
    mean_error = float((images - images.mean(0)).square().mean())
    assumed, was_tested = best_assumption(
        model, lambda each: _squared_error(model, each, output, images), choices.activation, mean_error
    )
    notes = [] if choices.output else [SIGMOID_NOTE]
    notes += _assumptions(model, assumed, choices, data, was_tested)
    return _layered(layered(model, assumed, output), data, image_set, notes)


def _assumptions(model: WeightModel, assumed: Assumed, choices: ModelChoices, data: str, was_tested: bool) -> list[str]:
    notes = []
    reason = f"after a test on images of {data}" if was_tested else "because it is the most usual one"
    if not choices.activation:
        name = assumed.activation.name.replace("_", " ") if assumed.activation else "linear"
        slope = f" with slope {assumed.activation.slope:g}" if assumed.activation and assumed.activation.slope else ""
        notes.append(f"The file does not name the activation: {name}{slope} was taken, {reason}.")
    if words := assumed_words(model, assumed):
        notes.append(f"It does not name strides and padding; the sizes fit with {words}.")
    if words := repeated_pixels(model, assumed):
        notes.append(
            f"Upsamplings repeat pixels; if they interpolate in the model, state {words} (or bilinear_aligned)."
        )
    if not was_tested and model.chains.heads:
        notes.append(
            f"Images of {data} are reconstructed no better than by their mean, so they decided nothing: "
            "state the layers' numbers if the images look wrong."
        )
    return notes


def _checked_images(model: LayeredModel, image_set: ImageSet) -> Tensor:
    """Some test images (N, C, H, W), fewer for a large model: some fifty ways are tried."""
    products = sum(products_of((step.spec for step in steps), shape) for steps, shape in _parts(model))
    count = max(_FEWEST_CHECKED, min(_CHECKED, int(_CHECKED_PRODUCTS / max(1, products))))
    return next(BatchLoader(image_set).grey_batches(image_set.test[:count])).images


def _parts(model: LayeredModel) -> tuple[tuple[tuple[Step, ...], tuple[int, ...]], ...]:
    return (model.encoder, model.shape), (model.decoder, (model.latent_dim,))


def _squared_error(model: WeightModel, assumed: Assumed, output: str, images: Tensor) -> float:
    """The mean squared error of reconstructions (N, C, H, W); infinite where there is no encoder, or the sizes cannot be."""
    if not model.chains.heads:
        return float("inf")
    try:
        foreign = layered(model, assumed, output)
        encoder, decoder = networks(foreign)
    except ValueError:
        return float("inf")
    with torch.no_grad():
        decoded = decoder(encoder(images)[:, : foreign.latent_dim])
        error = float(((decoded.sigmoid() if output == "sigmoid" else decoded) - images).square().mean())
    return error if error == error else float("inf")  # NaN is the one number that differs from itself


def _completed(foreign: ForeignModel, data: str, image_set: ImageSet) -> tuple[ForeignModel, list[str]]:
    """The model with its activation and output, where the file does not name them, and notes on the choice."""
    notes = []
    if not foreign.output:
        foreign = replace(foreign, output="sigmoid")
        notes.append(SIGMOID_NOTE)
    if not foreign.activation and len(foreign.decoder) > 1:
        tried = {name: _nats(replace(foreign, activation=name), data, image_set) for name in ACTIVATIONS}
        best = min(tried, key=lambda name: tried[name])
        # ReLU is by far the most usual; a wrong activation costs a trained model more than this.
        best = best if tried["relu"] > CLEARLY * tried[best] else "relu"
        foreign = replace(foreign, activation=best)
        notes.append(f"The file does not name the activation: {best} was taken, after a test on images of {data}.")
    return foreign, notes


def _nats(foreign: ForeignModel, data: str, image_set: ImageSet) -> float:
    """The mean reconstruction loss on some images; infinite where there is no encoder, or the sizes cannot be."""
    if foreign.mean is None:
        return 0.0 if foreign.activation == "relu" else float("inf")
    try:
        model = converted_model(foreign, converted_config(foreign, data), image_set.shape)
    except ValueError:
        return float("inf")
    _, nats = codes_and_nats(model, BatchLoader(image_set), image_set.test[:_CHECKED])
    return float(nats.mean())
