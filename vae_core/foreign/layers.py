"""A foreign model as dense layers, and the proposal which layer does what, made from the shapes.

Shapes: P values of an image, D latent dimensions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor

from vae_core.foreign.names import pairs_of_heads, sides

MOST_LAYERS = 24
ADVICE = "import a VAE of dense layers, or its decoder as ONNX"


@dataclass(frozen=True)
class ForeignLayer:
    """A dense layer: its name in the file, its weight (outputs, inputs) and its bias (outputs,)."""

    name: str
    weight: Tensor
    bias: Tensor

    @property
    def inputs(self) -> int:
        """The number of inputs."""
        return self.weight.shape[1]

    @property
    def outputs(self) -> int:
        """The number of outputs."""
        return self.weight.shape[0]

    def __str__(self) -> str:
        return f"{self.name} ({self.inputs} to {self.outputs})"


@dataclass(frozen=True)
class ForeignModel:
    """An encoder with its heads and a decoder, each a chain of dense layers; no encoder for a decoder alone."""

    encoder: tuple[ForeignLayer, ...]
    mean: ForeignLayer | None
    log_var: ForeignLayer | None  # None for an autoencoder
    decoder: tuple[ForeignLayer, ...]
    activation: str = ""  # empty: not known
    output: str = ""  # "sigmoid" or "linear"; empty: not known

    @property
    def latent_dim(self) -> int:
        """The size of a code."""
        return self.decoder[0].inputs

    @property
    def values(self) -> int:
        """The number of values of an image."""
        return self.decoder[-1].outputs

    def mapping(self) -> list[str]:
        """Returns what each layer is taken for, one line each."""
        lines = [f"encoder: {layer}" for layer in self.encoder]
        lines += [f"mean: {self.mean}"] if self.mean else []
        lines += [f"log-variance: {self.log_var}"] if self.log_var else []
        return lines + [f"decoder: {layer}" for layer in self.decoder]


def dense_layers(tensors: dict[str, Tensor]) -> list[ForeignLayer]:
    """Returns the dense layers of a state dict, in its order. Raises a ValueError naming a tensor of another kind."""
    layers, used = [], set()
    for name, weight in tensors.items():
        if not name.endswith("weight") or weight.ndim != 2:
            continue
        prefix = name.removesuffix("weight")
        bias = tensors.get(f"{prefix}bias", torch.zeros(len(weight)))
        if bias.shape != (len(weight),):
            raise ValueError(f"{prefix}bias has the shape {tuple(bias.shape)} beside a weight of {tuple(weight.shape)}")
        layers.append(ForeignLayer(prefix.rstrip(".") or "weight", weight.float(), bias.float()))
        used |= {name, f"{prefix}bias"}
    for name, tensor in tensors.items():
        if name not in used:
            kind = "a convolution" if tensor.ndim == 4 else f"a tensor of shape {tuple(tensor.shape)}"
            raise ValueError(f"{name[:80]} is {kind}, which is no dense layer; {ADVICE}")
        if not bool(tensor.isfinite().all()):
            raise ValueError(f"{name[:80]} holds numbers that are not finite; train the model again")
    if not 2 <= len(layers) <= MOST_LAYERS:
        raise ValueError(f"the file has {len(layers)} dense layers; from 2 to {MOST_LAYERS} are taken")
    return layers


def proposed_model(layers: Sequence[ForeignLayer], image_sizes: Sequence[int]) -> ForeignModel:
    """Returns the model that the shapes allow: all layers in one encoder, its heads and one decoder.

    `image_sizes` are the numbers of values that an image may have; the first that fits is taken. Where several orders
    fit, the names decide, then the order in the file. Raises a ValueError where the layers form no such chain.
    """
    stated = sides([layer.name for layer in layers])
    for values in image_sizes:
        for model in chain(_variational(layers, values), _plain(layers, values)):
            if not any(stated[layer.name] == "decoder" for layer in model.encoder):
                return model
    sizes = ", ".join(map(str, layers))
    known = ", ".join(map(str, dict.fromkeys(image_sizes)))
    raise ValueError(
        f"the layers form no encoder and decoder of images with {known} values: {sizes}. "
        f"Add a data set of this image size first, or {ADVICE}"
    )


def _variational(layers: Sequence[ForeignLayer], values: int) -> Iterator[ForeignModel]:
    """Models with two heads, or with one head of twice the size of a code."""
    for mean, log_var in pairs_of_heads(layers):
        rest = [layer for layer in layers if layer is not mean and layer is not log_var]
        for encoder, decoder in _divided(rest, values, mean.inputs, mean.outputs):
            yield ForeignModel(encoder, mean, log_var, decoder)
    for head in layers:
        if head.outputs % 2:
            continue
        size, rest = head.outputs // 2, [layer for layer in layers if layer is not head]
        for encoder, decoder in _divided(rest, values, head.inputs, size):
            halves = zip(("mean", "log-variance"), head.weight.chunk(2), head.bias.chunk(2), strict=True)
            mean, log_var = (ForeignLayer(f"{head.name}, half for the {part}", w, b) for part, w, b in halves)
            yield ForeignModel(encoder, mean, log_var, decoder)


def _plain(layers: Sequence[ForeignLayer], values: int) -> Iterator[ForeignModel]:
    """Autoencoders, whose last layer of the encoder gives the code; and decoders alone."""
    for head in layers:
        rest = [layer for layer in layers if layer is not head]
        for encoder, decoder in _divided(rest, values, head.inputs, head.outputs):
            yield ForeignModel(encoder, head, None, decoder)
    for first in layers:
        for decoder in _chains(layers, first.inputs, values, len(layers)):
            if first.inputs < values:
                yield ForeignModel((), None, None, decoder)


def _divided(
    layers: Sequence[ForeignLayer], values: int, width: int, latent_dim: int
) -> Iterator[tuple[tuple[ForeignLayer, ...], tuple[ForeignLayer, ...]]]:
    """All divisions into an encoder from `values` to `width` and a decoder from `latent_dim` to `values`."""
    if latent_dim >= values:
        return
    for length in range(len(layers)):
        for encoder in _chains(layers, values, width, length):
            rest = [layer for layer in layers if not any(layer is other for other in encoder)]
            for decoder in _chains(rest, latent_dim, values, len(rest)):
                yield encoder, decoder


def _chains(layers: Sequence[ForeignLayer], start: int, end: int, length: int) -> Iterator[tuple[ForeignLayer, ...]]:
    """All chains of `length` of the layers from `start` to `end` units, in the order of the file."""
    if length == 0:
        if start == end:
            yield ()
        return
    for layer in layers:
        if layer.inputs == start:
            others = [other for other in layers if other is not layer]
            for rest in _chains(others, layer.outputs, end, length - 1):
                yield (layer, *rest)
