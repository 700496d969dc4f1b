"""A file of weights as a model: all that it leaves open is proposed, then decided by the reconstruction of images."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import prod
from typing import Any

import torch

from vae_core.foreign.folding import folded
from vae_core.foreign.layered import LayeredModel
from vae_core.foreign.steps import Item, Reshape, Step, joined, placed, weighted_step
from vae_core.foreign.weight_chains import ChainLink, Chains, TooManyOrders, proposed_chains
from vae_core.foreign.weight_geometry import (
    INTERPOLATIONS,
    STATED_NUMBERS,
    Choice,
    Geometry,
    Stated,
    geometries,
    pool_of,
    upsample_of,
)
from vae_core.foreign.weight_parts import Part
from vae_core.nn.networks.layer_specs import (
    LAYER_ACTIVATIONS,
    SLOPES,
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
)
from vae_core.nn.networks.network import Shape

_TRIED_CHAINS, _TRIED_GEOMETRIES = 40, 3
_UNUSUAL = 1.5  # more cost than that of the most usual geometry; not tried
USUAL_ACTIVATIONS = (
    ActivationSpec("relu"),
    ActivationSpec("leaky_relu", 0.01),
    ActivationSpec("leaky_relu", 0.2),
    ActivationSpec("silu"),
    ActivationSpec("elu", 1.0),
    ActivationSpec("gelu"),
    ActivationSpec("tanh"),
)
_STATED = re.compile(r"(\S+)((?:\s+[a-z_]+=\S+)+)")
_KEYS = (*STATED_NUMBERS, "kind", "activation", "interpolation")


@dataclass(frozen=True)
class Assumed:
    """The choices that a file of weights leaves open."""

    encoder: Geometry
    decoder: Geometry
    activation: ActivationSpec | None = USUAL_ACTIVATIONS[0]  # None: linear
    activates_first: bool = False  # whether an activation follows the dense layer that gives the decoder's first image
    norm_first: bool = True  # whether a batch norm is before the activation


@dataclass(frozen=True)
class WeightModel:
    """The chains of a file for images of a shape, and the ways in which they may be computed."""

    chains: Chains
    shape: Shape
    encoders: tuple[Geometry, ...]
    decoders: tuple[Geometry, ...]
    stated: Stated = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """The cost of the most usual way."""
        return self.encoders[0].cost + self.decoders[0].cost

    @property
    def start(self) -> Assumed:
        """The most usual way: an activation before the decoder's first image where several layers or a norm are, too."""
        dense = [link.part for link in self.chains.decoder if link.part.is_dense]
        has_more = len(dense) > 1 or any(part.norm is not None for part in dense)
        return Assumed(self.encoders[0], self.decoders[0], activates_first=has_more)


def stated_layers(text: str, parts: Sequence[Part]) -> dict[str, dict[str, str]]:
    """Returns what a text such as "decoder.0 stride=2 padding=1; decoder.3 activation=none" says of layers, by name.

    Raises a ValueError naming what is not understood.
    """
    found: dict[str, dict[str, str]] = {}
    is_dense = {part.name: part.is_dense for part in parts}
    for piece in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        match = _STATED.fullmatch(piece)
        if match is None or match[1] not in is_dense:
            raise ValueError(
                f"{piece[:80]!r} is no layer with its numbers; write NAME stride=2 padding=1, with one of {', '.join(is_dense)}"
            )
        name, numbers = match[1], [pair.split("=", 1) for pair in match[2].split()]
        if name in found:
            raise ValueError(f"{name} is listed twice; list each layer once, with all of its numbers")
        found[name] = {}
        for key, value in numbers:
            _check_stated(key, value)
            if key in found[name]:
                raise ValueError(f"{key} is stated twice for {name}; state it once")
            if is_dense[name] and key != "activation":
                raise ValueError(f"{name} is a dense layer, which has no {key}; its activation alone can be stated")
            found[name][key] = value
    return found


