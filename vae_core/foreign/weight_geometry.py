"""Strides and paddings for the convolutions in a file of weights, which names none: those with which the sizes fit.

Each choice has a cost: what PyTorch models usually have costs least. Shapes: H x W pixels.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from vae_core.foreign.weight_chains import ChainLink
from vae_core.nn.networks.layer_spec import Pair
from vae_core.nn.networks.layer_specs import ConvSpec, ConvTransposeSpec, LayerSpec, LinearSpec, PoolSpec, UpsampleSpec

Stated = Mapping[str, Mapping[str, str]]  # what a person says of layers, by their names
INTERPOLATIONS = {
    "nearest": ("nearest", False),
    "bilinear": ("bilinear", False),
    "bilinear_aligned": ("bilinear", True),
}
STATED_NUMBERS = ("stride", "padding", "output_padding", "pool", "upsample")
_KEPT = 48  # best ways to go on from one layer and size
_MOST_SIDE = 512


@dataclass(frozen=True)
class Choice:
    """One layer with its numbers, and what may be before or after it; lower costs are more usual."""

    spec: LayerSpec
    cost: float
    upsample: int = 1
    pool: int = 1

    @property
    def words(self) -> str:
        """Stride and padding, with pooling or upsampling, as a person may state them."""
        if not isinstance(self.spec, ConvSpec | ConvTransposeSpec):
            return ""
        words = f"stride={self.spec.stride[0]} padding={self.spec.padding[0]}"
        if isinstance(self.spec, ConvTransposeSpec):
            words += f" output_padding={self.spec.output_padding[0]}"
        return words + (f" pool={self.pool}" * (self.pool > 1)) + (f" upsample={self.upsample}" * (self.upsample > 1))


@dataclass(frozen=True)
class Geometry:
    """A choice for each layer of a chain, and the height and width at the end; None for flat values."""

    choices: tuple[Choice, ...]
    end: Pair | None

    @property
    def cost(self) -> float:
        """The cost of all choices; different numbers for kernels of one size cost more."""
        kinds = {
            (choice.spec.kernel, choice.words)
            for choice in self.choices
            if isinstance(choice.spec, ConvSpec | ConvTransposeSpec)
        }
        kernels = {kernel for kernel, _ in kinds}
        return sum(choice.cost for choice in self.choices) + 0.4 * (len(kinds) - len(kernels))


def geometries(
    links: Sequence[ChainLink], start: Pair | None, end: Pair | None, is_decoder: bool, stated: Stated
) -> list[Geometry]:
    """Returns the ways to lead values of height and width `start` (None: flat) through all layers, the most usual first.

    An encoder may end at any size, a decoder ends at `end` or with flat values.
    """
    search = _Search(links, end, is_decoder, stated)
    found = [Geometry(choices, last) for _, choices, last in search.best(0, start)]
    return sorted(found, key=lambda geometry: geometry.cost)


_Way = tuple[float, tuple[Choice, ...], Pair | None]


class _Search:
    """The best ways from each layer and size on, each computed once."""

    def __init__(self, links: Sequence[ChainLink], end: Pair | None, is_decoder: bool, stated: Stated) -> None:
        self.links, self.end, self.is_decoder, self.stated = links, end, is_decoder, stated
        self.known: dict[tuple[int, Pair | None], list[_Way]] = {}

    def best(self, number: int, size: Pair | None) -> list[_Way]:
        """Returns the cheapest ways from the layer of this number on."""
        if number == len(self.links):
            is_end = not self.is_decoder or size is None or size == self.end
            return [(0.0, (), size)] if is_end else []
        if (number, size) not in self.known:
            ways = [
                (choice.cost + cost, (choice, *choices), last)
                for choice, after in self._steps(number, size)
                for cost, choices, last in self.best(number + 1, after)
            ]
            self.known[number, size] = sorted(ways, key=lambda way: way[0])[:_KEPT]
        return self.known[number, size]

    def _steps(self, number: int, size: Pair | None) -> Iterator[tuple[Choice, Pair | None]]:
        link, before = self.links[number], self.links[number - 1] if number else None
        if link.part.is_dense:
            channels = before.outputs if before is not None else link.inputs
            if size is None or before is None or channels * size[0] * size[1] == link.inputs:
                yield Choice(LinearSpec(link.inputs, link.outputs), 0.0), None
            return
        sizes = [size]
        if size is None:
            values = before.outputs if before is not None else link.inputs
            sizes = list(_rectangles(values // link.inputs, self.end or (1, 1)))
        for start in sizes:
            assert start is not None
            for choice in _choices(link, self.is_decoder, self.stated.get(link.part.name, {})):
                after = _after(choice, link.inputs, start)
                if after is not None and max(after) <= _MOST_SIDE:
                    yield replace(choice, cost=_placed_cost(choice, start, after)), after


def _placed_cost(choice: Choice, size: Pair, after: Pair) -> float:
    """The cost of a choice at an image's size: a kernel as large as the image is usual, one of twice its size is not."""
    spec = choice.spec
    assert isinstance(spec, ConvSpec | ConvTransposeSpec)
    is_plain = spec.stride == (1, 1) and spec.padding == (0, 0) and choice.pool == choice.upsample == 1
    larger = after if isinstance(spec, ConvTransposeSpec) else size
    if is_plain and spec.kernel == larger:
        return 0.0
    return choice.cost + 1.0 * (max(spec.kernel) >= 2 * max(larger))


