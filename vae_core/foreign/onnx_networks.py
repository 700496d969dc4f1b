"""Networks in ONNX files: the graph is followed node by node, from its output back to its input, and never run for that."""

from collections.abc import Callable
from typing import Any, NamedTuple

import onnx
from google.protobuf.message import DecodeError

from vae_core.foreign.onnx_graph import (
    MOST_NODES,
    ONNX_KINDS,
    OnnxGraph,
    attribute_of,
    constant_of,
    onnx_graph,
)
from vae_core.foreign.onnx_layers import read_node
from vae_core.foreign.steps import (
    Item,
    Step,
    weighted_step,
)
from vae_core.nn.networks.layer_specs import (
    ConvSpec,
    ConvTransposeSpec,
)


class OnnxNetwork(NamedTuple):
    """The items that compute one output of a file, in their order, and the sizes of the file's input after the batch."""

    items: tuple[Item, ...]
    input_sizes: tuple[int, ...]  # empty where the file leaves one open


_Rows = Callable[[int], tuple[int, int]]  # the first row and the one after the last, by the number of all


def onnx_networks(content: bytes, name: str) -> tuple[OnnxNetwork, ...]:
    """Returns the network of each output of an ONNX file. Raises a ValueError that names what cannot be read."""
    if not content:
        raise ValueError(f"{name} is empty; export it again")
    try:
        model = onnx.load_model_from_string(content)
    except DecodeError as error:
        raise ValueError(f"{name} is no ONNX file that can be read ({error}); export it again") from error
    graph = onnx_graph(model.graph, name)
    return tuple(OnnxNetwork(_followed(graph, output), graph.input_sizes) for output in graph.outputs)


def _followed(graph: OnnxGraph, output: str) -> tuple[Item, ...]:
    """Follows the values from an output back to the input."""
    items: list[Item] = []
    value, steps = output, 0
    part: _Rows | None = None
    while value != graph.input:
        node, steps = graph.makers.get(value), steps + 1
        if node is None or steps > MOST_NODES:
            raise ValueError(f"{graph.name}: the values {value[:60]!r} do not follow from its input; give {ONNX_KINDS}")
        if node.op_type in ("Split", "Slice"):
            part = _part(graph, node, value, part)
            value = node.input[0]
            continue
        read = read_node(graph, node)
        for item in reversed(read.items):
            if isinstance(item, Step) and item.is_weighted and part is not None:
                item, part = _sliced(graph, item, part), None
            items.append(item)
        value = read.source
    if not any(isinstance(item, Step) and item.is_weighted for item in items):
        raise ValueError(f"{graph.name} has no dense layer and no convolution; give {ONNX_KINDS}")
    return tuple(reversed(items))


def _part(graph: OnnxGraph, node: Any, value: str, part: _Rows | None) -> _Rows:
    """The rows of a layer's outputs that an output of Split or Slice is, by the number of all outputs."""
    if part is not None:
        raise ValueError(f"{graph.name} divides values twice at {node.name[:60]!r}; give {ONNX_KINDS}")
    if node.op_type == "Slice":
        first, last, axis, step = (_whole(graph, node, number) for number in (1, 2, 3, 4))
        if axis not in (1, -1) or step not in (1, None):
            raise ValueError(f"{graph.name} takes a part of values at {node.name[:60]!r}; give equal parts of channels")
        if first is None or last is None:  # some exporters compute the bounds of chunk(): then the parts are equal
            twins = [
                other for other in graph.makers.values() if other.op_type == "Slice" and other.input[0] == node.input[0]
            ]
            number, count = [list(other.output) for other in twins].index(list(node.output)), len(twins)
            return lambda outputs: (number * outputs // count, (number + 1) * outputs // count)
        return lambda outputs: slice(first, last).indices(outputs)[:2]
    sizes, place = constant_of(graph, node.input[1]) if len(node.input) > 1 else None, list(node.output).index(value)
    if (sizes is not None and len(set(sizes.flatten().tolist())) != 1) or attribute_of(node, "axis", 0) not in (1, -1):
        raise ValueError(f"{graph.name} divides values unequally at {node.name[:60]!r}; give {ONNX_KINDS}")
    parts = len(node.output)
    return lambda outputs: (place * outputs // parts, (place + 1) * outputs // parts)


def _whole(graph: OnnxGraph, node: Any, number: int) -> int | None:
    """An input that is one whole number; None where it is missing or computed."""
    found = constant_of(graph, node.input[number]) if len(node.input) > number else None
    return int(found) if found is not None and found.numel() == 1 else None


def _sliced(graph: OnnxGraph, step: Step, part: _Rows) -> Step:
    """Some outputs of a layer."""
    first, last = part(len(step.weights["bias"]))
    if last <= first or isinstance(step.spec, ConvTransposeSpec) or getattr(step.spec, "groups", 1) > 1:
        raise ValueError(f"{graph.name} divides the values of {step.name[:60]!r}; give {ONNX_KINDS}")
    weights = {name: tensor[first:last] for name, tensor in step.weights.items()}
    return weighted_step(type(step.spec), weights, step.name, **_geometry(step))


def _geometry(step: Step) -> dict[str, Any]:
    names = ("stride", "padding", "dilation") if isinstance(step.spec, ConvSpec) else ()
    return {name: getattr(step.spec, name) for name in names}
