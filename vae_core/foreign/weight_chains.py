"""The order of the layers in a file of weights, proposed from their channels: an encoder, its heads and a decoder."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from vae_core.foreign.names import Side, pairs_of_heads, sides
from vae_core.foreign.weight_parts import Part
from vae_core.nn.networks.network import Shape

MOST_TRIED = 20_000  # steps of the search, which hostile shapes could make endless
_TRANSPOSED = re.compile(r"trans|deconv|convt|tconv|up", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class ChainLink:
    """A layer in a chain; a convolution may be a transposed one."""

    part: Part
    is_transposed: bool = False

    @property
    def inputs(self) -> int:
        """Channels or values that it takes."""
        return self.part.inputs(self.is_transposed)

    @property
    def outputs(self) -> int:
        """Channels or values that it gives."""
        return self.part.outputs(self.is_transposed)


@dataclass(frozen=True, eq=False)
class Chains:
    """An encoder with its last layer, the heads, and a decoder. No heads: a decoder alone."""

    encoder: tuple[ChainLink, ...]
    heads: tuple[ChainLink, ...]  # mean and log-variance; one: of an autoencoder, or of twice the code's size
    decoder: tuple[ChainLink, ...]
    is_variational: bool = True


class TooManyOrders(ValueError):
    """The search for an order of the layers took more steps than it may."""


@dataclass
class _Search:
    """The sides that the names of all layers state, and the number of steps that are left."""

    sides: Mapping[str, Side]
    left: int

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooManyOrders(
                "the layers have too many possible orders; name them encoder and decoder, or export ONNX"
            )


def proposed_chains(parts: Sequence[Part], shape: Shape) -> Iterator[Chains]:
    """Returns the chains of all layers that channels allow for images of `shape`, the most likely first.

    Raises TooManyOrders where the search takes too long.
    """
    search = _Search(sides([part.name for part in parts]), MOST_TRIED)
    for mean, log_var in pairs_of_heads(parts):
        if "decoder" in (search.sides[mean.name], search.sides[log_var.name]):
            continue
        rest = [part for part in parts if part is not mean and part is not log_var]
        for encoder, decoder in _divided(rest, shape, ChainLink(mean), 1, search):
            yield Chains(encoder, (ChainLink(mean), ChainLink(log_var)), decoder)
    for head in parts:
        rest = [part for part in parts if part is not head]
        if search.sides[head.name] == "decoder":
            continue
        for count in (2, 1):
            for encoder, decoder in _divided(rest, shape, ChainLink(head), count, search):
                yield Chains(encoder, (ChainLink(head),), decoder, is_variational=count == 2)
    for first in parts:
        start = first.weight.shape[1] if first.is_dense else first.weight.shape[0]
        if start < prod(shape):
            for decoder in _chains(parts, (start,), shape, True, search):
                if len(decoder) == len(parts):
                    yield Chains((), (), decoder)


def _divided(
    parts: Sequence[Part], shape: Shape, head: ChainLink, codes: int, search: _Search
) -> Iterator[tuple[tuple[ChainLink, ...], tuple[ChainLink, ...]]]:
    """Divisions into an encoder before `head` and a decoder after a code of its outputs divided by `codes`."""
    if head.outputs % codes or not head.part.fits(False):
        return
    size = head.outputs // codes
    for encoder, state in _prefixes(parts, shape, search):
        if not _leads(state, head, shape):
            continue
        rest = [part for part in parts if not any(part is link.part for link in encoder)]
        if any(search.sides[part.name] == "encoder" for part in rest):
            continue
        start: tuple[int, ...] = (size,) if head.part.is_dense else (size, 0, 0)  # 0: a height that is open
        for decoder in _chains(rest, start, shape, True, search):
            if len(decoder) == len(rest) and size < prod(shape):
                yield encoder, decoder


def _prefixes(
    parts: Sequence[Part], shape: Shape, search: _Search
) -> Iterator[tuple[tuple[ChainLink, ...], tuple[int, ...]]]:
    """All chains of an encoder, and what they give: (values,) or (channels, 0, 0)."""
    usable = [part for part in parts if search.sides[part.name] != "decoder"]
    yield from _grown(usable, (shape[0], 0, 0), (), shape, False, search)


def _grown(
    parts: Sequence[Part],
    state: tuple[int, ...],
    before: tuple[ChainLink, ...],
    shape: Shape,
    is_decoder: bool,
    search: _Search,
) -> Iterator[tuple[tuple[ChainLink, ...], tuple[int, ...]]]:
    yield before, state
    last = before[-1].part if before else None
    for part in parts:
        for link in _links(part, is_decoder):
            if part is last or not _leads(state, link, shape if not before and not is_decoder else None):
                continue
            search.take()
            after = (link.outputs,) if part.is_dense else (link.outputs, 0, 0)
            rest = [other for other in parts if other is not part]
            yield from _grown(rest, after, (*before, link), shape, is_decoder, search)


def _links(part: Part, is_decoder: bool) -> list[ChainLink]:
    """The links that a layer may be: an encoder has no transposed convolutions."""
    if part.is_dense or not is_decoder:
        return [ChainLink(part)] if part.fits(False) else []
    is_named = _TRANSPOSED.search(part.name.rsplit(".", 1)[-1]) is not None
    both = [ChainLink(part, is_transposed=True), ChainLink(part)]
    found = [link for link in both if part.fits(link.is_transposed)]
    return [link for link in found if link.is_transposed] or found if is_named else found


def _leads(state: tuple[int, ...], link: ChainLink, image: Shape | None) -> bool:
    """True if the layer can follow values of this kind; `image` is the start of an encoder, whose size is known."""
    if link.part.is_dense:
        if image is not None and len(state) == 3:
            return link.inputs == prod(image) or (link.inputs % state[0] == 0 and state[0] != image[0])
        return link.inputs == state[0] or (len(state) == 3 and link.inputs % state[0] == 0)
    return link.inputs == state[0] or (len(state) == 1 and state[0] % link.inputs == 0)


def _chains(
    parts: Sequence[Part], start: tuple[int, ...], shape: Shape, is_decoder: bool, search: _Search
) -> Iterator[tuple[ChainLink, ...]]:
    """The chains of a decoder, from a code to an image or all of its values."""
    for chain, state in _grown(parts, start, (), shape, is_decoder, search):
        if chain and (state == (prod(shape),) or (len(state) == 3 and state[0] == shape[0])):
            yield chain
