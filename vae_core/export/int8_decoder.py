"""A decoder as an ONNX graph and separate weights: the graph once per run, the weights in eight bits for each frame.

A matrix is stored as integers from -127 to 127 and a scale for each row, a fourth of its size; the graph multiplies them
once, when it is opened. Shapes: a weight (O, ...) has scales (O, 1, ...).
"""

from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor

from vae_core.export.onnx_files import ExportError, decoder_graph
from vae_core.models import Model

LEVELS = 127
SMALL = 1024  # weights; a smaller tensor stays as it is
_TYPES = {torch.int8: TensorProto.INT8, torch.float32: TensorProto.FLOAT}


class Slot(NamedTuple):
    """The place of a tensor's bytes in the graph."""

    offset: int
    length: int


class Int8Decoder:
    """The decoder of one run: its graph with zeros as weights, the places of the weights, and the weights of a model."""

    def __init__(self, model: Model) -> None:
        exported = onnx.load_model_from_string(decoder_graph(model))
        self.weights = [entry.name.removeprefix("model.") for entry in exported.graph.initializer]
        if strange := set(self.weights) - set(model.state_dict()):
            raise ExportError(
                f"the decoder's graph holds {', '.join(sorted(strange))}: no weights of {type(model).__name__}"
            )
        _take_apart(exported.graph, self._by_weight(model))
        self.graph, self.slots = _emptied(exported)

    def numbers(self, model: Model) -> list[Tensor]:
        """The tensors for the slots, from the weights of this model, on the CPU."""
        return [part for parts in self._by_weight(model) for part in parts]

    def _by_weight(self, model: Model) -> list[list[Tensor]]:
        state = model.state_dict()
        return [_parts(state[name].detach().float().cpu().contiguous()) for name in self.weights]


def filled(graph: bytes, slots: list[Slot], numbers: list[Tensor]) -> bytes:
    """The ONNX file of a decoder with these weights; assets/js/time_machine/files.js does the same."""
    made = bytearray(graph)
    for (offset, length), tensor in zip(slots, numbers, strict=True):
        made[offset : offset + length] = tensor.numpy().tobytes()
    return bytes(made)


def _parts(values: Tensor) -> list[Tensor]:
    """The stored parts of a weight: integers and the scale of each row, or the weight itself where it is small."""
    if values.ndim < 2 or values.numel() < SMALL:
        return [values]
    largest = values.abs().amax(tuple(range(1, values.ndim)), keepdim=True)
    scale = largest.clamp(min=1e-30) / LEVELS  # a row of zeros must not be divided by zero
    return [(values / scale).round().to(torch.int8), scale]


def _take_apart(graph: Any, by_weight: list[list[Tensor]]) -> None:
    """Replaces each large weight of the graph by the product of its integers and its scales."""
    entries, nodes = [], []
    for entry, parts in zip(graph.initializer, by_weight, strict=True):
        names = [entry.name] if len(parts) == 1 else [f"{entry.name}.whole", f"{entry.name}.scale"]
        entries += [
            helper.make_tensor(name, _TYPES[part.dtype], part.shape, _mark(name, part), raw=True)
            for name, part in zip(names, parts, strict=True)
        ]
        if len(parts) == 2:
            nodes += [helper.make_node("Cast", names[:1], [f"{entry.name}.float"], to=TensorProto.FLOAT)]
            nodes += [helper.make_node("Mul", [f"{entry.name}.float", names[1]], [entry.name])]
    nodes += list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(entries)
    graph.node.extend(nodes)


def _mark(name: str, part: Tensor) -> bytes:
    """Random bytes that mark a tensor in the graph, the same in each call."""
    return np.random.default_rng(list(name.encode())).bytes(part.numel() * part.element_size())


def _emptied(marked: Any) -> tuple[bytes, list[Slot]]:
    """The graph with zeros as weights, and the places of the weights."""
    content, slots = bytearray(marked.SerializeToString()), []
    for entry in marked.graph.initializer:
        if content.count(entry.raw_data) != 1:
            raise ExportError(f"the numbers of {entry.name} cannot be found in the decoder's graph")
        slots.append(Slot(content.find(entry.raw_data), len(entry.raw_data)))
    for offset, length in slots:
        content[offset : offset + length] = bytes(length)
    return bytes(content), slots
