"""Activations that ONNX files spell out as products: SiLU and GELU."""

import math
from typing import Any

import torch

from vae_core.foreign.onnx_graph import OnnxGraph, OnnxRead, constant_of
from vae_core.foreign.steps import Step, affine_step
from vae_core.nn.networks.layer_specs import ActivationSpec


def product_activation(graph: OnnxGraph, left: str, right: str) -> OnnxRead | None:
    """Returns the activation that a product of computed values is; None for another product.

    x * sigmoid(x) is SiLU; x * (1 + erf(x / sqrt 2)) is twice GELU.
    """
    for value, gate in ((left, right), (right, left)):
        node = graph.makers.get(gate)
        if node is not None and node.op_type == "Sigmoid" and node.input[0] == value:
            return OnnxRead([Step(ActivationSpec("silu"))], value)
        if node is not None and node.op_type == "Add" and (source := _erf_source(graph, node)):
            half = _scaled(graph, value)  # some exporters halve x before the product
            factor = 2.0 if value == source else 2.0 * half[1] if half[0] == source else 0.0
            if factor:
                return OnnxRead([Step(ActivationSpec("gelu")), affine_step(*torch.tensor([[factor], [0.0]]))], source)
    return None


def _erf_source(graph: OnnxGraph, node: Any) -> str:
    """x of the node 1 + erf(x / sqrt 2); empty for another node."""
    erf = next((graph.makers[each] for each in node.input if _is_maker(graph, each, "Erf")), None)
    constants = [found for each in node.input if (found := constant_of(graph, each)) is not None]
    if erf is None or [each.tolist() for each in constants] not in ([1.0], [[1.0]]):
        return ""
    source, factor = _scaled(graph, erf.input[0])
    return source if abs(factor - math.sqrt(0.5)) < 1e-5 else ""


def _is_maker(graph: OnnxGraph, name: str, kind: str) -> bool:
    return name in graph.makers and graph.makers[name].op_type == kind


def _scaled(graph: OnnxGraph, name: str) -> tuple[str, float]:
    """The values that a constant multiplies or divides, and the factor."""
    node = graph.makers.get(name)
    if node is None or node.op_type not in ("Mul", "Div"):
        return name, 1.0
    for source, other in zip(node.input, reversed(node.input), strict=True):
        constant = constant_of(graph, other)
        if constant is not None and constant.numel() == 1 and (node.op_type == "Mul" or other == node.input[1]):
            number = float(constant)
            return str(source), number if node.op_type == "Mul" else 1 / number if number else 0.0
    return name, 1.0
