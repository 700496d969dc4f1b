"""The comparison of runs: different settings, lines of equal ELBO, samples from the prior with the same noise."""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.config import RunConfig
from vae_core.datasets import pixels
from vae_core.models import model_class
from vae_core.runs.run import Run

LISTED_LAST = {"device", "threads", "compile", "precision", "seconds", "epochs"}  # of the training, not the model


def differing(configs: Sequence[RunConfig]) -> dict[str, list[Any]]:
    """The settings in which the runs differ, each with its value in every run; None where a run has no such setting.

    Settings with most values come first, LISTED_LAST comes last.
    """
    plain = [config.to_plain() for config in configs]
    names = dict.fromkeys(name for one in plain for name in one)
    values: dict[str, list[Any]] = {name: [_shown(one.get(name)) for one in plain] for name in names}
    found = {name: column for name, column in values.items() if len(set(column)) > 1}
    return dict(sorted(found.items(), key=lambda item: (item[0] in LISTED_LAST, -len({*item[1]}))))


def _shown(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def equal_elbo_levels(rates: Sequence[float], distortions: Sequence[float], count: int = 6) -> list[float]:
    """Round values of -ELBO = rate + distortion, in nats, for lines of slope -1 through the dots; Alemi et al. 2018."""
    totals = [rate + distortion for rate, distortion in zip(rates, distortions, strict=True)]
    low, high = min(totals), max(totals)
    rough = max(high - low, 1.0) / count
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def why_not_comparable(configs: Sequence[RunConfig]) -> str:
    """The reasons why the losses of these runs cannot be compared, such as other images; empty where they can."""
    reasons: dict[str, set[Any]] = {
        "images": {(config.data, config.own_data, config.classes) for config in configs},
        "targets": {config.target for config in configs},
        "likelihoods": {_likelihood(config) for config in configs},
    }
    return " and ".join(name for name, found in reasons.items() if len(found) > 1)


def _likelihood(config: RunConfig) -> tuple[Any, ...]:
    settings = config.settings
    assert settings is not None
    return (settings.likelihood, *(getattr(settings, name) for name in settings.likelihood_class.settings_used))


@torch.no_grad()
def prior_samples(run: Run, count: int, seed: int = 0) -> Tensor:
    """Expected images at codes from the prior, the same noise for every run of that latent size: uint8 (count, C, H, W).

    A conditional model gets one label after the other.
    """
    model = run.load_model()
    labels = None
    if model_class(run.config.model).is_conditional:
        labels = torch.arange(count) % model.architecture.labels
    return pixels(model.sample(count, Generator().manual_seed(seed), labels=labels))
