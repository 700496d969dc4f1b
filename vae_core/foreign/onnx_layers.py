"""Dense networks in ONNX files: the graph is read node by node, from its output back to its input, and never run for that."""

from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor

from vae_core.foreign.layers import ForeignLayer

# Nodes that only change the shape of the values, or nothing.
_RESHAPES = ("Flatten", "Reshape", "Identity", "Squeeze", "Unsqueeze", "Dropout", "Cast")
_ACTIVATIONS = {"Relu": "relu", "LeakyRelu": "leaky_relu", "Tanh": "tanh", "Sigmoid": "sigmoid"}
MOST_NODES = 200
_DENSE = "a network of dense layers (Gemm, MatMul, Add, Relu, LeakyRelu, Tanh, Sigmoid, Flatten, Reshape)"


class OnnxNetwork(NamedTuple):
    """The dense layers of one output, in their order, with the activation between them and the one after the last."""

    layers: tuple[ForeignLayer, ...]
    activation: str
    last: str


class _Graph(NamedTuple):
    """The nodes by the name of what they compute, the weights, and the single input."""

    makers: dict[str, Any]
    weights: dict[str, Tensor]
    input: str
    outputs: tuple[str, ...]


def onnx_networks(content: bytes, name: str) -> tuple[OnnxNetwork, ...]:
    """Returns the network of each output of an ONNX file. Raises a ValueError that names what cannot be read."""
    try:
        graph = _graph(onnx.load_model_from_string(content).graph, name)
        return tuple(_followed(graph, output, name) for output in graph.outputs)
    except ValueError:
        raise
    except Exception as error:  # of protobuf, whose classes of errors differ by version
        raise ValueError(
            f"{name} is no ONNX file that can be read ({type(error).__name__}); export it again"
        ) from error


def _graph(graph: Any, name: str) -> _Graph:
    weights = {}
    for tensor in graph.initializer:
        weights[tensor.name] = _tensor(tensor, name)
    if len(graph.node) > MOST_NODES:
        raise ValueError(f"{name} has {len(graph.node)} nodes; at most {MOST_NODES} are taken")
    inputs = [each.name for each in graph.input if each.name not in weights]
    if len(inputs) != 1:
        shown = ", ".join(inputs)[:80]
        raise ValueError(
            f"{name} has {len(inputs)} inputs ({shown}); a decoder takes the code only, an encoder the image"
        )
    makers: dict[str, Any] = {}
    for node in graph.node:
        if node.op_type == "Constant":
            values = {attribute.name: attribute for attribute in node.attribute}
            if "value" in values:
                weights[node.output[0]] = _tensor(values["value"].t, name)
        makers |= dict.fromkeys(node.output, node)
    return _Graph(makers, weights, inputs[0], tuple(each.name for each in graph.output))


def _tensor(proto: TensorProto, name: str) -> Tensor:
    """Returns the values of a tensor. Refuses one in another file, which ONNX would open by any path it names."""
    if proto.data_location == TensorProto.EXTERNAL:
        raise ValueError(
            f"{name} keeps the weights {proto.name[:60]!r} in another file; export it with external_data=False"
        )
    return torch.from_numpy(np.array(numpy_helper.to_array(proto)))


def _followed(graph: _Graph, output: str, name: str) -> OnnxNetwork:
    """Follows the values from an output back to the input."""
    layers: list[ForeignLayer] = []
    between: list[str] = []  # the activation after each layer, last layer first
    value, after, bias, steps = output, "", None, 0
    while value != graph.input:
        node, steps = graph.makers.get(value), steps + 1
        if node is None or steps > MOST_NODES:
            raise ValueError(f"{name}: the values {value[:60]!r} do not follow from its input; give {_DENSE}")
        kind, inputs = node.op_type, list(node.input)
        if kind in _ACTIVATIONS:
            if after:
                raise ValueError(f"{name} applies {kind} and {after} in turn; give {_DENSE}")
            after, value = _ACTIVATIONS[kind], inputs[0]
        elif kind in _RESHAPES:
            value = inputs[0]
        elif kind == "Add":
            added = next((each for each in inputs if each in graph.weights), "")
            if not added or bias is not None:
                raise ValueError(f"{name} adds two computed values at {node.name[:60]!r}; give {_DENSE}")
            bias, value = graph.weights[added], next(each for each in inputs if each != added)
        elif kind in ("Gemm", "MatMul"):
            layers.append(_layer(graph, node, bias, name))
            between.append(after)
            after, bias, value = "", None, inputs[0]
        else:
            raise ValueError(f"{name} has the operator {kind[:40]!r}, which cannot be imported; give {_DENSE}")
    if not layers:
        raise ValueError(f"{name} has no dense layer; give {_DENSE}")
    if after or bias is not None:
        raise ValueError(f"{name} changes its input before the first layer; give {_DENSE}")
    inner = set(between[1:])
    if len(inner) > 1 or "" in inner:
        raise ValueError(f"{name} has the activations {sorted(inner)}; one activation between all layers is taken")
    return OnnxNetwork(tuple(reversed(layers)), next(iter(inner), ""), between[0])


def _layer(graph: _Graph, node: Any, bias: Tensor | None, name: str) -> ForeignLayer:
    weight = graph.weights.get(node.input[1])
    if weight is None or weight.ndim != 2 or node.input[0] in graph.weights:
        raise ValueError(f"{name} multiplies computed values at {node.name[:60]!r}; give {_DENSE}")
    settings = {attribute.name: attribute for attribute in node.attribute}
    factors = [settings[key].f for key in ("alpha", "beta") if key in settings]
    if any(factor != 1 for factor in factors) or ("transA" in settings and settings["transA"].i):
        raise ValueError(f"{name} scales or turns the values at {node.name[:60]!r}; give {_DENSE}")
    is_turned = node.op_type == "Gemm" and "transB" in settings and settings["transB"].i
    weight = (weight if is_turned else weight.T).float().contiguous()
    if node.op_type == "Gemm" and len(node.input) > 2:
        bias = graph.weights.get(node.input[2])
    known = torch.zeros(len(weight)) if bias is None else bias.float().flatten()
    if len(known) != len(weight) or not bool(weight.isfinite().all() and known.isfinite().all()):
        raise ValueError(f"{name} has a bias or numbers that do not fit at {node.name[:60]!r}; export it again")
    title = node.input[1].removesuffix(".weight")
    return ForeignLayer(title, weight, known)