def _check_stated(key: str, value: str) -> None:
    if key not in _KEYS:
        raise ValueError(f"{key!r} is no number of a layer; choose from {', '.join(_KEYS)}")
    low = 0 if "padding" in key else 1
    if key in STATED_NUMBERS and not (value.isdecimal() and low <= int(value[:4]) <= 64 and len(value) < 4):
        raise ValueError(f"{key} is {value[:20]!r}; write a whole number from {low} to 64")
    if key == "kind" and value not in ("conv", "transposed"):
        raise ValueError(f"kind is {value[:20]!r}; choose from conv, transposed")
    if key == "interpolation" and value not in INTERPOLATIONS:
        raise ValueError(f"interpolation is {value[:20]!r}; choose from {', '.join(INTERPOLATIONS)}")
    if key == "activation" and value not in ("none", *LAYER_ACTIVATIONS):
        raise ValueError(f"activation is {value[:20]!r}; choose from none, {', '.join(LAYER_ACTIVATIONS)}")


def weight_model(parts: Sequence[Part], shape: Shape, stated: Stated) -> WeightModel:
    """Returns the most usual way in which the layers form a model of images of `shape`. Raises a ValueError if none does."""
    best: WeightModel | None = None
    proposed = islice(proposed_chains(parts, shape), _TRIED_CHAINS)
    while True:
        try:
            chains = next(proposed, None)
        except TooManyOrders:
            if best is None:
                raise
            break  # the best of those that were found
        if chains is None:
            break
        found = _with_geometries(chains, shape, stated)
        if found is not None and (best is None or found.cost < best.cost - 1e-9):
            best = found
        if best is not None and best.cost < 1:
            break
    if best is None:
        raise ValueError(
            f"the layers form no encoder and decoder of images of {' x '.join(map(str, shape))} values: "
            f"{', '.join(map(str, parts))[:600]}{_advice(parts)}"
        )
    return best


def _advice(parts: Sequence[Part]) -> str:
    """The way out where the numbers that are tried do not fit."""
    last = next((part.name for part in reversed(parts) if not part.is_dense), "")
    return (
        f". Strides, poolings and upsamplings by 1 and 2 were tried: state others, such as {last} upsample=4, "
        "in --layers, or under Strides and paddings on the Runs page"
        if last
        else ""
    )


def _with_geometries(chains: Chains, shape: Shape, stated: Stated) -> WeightModel | None:
    size = (shape[1], shape[2])
    if not chains.heads:
        decoders = geometries(chains.decoder, None, size, True, stated)
        return WeightModel(chains, shape, (Geometry((), None),), _tried(decoders), stated) if decoders else None
    links = (*chains.encoder, chains.heads[0])
    starts = None if links[0].part.is_dense and links[0].inputs == prod(shape) else size
    encoders = geometries(links, starts, size, False, _for_heads(chains, stated))
    first, codes = chains.decoder[0], 2 if len(chains.heads) == 1 and chains.is_variational else 1
    channels = chains.heads[0].outputs // codes
    for end in dict.fromkeys(geometry.end for geometry in encoders):
        if end is not None and first.part.is_dense and channels * prod(end) != first.inputs:
            continue
        begin = None if first.part.is_dense else end
        decoders = geometries(chains.decoder, begin, size, True, stated)
        if decoders:
            fitting = tuple(geometry for geometry in encoders if geometry.end == end)
            return WeightModel(chains, shape, _tried(fitting), _tried(decoders), stated)
    return None


def _tried(found: Sequence[Geometry]) -> tuple[Geometry, ...]:
    """The geometries that are compared, the most usual first."""
    return tuple(each for each in found[:_TRIED_GEOMETRIES] if each.cost <= found[0].cost + _UNUSUAL)


def _for_heads(chains: Chains, stated: Stated) -> Stated:
    """The statements about layers, with no pooling after the heads."""
    if chains.heads[0].part.is_dense:
        return stated
    name = chains.heads[0].part.name
    return {**stated, name: {"pool": "1", **stated.get(name, {})}}


def layered(model: WeightModel, assumed: Assumed, output: str) -> LayeredModel:
    """Returns the model layer by layer. Raises a ValueError where the layers do not fit."""
    chains, shape = model.chains, model.shape
    encoder: tuple[Step, ...] = ()
    count = 2 if len(chains.heads) == 1 and chains.is_variational else 1
    if chains.heads:
        trunk = _steps(chains.encoder, assumed.encoder.choices, model, assumed, is_decoder=False)
        encoder = folded(placed([*trunk, _head(chains, assumed.encoder.choices[-1])], shape, None))
        values: tuple[int, ...] = shape
        for step in encoder:
            values = step.spec.output(values)
        latent_dim = values[0] // (2 if len(chains.heads) == 2 else count)
    else:
        first = chains.decoder[0]
        latent_dim = first.inputs
    decoder = _steps(chains.decoder, assumed.decoder.choices, model, assumed, is_decoder=True)
    start = _code_shape(model, assumed, latent_dim)
    items: list[Item] = [Reshape(start), *decoder] if start else [*decoder]
    return LayeredModel(encoder, folded(placed(items, (latent_dim,), shape)), latent_dim, shape, output)


