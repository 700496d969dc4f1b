"""ONNX files as one model for images of a given shape: a decoder, and perhaps its encoder."""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from vae_core.foreign.folding import folded
from vae_core.foreign.layered import LayeredModel
from vae_core.foreign.onnx_networks import OnnxNetwork
from vae_core.foreign.steps import Item, Reshape, Step, is_activation, joined, placed
from vae_core.nn.networks.layer_specs import ActivationSpec, LinearSpec
from vae_core.nn.networks.network import Shape


class OnnxFile(NamedTuple):
    """The networks of one file."""

    name: str
    networks: tuple[OnnxNetwork, ...]


class _Decoder(NamedTuple):
    file: OnnxFile
    steps: tuple[Step, ...]
    latent_dim: int


def onnx_model(files: Sequence[OnnxFile], shape: Shape) -> tuple[LayeredModel, int]:
    """Returns the model for images of `shape`, and which of the files is the decoder.

    Raises a ValueError where there is not one decoder of such images, or a second file is no encoder of its codes.
    """
    decoder, others = _the_decoder(files, shape)
    steps, output = _without_sigmoid(decoder)
    encoder: tuple[Step, ...] = ()
    if others:
        encoder = _encoder(others[0], shape, decoder.latent_dim)
    place = next(number for number, file in enumerate(files) if file is decoder.file)
    return LayeredModel(encoder, folded(steps), decoder.latent_dim, shape, output), place


def _the_decoder(files: Sequence[OnnxFile], shape: Shape) -> tuple[_Decoder, list[OnnxFile]]:
    found, reasons = [], []
    for file in files:
        try:
            found.append(_decoder(file, shape))
        except ValueError as error:
            reasons.append(f"{file.name}: {error}")
    names = ", ".join(file.name for file in files)
    if not found:
        raise ValueError(f"no decoder of images of {' x '.join(map(str, shape))} values in {'; '.join(reasons)}")
    if len(found) > 1:
        raise ValueError(f"{names}: two decoders; give one decoder and perhaps its encoder")
    return found[0], [file for file in files if file is not found[0].file]


def _decoder(file: OnnxFile, shape: Shape) -> _Decoder:
    if len(file.networks) != 1:
        raise ValueError(f"it has {len(file.networks)} outputs; a decoder has one")
    items, sizes = _start(file.networks[0])
    if sizes >= prod(shape):
        raise ValueError(f"its input of {sizes} numbers is no code of such images")
    return _Decoder(file, placed(items, (sizes,), shape), sizes)


def _start(network: OnnxNetwork) -> tuple[Sequence[Item], int]:
    """The items with the code's shape before them, and its number of values."""
    sizes = network.input_sizes
    if not sizes:
        first = next(item for item in network.items if isinstance(item, Step) and item.is_weighted)
        sizes = (first.spec.inputs,) if isinstance(first.spec, LinearSpec) else (first.spec.inputs, 1, 1)  # type: ignore[attr-defined]
    before = [Reshape(sizes)] if len(sizes) == 3 else []
    return [*before, *network.items], prod(sizes)


def _without_sigmoid(decoder: _Decoder) -> tuple[tuple[Step, ...], str]:
    """The decoder without its last sigmoid, which the likelihood applies; and the name of its output."""
    last = next((number for number, step in reversed([*enumerate(decoder.steps)]) if is_activation(step)), -1)
    after = decoder.steps[last + 1 :]
    is_sigmoid = last >= 0 and decoder.steps[last].spec == ActivationSpec("sigmoid")
    if is_sigmoid and not any(step.weights for step in after):
        return (*decoder.steps[:last], *after), "sigmoid"
    return decoder.steps, "linear"


def _encoder(file: OnnxFile, shape: Shape, size: int) -> tuple[Step, ...]:
    """The encoder, whose outputs mean and log-variance become those of one last layer."""
    try:
        heads = [folded(placed(network.items, shape, None)) for network in file.networks]
    except ValueError as error:
        raise ValueError(f"{file.name} is no encoder of such images: {error}") from error
    ends = [next((n for n in reversed(range(len(head))) if head[n].is_weighted), -1) for head in heads]
    if any(is_activation(step) for head, end in zip(heads, ends, strict=True) for step in head[end:]):
        raise ValueError(f"{file.name} ends with an activation; the code is the output of a layer without one")
    outputs = [step_outputs(head, shape) for head in heads]
    if len(heads) == 1 and outputs[0] in (size, 2 * size):
        return heads[0]
    if len(heads) != 2 or outputs != [size, size] or not _share_all_but_last(heads[0], heads[1], ends):
        raise ValueError(
            f"{file.name} has outputs of {outputs} numbers; an encoder gives mean and log-variance of {size} numbers each"
        )
    mean, log_var = (head[end] for head, end in zip(heads, ends, strict=True))
    return (*heads[0][: ends[0]], joined(mean, log_var), *heads[0][ends[0] + 1 :])


def step_outputs(steps: Sequence[Step], shape: tuple[int, ...]) -> int:
    """Returns the number of values after the steps."""
    for step in steps:
        shape = step.spec.output(shape)
    return prod(shape)


def _share_all_but_last(one: Sequence[Step], other: Sequence[Step], ends: Sequence[int]) -> bool:
    """True where two outputs differ in the weights of one layer alone, and in nothing after it that has weights."""
    if ends[0] != ends[1] or [step.spec for step in one] != [step.spec for step in other]:
        return False
    same = [
        step.weights.keys() == twin.weights.keys()
        and all(bool((step.weights[name] == twin.weights[name]).all()) for name in step.weights)
        for step, twin in zip(one, other, strict=True)
    ]
    return all(same[: ends[0]]) and not any(step.weights for step in one[ends[0] + 1 :])
