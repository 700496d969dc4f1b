"""The choice between the ways in which a file of weights may be computed, by the reconstruction of images."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from vae_core.foreign.weight_model import USUAL_ACTIVATIONS, Assumed, WeightModel, named_activation
from vae_core.nn.networks.layer_specs import ActivationSpec

_USEFUL = 0.95  # of the mean image's error; a model that reconstructs worse cannot tell one choice from another
CLEARLY = 1.03  # ratio of two reconstruction losses from which on a less usual choice of the lower one is taken


def best_assumption(
    model: WeightModel, error: Callable[[Assumed], float], activation: str, mean_error: float
) -> tuple[Assumed, bool]:
    """Returns what is assumed of the open choices, and whether images decided it: the usual one unless another is better.

    `error` gives the squared error of reconstructions, infinite where it cannot be had, and `mean_error` is that of the
    mean image: a model that is no better at all was not trained on such images, so they decide nothing.
    """
    allowed: list[ActivationSpec | None] = [spec for spec in USUAL_ACTIVATIONS if activation in ("", spec.name)]
    allowed = allowed or [named_activation(activation)]
    known: dict[Assumed, float] = {}

    def loss(assumed: Assumed) -> float:
        if assumed not in known:
            known[assumed] = error(assumed)
        return known[assumed]

    usual = best = replace(model.start, activation=allowed[0])
    for variants in (_shapes(model), _activations(allowed), _shapes(model), _norms(model), _activations(allowed)):
        lowest = min([best, *(replace(best, **changes) for changes in variants)], key=loss)
        best = lowest if loss(best) > CLEARLY * loss(lowest) else best
    return (best, True) if loss(best) < _USEFUL * mean_error else (usual, False)


def _shapes(model: WeightModel) -> Iterator[dict[str, Any]]:
    for encoder in model.encoders:
        for decoder in model.decoders:
            for first in (False, True):
                yield {"encoder": encoder, "decoder": decoder, "activates_first": first}


def _activations(allowed: Sequence[ActivationSpec | None]) -> Iterator[dict[str, Any]]:
    for spec in allowed:
        for first in (False, True):
            yield {"activation": spec, "activates_first": first}


def _norms(model: WeightModel) -> Iterator[dict[str, Any]]:
    links = (*model.chains.encoder, *model.chains.decoder)
    if any(link.part.norm is not None for link in links):
        yield {"norm_first": False}
        yield {"norm_first": False, "activates_first": True}