def _after(choice: Choice, channels: int, size: Pair) -> Pair | None:
    """Height and width after a choice; None where it does not fit."""
    start = (size[0] * choice.upsample, size[1] * choice.upsample)
    try:
        found = choice.spec.output((channels, *start))
        if choice.pool > 1:
            found = pool_of(choice).output(found)
    except ValueError:
        return None
    return found[1], found[2]


def pool_of(choice: Choice) -> LayerSpec:
    """Returns the pooling of a choice."""
    return PoolSpec("max", (choice.pool, choice.pool), (choice.pool, choice.pool))


def upsample_of(choice: Choice, interpolation: str = "nearest") -> LayerSpec:
    """Returns the upsampling of a choice; `interpolation` is one of INTERPOLATIONS."""
    return UpsampleSpec((choice.upsample, choice.upsample), *INTERPOLATIONS[interpolation])


def _rectangles(values: int, end: Pair) -> Iterator[Pair]:
    """Heights and widths of so many values: the one of the image's proportions, and what is close to it."""
    found = [(height, values // height) for height in range(1, min(values, _MOST_SIDE) + 1) if values % height == 0]
    ratio = end[0] / end[1]
    found.sort(key=lambda pair: abs(pair[0] - ratio * pair[1]) / max(pair))
    yield from found[:2]


def _choices(link: ChainLink, is_decoder: bool, stated: Mapping[str, str]) -> list[Choice]:
    """The numbers that a convolution may have, the most usual first."""
    is_turned = stated.get("kind", "transposed" if link.is_transposed else "conv") == "transposed"
    if is_turned != link.is_transposed:
        return []
    side = max(link.part.kernel)
    usual: dict[str, list[int]] = {
        "stride": [2, 1] if side > 1 else [1, 2],
        "padding": list(range(side // 2 + 1)),
        "output_padding": [0, 1] if link.is_transposed else [0],
        "pool": [1] if is_decoder else [1, 2],
        "upsample": [1, 2] if is_decoder and not link.is_transposed else [1],
    }
    options = {name: [int(stated[name])] if name in stated else values for name, values in usual.items()}
    if "interpolation" in stated:  # the size does not tell it, but that there is an upsampling
        options["upsample"] = [
            factor for factor in (options["upsample"] if "upsample" in stated else [2]) if factor > 1
        ]
    found = [
        choice
        for values in product(*options.values())
        if (choice := _choice(link, dict(zip(usual, values, strict=True)), is_decoder))
    ]
    return sorted(found, key=lambda choice: choice.cost)


def _choice(link: ChainLink, numbers: dict[str, int], is_decoder: bool) -> Choice | None:
    stride, padding, more = numbers["stride"], numbers["padding"], numbers["output_padding"]
    pairs: dict[str, Any] = {"kernel": link.part.kernel, "stride": (stride, stride), "padding": (padding, padding)}
    if link.is_transposed and more >= stride:
        return None
    if stride > 1 and (numbers["pool"] > 1 or numbers["upsample"] > 1):
        return None
    if link.is_transposed:
        spec: LayerSpec = ConvTransposeSpec(link.inputs, link.outputs, output_padding=(more, more), **pairs)
    else:
        spec = ConvSpec(link.inputs, link.outputs, **pairs)
    return Choice(spec, _cost(link, numbers, is_decoder), numbers["upsample"], numbers["pool"])


def _cost(link: ChainLink, numbers: dict[str, int], is_decoder: bool) -> float:
    """The cost of numbers: halving or doubling, and padding that keeps the sizes in step, cost nothing."""
    side, stride, padding, more = (
        max(link.part.kernel),
        numbers["stride"],
        numbers["padding"],
        numbers["output_padding"],
    )
    cost = 0.0 if padding == (side - 1) // 2 else 0.6 + 0.3 * abs(padding - (side - 1) // 2)
    if padding == 0 and side > 1:
        cost = min(cost, 0.7)
    changes = stride == 2 or numbers["pool"] > 1 or numbers["upsample"] > 1
    cost += 0.0 if changes else 0.5 if side > 1 else 0.0
    cost += 0.3 if numbers["pool"] > 1 else 0.0
    if is_decoder and not link.is_transposed:
        cost += 0.3
    if link.is_transposed and numbers["upsample"] > 1:
        cost += 1.5  # a layer of as many inputs as outputs is rather a plain convolution then
    if link.is_transposed and stride == 2:
        doubles = side - 2 * padding + more == 2  # exactly twice the size
        cost += 0.0 if doubles else 0.4
    if link.is_transposed and more and stride == 2 and side % 2 == 0:
        cost += 0.8
    return cost
