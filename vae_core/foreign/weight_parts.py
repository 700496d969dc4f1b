"""The layers in a file of weights: dense layers, convolutions and batch norms, found by the shapes of the tensors.

A file of weights has no order of computation, no strides and no activations; weight_chains.py and weight_geometry.py
propose those.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from vae_core.foreign.steps import Step, affine_step, batch_norm_step

MOST_PARTS = 64
_EPSILON = 1e-5  # PyTorch's default, which no file of weights names
_IGNORED = ("num_batches_tracked",)
_KINDS = {3: "a convolution of one dimension", 5: "a convolution of three dimensions"}


@dataclass(frozen=True, eq=False)
class Norm:
    """A batch norm: its factor and its summand for each channel, from its running statistics."""

    name: str
    weight: Tensor
    bias: Tensor

    def step(self) -> Step:
        """Returns the norm as a step."""
        return affine_step(self.weight, self.bias)


@dataclass(frozen=True, eq=False)
class Part:
    """A dense layer (outputs, inputs), or a convolution (., ., kernel height, kernel width); perhaps a norm after it."""

    name: str
    weight: Tensor
    bias: Tensor | None
    norm: Norm | None = None

    @property
    def is_dense(self) -> bool:
        """True for a dense layer."""
        return self.weight.ndim == 2

    @property
    def kernel(self) -> tuple[int, int]:
        """Height and width of a convolution's kernel."""
        return self.weight.shape[2], self.weight.shape[3]

    def outputs(self, is_transposed: bool) -> int:
        """Returns the number of outputs: a transposed convolution's weight lists its inputs first."""
        return self.weight.shape[1] if is_transposed else self.weight.shape[0]

    def inputs(self, is_transposed: bool) -> int:
        """Returns the number of inputs."""
        return self.weight.shape[0] if is_transposed else self.weight.shape[1]

    def fits(self, is_transposed: bool) -> bool:
        """True if the bias has a number for each output."""
        return self.bias is None or len(self.bias) == self.outputs(is_transposed)

    def __str__(self) -> str:
        return f"{self.name} ({' x '.join(map(str, self.weight.shape))})"


def has_convolution(tensors: dict[str, Tensor]) -> bool:
    """True for weights that are not of dense layers alone."""
    return any(tensor.ndim > 2 or name.endswith("running_mean") for name, tensor in tensors.items())


def natural(name: str) -> list[tuple[int, str]]:
    """Returns a key by which "layers.10" comes after "layers.9"."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"(\d+)", name)]


def weight_parts(tensors: dict[str, Tensor]) -> list[Part]:
    """Returns the layers in the order of the file. Raises a ValueError naming a tensor of another kind."""
    parts: list[Part] = []
    norms: list[Norm] = []
    used: set[str] = set()
    for name, tensor in tensors.items():
        prefix, _, last = name.rpartition(".")
        start = f"{prefix}." if prefix else ""
        if last == "running_mean":
            norms.append(_norm(tensors, start))
            used |= {f"{start}{each}" for each in ("weight", "bias", "running_mean", "running_var")}
        elif last == "weight" and tensor.ndim in (2, 4):
            bias = tensors.get(f"{start}bias")
            parts.append(Part(prefix or "weight", tensor.float(), None if bias is None else bias.float()))
            used |= {name, f"{start}bias"}
    for name, tensor in tensors.items():
        if name not in used and not name.endswith(_IGNORED):
            raise ValueError(f"{name[:80]} is {_kind(name, tensor)}, which cannot be imported; {_ADVICE}")
        if tensor.is_floating_point() and not bool(tensor.isfinite().all()):
            raise ValueError(f"{name[:80]} holds numbers that are not finite; train the model again")
    for part in parts:
        if not (part.fits(False) or (not part.is_dense and part.fits(True))):
            raise ValueError(f"{part.name}.bias has {part.bias.numel()} numbers beside {part}")  # type: ignore[union-attr]
    if not 1 <= len(parts) <= MOST_PARTS:
        raise ValueError(f"the file has {len(parts)} dense layers and convolutions; from 1 to {MOST_PARTS} are taken")
    return _with_norms(parts, norms, list(tensors))


_ADVICE = "import dense layers, convolutions and batch norms, or the decoder as ONNX"


def _kind(name: str, tensor: Tensor) -> str:
    if tensor.ndim == 1 and name.endswith("weight"):
        return "a layer norm, a group norm or a learned activation"
    return _KINDS.get(tensor.ndim, f"a tensor of shape {tuple(tensor.shape)}")


def _norm(tensors: dict[str, Tensor], start: str) -> Norm:
    mean, variance = tensors[f"{start}running_mean"].double(), tensors.get(f"{start}running_var")
    if variance is None or mean.ndim != 1 or variance.shape != mean.shape:
        raise ValueError(f"{start}running_mean has no running_var of its size beside it; save the whole state_dict")
    ones = torch.ones_like(mean)
    scale, shift = (tensors.get(f"{start}{name}", value) for name, value in (("weight", ones), ("bias", 0 * ones)))
    if scale.shape != mean.shape or shift.shape != mean.shape:
        raise ValueError(f"{start}weight has the shape {tuple(scale.shape)} beside {len(mean)} running means")
    step = batch_norm_step(scale, shift, mean, variance, _EPSILON)
    return Norm(start.rstrip(".") or "norm", step.weights["weight"], step.weights["bias"])


def _with_norms(parts: Sequence[Part], norms: Iterable[Norm], order: Sequence[str]) -> list[Part]:
    """Gives each norm to the layer of its size whose name is nearest: "encoder.1" follows "encoder.0", "bn2" "conv2"."""
    found = list(parts)
    places = {name: number for number, name in enumerate(order)}
    for norm in norms:
        fitting = [n for n, part in enumerate(found) if part.norm is None and _may_follow(norm, part)]
        if not fitting:
            raise ValueError(
                f"no layer is left whose outputs the norm {norm.name} could scale ({len(norm.weight)} channels)"
            )
        best = min(fitting, key=lambda n: (_distance(norm.name, found[n].name), _behind(norm, found[n], places)))
        found[best] = replace(found[best], norm=norm)
    return found


def _may_follow(norm: Norm, part: Part) -> bool:
    """True if the layer has as many outputs as the norm; of a dense layer they may also be channels of an image."""
    count = len(norm.weight)
    if part.is_dense:
        return part.weight.shape[0] % count == 0
    return any(part.outputs(turned) == count and part.fits(turned) for turned in (False, True))


def _distance(norm: str, layer: str) -> tuple[int, int, int]:
    """The distance of two names: first by the modules they share, then by their numbers."""
    one, other = norm.split("."), layer.split(".")
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    number, before = _number(one[shared:]), _number(other[shared:])
    if number is None or before is None:
        return -shared, 1, 0
    is_index = one[shared].isdecimal() and other[shared].isdecimal()
    gap = number - before
    if is_index:  # of a Sequential: the layer is before its norm
        return -shared, 0, gap if gap > 0 else 1000 - gap
    return -shared, 0, abs(gap)


def _number(names: Sequence[str]) -> int | None:
    digits = re.findall(r"\d+", names[0]) if names else []
    return int(digits[-1]) if digits else None


def _behind(norm: Norm, part: Part, places: dict[str, int]) -> int:
    """The distance from the layer to the norm in the file; large where the norm comes first."""
    gap = places[f"{norm.name}.running_mean"] - places.get(f"{part.name}.weight", 0) if norm.name != "norm" else 0
    return gap if gap > 0 else 10_000 - gap
