"""Scales after a layer, such as batch norms, as a part of the layer's weights: the same function in fewer steps."""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from torch import Tensor

from vae_core.foreign.steps import Step, affine_step
from vae_core.nn.networks.layer_specs import (
    AffineSpec,
    ConvTransposeSpec,
    FlattenSpec,
    Inner,
    LinearSpec,
    UnflattenSpec,
)

_SHAPED = (FlattenSpec, UnflattenSpec)


def folded(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Returns the same function with fewer steps: scales after a layer become a part of its weights."""
    found: list[Step] = []
    for step in steps:
        if not isinstance(step.spec, AffineSpec):
            found.append(step)
            continue
        place = next((n for n in reversed(range(len(found))) if not isinstance(found[n].spec, _SHAPED)), -1)
        merged = _merged(found[place], step, found[place + 1 :]) if place >= 0 else None
        if merged is None:
            found.append(step)
        else:
            found[place] = merged
    return tuple(step for step in found if not _is_identity(step))


def _is_identity(step: Step) -> bool:
    if not isinstance(step.spec, AffineSpec):
        return False
    # 2 * 0.5 and the like may differ from 1 in the last place
    return bool(((step.weights["weight"] - 1).abs().max() < 1e-6) & (step.weights["bias"].abs().max() == 0))


def _merged(before: Step, affine: Step, between: Sequence[Step]) -> Step | None:
    """A layer and the scale after it as one layer; None where that is another function."""
    scale, shift = affine.weights["weight"], affine.weights["bias"]
    if isinstance(before.spec, AffineSpec):
        if between or before.spec.shape != affine.spec.shape:  # type: ignore[attr-defined]
            return None
        weight, bias = before.weights["weight"] * scale, before.weights["bias"] * scale + shift
        return affine_step(weight, bias, before.name or affine.name)
    if not before.is_weighted:
        return None
    outputs = len(before.weights["bias"])
    spread = [_by_output(each, outputs, before, between) for each in (scale, shift)]
    if spread[0] is None or spread[1] is None:
        return None
    weight = before.weights["weight"]
    if isinstance(before.spec, ConvTransposeSpec):
        if before.spec.groups > 1:
            return None
        weight = weight * spread[0][None, :, None, None]
    else:
        weight = weight * spread[0].reshape(-1, *[1] * (weight.ndim - 1))
    return replace(before, weights={"weight": weight, "bias": before.weights["bias"] * spread[0] + spread[1]})


def _by_output(values: Tensor, outputs: int, before: Step, between: Sequence[Step]) -> Tensor | None:
    """The numbers of a scale for each output of the layer before it; None where one output has several."""
    if values.numel() == 1:
        return values.reshape(1).expand(outputs)
    if not isinstance(before.spec, LinearSpec):
        is_by_channel = values.ndim == 3 and values.shape == (outputs, 1, 1) and not between
        return values.flatten() if is_by_channel else None
    shape: Inner = (outputs,)
    for step in between:
        shape = step.spec.output(shape)
    if values.ndim == 1 and len(values) != prod(shape):
        return None
    return values.expand(shape).flatten()
