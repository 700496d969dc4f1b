"""The graph of an ONNX file, read and never run: its nodes, its weights and their numbers."""

from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor

from vae_core.foreign.steps import Item

MOST_NODES = 1000
_TWO_INPUTS = ("Gemm", "MatMul", "Conv", "ConvTranspose", "PRelu", "Add", "Sub", "Mul", "Div")
_WORDS = {tuple: "numbers", list: "numbers", float: "a number", int: "a whole number", bytes: "a word"}
ONNX_KINDS = "a chain of dense layers, convolutions, batch norms, poolings, upsamplings and activations"


class OnnxRead(NamedTuple):
    """The items of a node, and the values that it takes."""

    items: list[Item]
    source: str


class OnnxGraph(NamedTuple):
    """The nodes by the name of what they compute, the weights, and the single input."""

    name: str
    makers: dict[str, Any]
    weights: dict[str, Tensor]
    input: str
    input_sizes: tuple[int, ...]
    outputs: tuple[str, ...]


def onnx_graph(graph: Any, name: str) -> OnnxGraph:
    """Returns the graph of a file of this name. Raises a ValueError for several inputs, and for weights in other files."""
    weights = {}
    for tensor in graph.initializer:
        weights[tensor.name] = _tensor(tensor, name)
    if len(graph.node) > MOST_NODES:
        raise ValueError(f"{name} has {len(graph.node)} nodes; at most {MOST_NODES} are taken")
    inputs = [each for each in graph.input if each.name not in weights]
    if len(inputs) != 1:
        shown = ", ".join(each.name for each in inputs)[:80]
        raise ValueError(
            f"{name} has {len(inputs)} inputs ({shown}); a decoder takes the code only, an encoder the image"
        )
    makers: dict[str, Any] = {}
    for node in graph.node:
        _check_ends(node, name)
        if node.op_type == "Constant":
            values = {attribute.name: attribute for attribute in node.attribute}
            if "value" in values:
                weights[node.output[0]] = _tensor(values["value"].t, name)
            elif "value_float" in values or "value_floats" in values:
                numbers = values["value_float"].f if "value_float" in values else list(values["value_floats"].floats)
                weights[node.output[0]] = torch.tensor(numbers)
        makers |= dict.fromkeys(node.output, node)
    sizes = tuple(each.dim_value for each in inputs[0].type.tensor_type.shape.dim[1:])
    known = sizes if sizes and min(sizes) > 0 else ()  # a size that the file leaves open is 0 here
    return OnnxGraph(name, makers, weights, inputs[0].name, known, tuple(each.name for each in graph.output))


def _check_ends(node: Any, name: str) -> None:
    """Raises a ValueError for a node that lacks an input without which it computes nothing, or an output."""
    least = 0 if node.op_type == "Constant" else 2 if node.op_type in _TWO_INPUTS else 1
    if len(node.input) < least or not node.output:
        raise ValueError(
            f"{name} has the operator {node.op_type[:40]!r} with {len(node.input)} inputs and {len(node.output)} outputs "
            f"at {node.name[:60]!r}; export it again"
        )


def _tensor(proto: TensorProto, name: str) -> Tensor:
    """Returns the values of a tensor. Refuses one in another file, which ONNX would open by any path it names."""
    if proto.data_location == TensorProto.EXTERNAL:
        raise ValueError(
            f"{name} keeps the weights {proto.name[:60]!r} in another file; export it with external_data=False"
        )
    try:
        return torch.from_numpy(np.array(numpy_helper.to_array(proto)))
    except (TypeError, KeyError, ValueError) as error:  # types that NumPy or PyTorch lacks, numbers that are too few
        raise ValueError(
            f"{name} has weights {proto.name[:60]!r} that cannot be read ({str(error)[:80]}); export them as float32"
        ) from error


def attribute_of(node: Any, name: str, default: Any) -> Any:
    """Returns an attribute of a node: a number, a word or a list. Raises a ValueError for another type than the default's."""
    found = next((each for each in node.attribute if each.name == name), None)
    if found is None:
        return default
    try:
        value = onnx.helper.get_attribute_value(found)
    except ValueError:  # a type without a number
        value = None
    wanted = list if isinstance(default, tuple) else type(default)
    if default is not None and not isinstance(value, wanted):
        raise ValueError(
            f"{name} of {node.op_type[:40]} at {node.name[:60]!r} must be {_WORDS[wanted]}; export the file again"
        )
    return value


def constant_of(graph: OnnxGraph, name: str) -> Tensor | None:
    """Returns the weight of this name, which a few nodes may pass on; None for computed values."""
    for _ in range(4):
        if name in graph.weights or name not in graph.makers:
            break
        node = graph.makers[name]
        if node.op_type not in ("Identity", "Cast"):
            return None
        name = node.input[0]
    return graph.weights.get(name)


def weight_of(graph: OnnxGraph, node: Any, number: int, name: str) -> Tensor:
    """Returns the weight that is this input of a node. Raises a ValueError for computed or infinite numbers."""
    found = constant_of(graph, node.input[number]) if len(node.input) > number else None
    if found is None:
        raise ValueError(f"{graph.name} computes the {name} of {node.op_type} at {node.name[:60]!r}; give {ONNX_KINDS}")
    found = found.float().contiguous()
    if not bool(found.isfinite().all()):
        raise ValueError(f"{graph.name} has numbers that are not finite at {node.name[:60]!r}; train the model again")
    return found
