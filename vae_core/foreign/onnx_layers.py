"""Single nodes of ONNX graphs as layers, by their operators."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from vae_core.foreign.onnx_graph import (
    ONNX_KINDS,
    OnnxGraph,
    OnnxRead,
    attribute_of,
    constant_of,
    weight_of,
)
from vae_core.foreign.onnx_products import product_activation
from vae_core.foreign.steps import (
    AlongLast,
    GlobalPool,
    Reshape,
    Resize,
    Step,
    affine_step,
    batch_norm_step,
    weighted_step,
)
from vae_core.nn.networks.layer_specs import (
    SLOPES,
    ActivationSpec,
    ConvSpec,
    ConvTransposeSpec,
    LinearSpec,
    PoolSpec,
    UpsampleSpec,
)

# Nodes that only change the shape of the values, or nothing.
_RESHAPES = ("Flatten", "Reshape", "Squeeze", "Unsqueeze")
_NOTHING = ("Identity", "Dropout", "Cast")
_ACTIVATIONS = {
    "Relu": "relu",
    "LeakyRelu": "leaky_relu",
    "Elu": "elu",
    "Selu": "selu",
    "Softplus": "softplus",
    "Tanh": "tanh",
    "Sigmoid": "sigmoid",
}
_SELU = {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}  # ONNX's defaults, PyTorch's constants


def read_node(graph: OnnxGraph, node: Any) -> OnnxRead:
    """Returns the items of a node. Raises a ValueError for another operator, or one with numbers that this program lacks."""
    kind, inputs = node.op_type, list(node.input)
    if kind in _NOTHING:
        return OnnxRead([], inputs[0])
    if kind in _RESHAPES:
        target = graph.weights.get(inputs[1]) if kind == "Reshape" and len(inputs) > 1 else None
        return OnnxRead([Reshape(() if target is None else tuple(target.flatten().tolist()))], inputs[0])
    if kind in _ACTIVATIONS:
        return OnnxRead([_activation(graph, node, _ACTIVATIONS[kind])], inputs[0])
    if kind not in _READERS:
        raise ValueError(f"{graph.name} has the operator {kind[:40]!r}, which cannot be imported; give {ONNX_KINDS}")
    return _READERS[kind](graph, node)


def _activation(graph: OnnxGraph, node: Any, name: str) -> Step:
    for constant, value in _SELU.items() if name == "selu" else ():
        if abs(attribute_of(node, constant, value) - value) > 1e-5:
            raise ValueError(f"{graph.name} has a Selu with constants of its own at {node.name[:60]!r}")
    slope = float(attribute_of(node, "alpha", SLOPES[name])) if name in SLOPES else 0.0
    return Step(ActivationSpec(name, slope))


def _dense(graph: OnnxGraph, node: Any) -> OnnxRead:
    is_gemm = node.op_type == "Gemm"
    if constant_of(graph, node.input[1]) is None or node.input[0] in graph.weights:
        raise ValueError(f"{graph.name} multiplies computed values at {node.name[:60]!r}; give {ONNX_KINDS}")
    if is_gemm and (
        attribute_of(node, "alpha", 1.0) != 1 or attribute_of(node, "beta", 1.0) != 1 or attribute_of(node, "transA", 0)
    ):
        raise ValueError(f"{graph.name} scales or transposes the values at {node.name[:60]!r}; give {ONNX_KINDS}")
    weight = weight_of(graph, node, 1, "weight")
    if weight.ndim != 2:
        raise ValueError(
            f"{graph.name} multiplies by {weight.ndim} dimensions at {node.name[:60]!r}; give {ONNX_KINDS}"
        )
    weight = (weight if is_gemm and attribute_of(node, "transB", 0) else weight.T).contiguous()
    weights = {"weight": weight, "bias": _bias(graph, node, len(weight))}
    return OnnxRead([weighted_step(LinearSpec, weights, _title(node))], node.input[0])


def _title(node: Any) -> str:
    return str(node.input[1]).removesuffix(".weight")[:80]


def _bias(graph: OnnxGraph, node: Any, count: int) -> Tensor:
    if len(node.input) < 3 or not node.input[2]:
        return torch.zeros(count)
    bias = weight_of(graph, node, 2, "bias").flatten()
    if len(bias) not in (1, count):
        raise ValueError(f"{graph.name} has a bias of {len(bias)} numbers for {count} outputs at {node.name[:60]!r}")
    return bias.expand(count).contiguous()


def _convolution(graph: OnnxGraph, node: Any) -> OnnxRead:
    kind = ConvSpec if node.op_type == "Conv" else ConvTransposeSpec
    weight = weight_of(graph, node, 1, "weight")
    if weight.ndim != 4:
        raise ValueError(
            f"{graph.name} has a convolution of {weight.ndim - 2} dimensions at {node.name[:60]!r}; give 2"
        )
    numbers: dict[str, Any] = {
        "stride": tuple(attribute_of(node, "strides", (1, 1))),
        "padding": _padding(graph, node),
        "dilation": tuple(attribute_of(node, "dilations", (1, 1))),
        "groups": attribute_of(node, "group", 1),
    }
    outputs = weight.shape[0]
    if kind is ConvTransposeSpec:
        if attribute_of(node, "output_shape", None) is not None:
            raise ValueError(f"{graph.name} names the output's shape at {node.name[:60]!r}; export padding instead")
        numbers["output_padding"] = tuple(attribute_of(node, "output_padding", (0, 0)))
        outputs = weight.shape[1] * numbers["groups"]
    weights = {"weight": weight, "bias": _bias(graph, node, outputs)}
    return OnnxRead([weighted_step(kind, weights, _title(node), **numbers)], node.input[0])


def _padding(graph: OnnxGraph, node: Any) -> tuple[int, int]:
    pads = tuple(attribute_of(node, "pads", (0, 0, 0, 0)))
    automatic = attribute_of(node, "auto_pad", b"NOTSET")
    if automatic not in (b"NOTSET", b"VALID") or len(pads) != 4 or pads[:2] != pads[2:]:
        raise ValueError(f"{graph.name} pads the sides of an image unequally at {node.name[:60]!r}; give equal padding")
    return pads[0], pads[1]


def _pool(graph: OnnxGraph, node: Any) -> OnnxRead:
    kernel = tuple(attribute_of(node, "kernel_shape", ()))
    if (
        any(_padding(graph, node))
        or attribute_of(node, "ceil_mode", 0)
        or set(attribute_of(node, "dilations", (1,))) != {1}
    ):
        raise ValueError(f"{graph.name} has a pooling with padding, dilation or rounding up at {node.name[:60]!r}")
    name = "max" if node.op_type == "MaxPool" else "mean"
    return OnnxRead([Step(PoolSpec(name, kernel, tuple(attribute_of(node, "strides", (1, 1)))))], node.input[0])


def _global_pool(graph: OnnxGraph, node: Any) -> OnnxRead:
    return OnnxRead([GlobalPool()], node.input[0])


def _batch_norm(graph: OnnxGraph, node: Any) -> OnnxRead:
    scale, shift, mean, variance = (
        weight_of(graph, node, number, name) for number, name in enumerate(("scale", "shift", "mean", "variance"), 1)
    )
    if len({tuple(each.shape) for each in (scale, shift, mean, variance)}) > 1 or scale.ndim != 1:
        raise ValueError(f"{graph.name} has a batch norm with unequal numbers at {node.name[:60]!r}; export it again")
    return OnnxRead([batch_norm_step(scale, shift, mean, variance, attribute_of(node, "epsilon", 1e-5))], node.input[0])


def _resize(graph: OnnxGraph, node: Any) -> OnnxRead:
    mode = attribute_of(node, "mode", b"nearest").decode()
    if mode not in ("nearest", "linear"):
        raise ValueError(f"{graph.name} interpolates by {mode[:40]!r} at {node.name[:60]!r}; give nearest or linear")
    shared = ("nearest" if mode == "nearest" else "bilinear", _is_aligned(graph, node, mode))
    factors, sizes = _factors(graph, node), constant_of(graph, node.input[3]) if len(node.input) > 3 else None
    if factors is not None and factors.numel() == 4:
        whole = [round(each) for each in factors.flatten().tolist()]
        if whole[:2] != [1, 1] or (factors.flatten() - torch.tensor(whole)).abs().max() > 1e-6:
            raise ValueError(f"{graph.name} enlarges by {factors.tolist()} at {node.name[:60]!r}; give whole factors")
        return OnnxRead([Step(UpsampleSpec((whole[2], whole[3]), *shared))], node.input[0])
    if sizes is None or sizes.numel() != 4:
        raise ValueError(f"{graph.name} computes the size of an upsampling at {node.name[:60]!r}; give a fixed factor")
    return OnnxRead([Resize((int(sizes[2]), int(sizes[3])), *shared)], node.input[0])


def _is_old(node: Any) -> bool:
    """True for Upsample and for the first form of Resize, which enlarge from the corner of the first pixel."""
    return node.op_type == "Upsample" or len(node.input) == 2


def _is_aligned(graph: OnnxGraph, node: Any, mode: str) -> bool:
    """True where the corners of both images are aligned. Raises a ValueError for places that PyTorch does not have."""
    places = attribute_of(node, "coordinate_transformation_mode", b"half_pixel").decode()
    places = "asymmetric" if _is_old(node) else places
    nearest = attribute_of(node, "nearest_mode", b"round_prefer_floor").decode()
    # With whole factors, a pixel's middle rounds to the pixel that its corner is in.
    usual = nearest.startswith("round") if places.endswith("half_pixel") else nearest == "floor" or _is_old(node)
    if (places in ("half_pixel", "pytorch_half_pixel") and (mode == "linear" or usual)) or (
        (mode, places) == ("nearest", "asymmetric") and usual
    ):
        return False
    if (mode, places) == ("linear", "align_corners"):
        return True
    raise ValueError(
        f"{graph.name} enlarges with {mode} values at {places[:40]!r} places at {node.name[:60]!r}; "
        "export it with operator set 11 or newer, with half_pixel or align_corners"
    )


def _factors(graph: OnnxGraph, node: Any) -> Tensor | None:
    """The factors of an upsampling, one for each axis; None where it names the size. Upsample 7 has them as an attribute."""
    if node.op_type == "Upsample" and len(node.input) == 1:
        return torch.tensor(attribute_of(node, "scales", ()))
    place = 1 if _is_old(node) else 2
    return constant_of(graph, node.input[place]) if len(node.input) > place else None


def _clip(graph: OnnxGraph, node: Any) -> OnnxRead:
    limits = [constant_of(graph, each) for each in node.input[1:]]
    found = [None if each is None else float(each) for each in limits] + [None, None]
    low, high = attribute_of(node, "min", found[0]), attribute_of(node, "max", found[1])
    if low != 0 or high not in (6, None):
        raise ValueError(f"{graph.name} has a Clip from {low} to {high} at {node.name[:60]!r}; give ReLU or ReLU6")
    return OnnxRead([Step(ActivationSpec("relu6" if high else "relu"))], node.input[0])


def _prelu(graph: OnnxGraph, node: Any) -> OnnxRead:
    slope = weight_of(graph, node, 1, "slope")
    if slope.numel() != 1:
        raise ValueError(f"{graph.name} has a PRelu with {slope.numel()} slopes at {node.name[:60]!r}; give one slope")
    return OnnxRead([Step(ActivationSpec("leaky_relu", float(slope)))], node.input[0])


def _gelu(graph: OnnxGraph, node: Any) -> OnnxRead:
    form = attribute_of(node, "approximate", b"none").decode()
    return OnnxRead([Step(ActivationSpec("gelu" if form == "none" else "gelu_tanh"))], node.input[0])


def _arithmetic(graph: OnnxGraph, node: Any) -> OnnxRead:
    """A sum, difference, product or quotient with a constant; or a product that is an activation."""
    kind, (left, right) = node.op_type, node.input
    constants = [constant_of(graph, each) for each in (left, right)]
    number = next((place for place, each in enumerate(constants) if each is not None), None)
    if number is None:
        if kind == "Mul" and (found := product_activation(graph, left, right)):
            return found
        words = {"Add": "adds", "Sub": "subtracts", "Mul": "multiplies", "Div": "divides"}[kind]
        raise ValueError(f"{graph.name} {words} two computed values at {node.name[:60]!r}; give {ONNX_KINDS}")
    value = weight_of(graph, node, number, "constant")
    value = value.reshape(value.shape[1:]) if value.ndim in (2, 4) and value.shape[0] == 1 else value
    value = value.reshape(1) if value.numel() == 1 else value
    if kind == "Add":
        weight, bias = torch.ones_like(value), value
    elif kind == "Sub":
        weight, bias = (torch.ones_like(value), -value) if number == 1 else (-torch.ones_like(value), value)
    elif kind == "Mul" or number == 1:
        if kind == "Div" and bool((value == 0).any()):
            raise ValueError(f"{graph.name} divides by zero at {node.name[:60]!r}; export it again")
        weight, bias = (value if kind == "Mul" else 1 / value), torch.zeros_like(value)
    else:
        raise ValueError(f"{graph.name} divides by computed values at {node.name[:60]!r}; give {ONNX_KINDS}")
    if value.ndim not in (1, 3):
        raise ValueError(f"{graph.name} has a constant of {value.ndim} dimensions at {node.name[:60]!r}; give 1 or 3")
    # A constant of one dimension belongs to the last axis, which of an image is its width.
    item = AlongLast(weight, bias) if value.ndim == 1 and len(value) > 1 else affine_step(weight, bias)
    return OnnxRead([item], node.input[1 - number])


_READERS: dict[str, Callable[[OnnxGraph, Any], OnnxRead]] = {
    "Gemm": _dense,
    "MatMul": _dense,
    "Conv": _convolution,
    "ConvTranspose": _convolution,
    "BatchNormalization": _batch_norm,
    "MaxPool": _pool,
    "AveragePool": _pool,
    "GlobalAveragePool": _global_pool,
    "Resize": _resize,
    "Upsample": _resize,
    "Clip": _clip,
    "PRelu": _prelu,
    "Gelu": _gelu,
    **dict.fromkeys(("Add", "Sub", "Mul", "Div"), _arithmetic),
}