def _code_shape(model: WeightModel, assumed: Assumed, latent_dim: int) -> tuple[int, ...]:
    """The shape of a code that is an image; empty for a row of numbers."""
    first = model.chains.decoder[0]
    if first.part.is_dense:
        return ()
    end = assumed.encoder.end or (1, 1)
    return (first.inputs, *end) if first.inputs * prod(end) == latent_dim else ()


def _head(chains: Chains, choice: Choice) -> Step:
    """Mean and log-variance as one layer."""
    steps = []
    for link in chains.heads:
        norm = [] if link.part.norm is None else [link.part.norm.step()]
        whole = folded([_step(link, choice), *norm])
        if len(whole) > 1:
            raise ValueError(f"the norm after {link.part} has another number of values; export ONNX")
        steps.append(whole[0])
    return steps[0] if len(steps) == 1 else joined(steps[0], steps[1])


def _step(link: ChainLink, choice: Choice) -> Step:
    part, spec = link.part, choice.spec
    bias = torch.zeros(link.outputs) if part.bias is None else part.bias
    numbers: dict[str, Any] = {}
    if isinstance(spec, ConvSpec | ConvTransposeSpec):
        numbers = {"stride": spec.stride, "padding": spec.padding}
    if isinstance(spec, ConvTransposeSpec):
        numbers["output_padding"] = spec.output_padding
    return weighted_step(type(spec), {"weight": part.weight, "bias": bias}, part.name, **numbers)


def _steps(
    links: Sequence[ChainLink], choices: Sequence[Choice], model: WeightModel, assumed: Assumed, is_decoder: bool
) -> list[Step]:
    """The layers of a chain with their norms, activations, poolings and upsamplings."""
    found: list[Step] = []
    for number, link in enumerate(links):
        choice, is_last = choices[number], is_decoder and number == len(links) - 1
        interpolation = model.stated.get(link.part.name, {}).get("interpolation", "nearest")
        found += [Step(upsample_of(choice, interpolation))] if choice.upsample > 1 else []
        found.append(_step(link, choice))
        opens = is_decoder and link.part.is_dense and not is_last and not links[number + 1].part.is_dense
        is_silent = is_last or (opens and not assumed.activates_first)
        name = model.stated.get(link.part.name, {}).get("activation", "none" if is_silent else "")
        spec = named_activation(name) if name not in ("", "none") else assumed.activation
        after = [] if name == "none" or spec is None else [Step(spec)]
        norm = [] if link.part.norm is None else [link.part.norm.step()]
        found += [*norm, *after] if assumed.norm_first else [*after, *norm]
        found += [Step(pool_of(choice))] if choice.pool > 1 else []
    return found


def named_activation(name: str) -> ActivationSpec | None:
    """Returns the activation of this name with PyTorch's slope; None for none."""
    return None if name in ("none", "linear") else ActivationSpec(name, SLOPES.get(name, 0.0))


def assumed_words(model: WeightModel, assumed: Assumed) -> str:
    """Returns the strides and paddings by layer, as a person may state them."""
    links: list[ChainLink] = [*model.chains.encoder, *model.chains.heads[:1], *model.chains.decoder]
    choices = [*assumed.encoder.choices, *assumed.decoder.choices]
    pairs = zip(links, choices, strict=True)
    return "; ".join(f"{link.part.name} {choice.words}" for link, choice in pairs if choice.words)


def repeated_pixels(model: WeightModel, assumed: Assumed) -> str:
    """Returns the statement for interpolating where pixels are repeated instead, because nobody stated which; empty: nowhere."""
    pairs = zip(model.chains.decoder, assumed.decoder.choices, strict=True)
    names = [link.part.name for link, choice in pairs if choice.upsample > 1]
    return "; ".join(
        f"{name} interpolation=bilinear" for name in names if "interpolation" not in model.stated.get(name, {})
    )
