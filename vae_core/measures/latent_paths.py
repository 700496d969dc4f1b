"""Straight ways between codes, as pictures: how long they are, whether they jump, how likely another model finds their middle.

Shapes: N pairs of codes, T points of a way, D latent dimensions, K draws.
"""

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.models import Batch, LatentVariableModel, Model
from vae_core.nn.losses import log_mean_exp

PATH_POINTS = 41
JUDGE_SAMPLES = 10


class PathMeasures(NamedTuple):
    """Of each pair (N,): the way's length and its largest step, and what the judge thinks of its middle and its ends."""

    detour: Tensor  # length of the decoded way / straight distance of its ends in pixels; never below 1
    jump: Tensor  # the largest step / the mean step; 1 where pictures change evenly
    middle: Tensor  # excess nats of the picture halfway
    ends: Tensor  # the mean of those at both ends, which are reconstructions


class MeanWithError(NamedTuple):
    """A mean over pairs, with its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ± {self.error:.2f}"


def mean_of(values: Tensor) -> MeanWithError:
    """Of values (N,)."""
    return MeanWithError(float(values.mean()), float(values.std() / math.sqrt(len(values))))


@torch.no_grad()
def decoded_path(model: Model, start: Tensor, end: Tensor, points: int = PATH_POINTS) -> Tensor:
    """The pictures on the straight ways between codes, two (N, D): (N, T, C, H, W)."""
    share = torch.linspace(0, 1, points)[:, None]
    codes = start[:, None] * (1 - share) + end[:, None] * share
    pictures = model.decode(codes.flatten(0, 1))
    return pictures.reshape(len(start), points, *pictures.shape[1:])


def step_sizes(way: Tensor) -> Tensor:
    """How far each picture of ways (N, T, C, H, W) is from the one before, the root of the summed squares: (N, T - 1)."""
    return way.diff(dim=1).flatten(2).square().sum(2).sqrt()


@torch.no_grad()
def excess_nats(judge: LatentVariableModel, images: Tensor, draws: int = JUDGE_SAMPLES, seed: int = 0) -> Tensor:
    """-log p(x) of grey images (N, C, H, W) by the judge's bound over K draws, less the entropy of their own pixels: (N,).

    A grey pixel costs its entropy under any Bernoulli model; without that, blurred pictures would seem unlikely.
    """
    labels = torch.zeros(len(images), dtype=torch.int64)
    batch = Batch(images, images, labels, Generator().manual_seed(seed))
    posterior = judge.posterior(batch)
    weights = torch.stack([judge.log_weights(batch, posterior) for _ in range(draws)])
    return -log_mean_exp(weights) - entropy(images)


def entropy(images: Tensor) -> Tensor:
    """The entropy of each image's pixels as Bernoulli variables, in nats: (N, C, H, W) in [0, 1] -> (N,)."""
    return -(torch.xlogy(images, images) + torch.xlogy(1 - images, 1 - images)).flatten(1).sum(1)


def measure_paths(model: Model, judge: LatentVariableModel, start: Tensor, end: Tensor) -> PathMeasures:
    """Measure the straight ways of `model` between codes, two (N, D)."""
    way = decoded_path(model, start, end)
    steps = step_sizes(way)
    straight = (way[:, -1] - way[:, 0]).flatten(1).norm(dim=1).clamp(min=1e-6)
    first, middle, last = (excess_nats(judge, way[:, at]) for at in (0, way.shape[1] // 2, -1))
    return PathMeasures(
        steps.sum(1) / straight, steps.amax(1) / steps.mean(1).clamp(min=1e-9), middle, (first + last) / 2
    )


def pairs_with_different_labels(labels: Tensor, count: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Two (count,) lots of rows of `labels` (N,), drawn without a repeat, whose labels differ. ValueError where too few do."""
    order = torch.randperm(len(labels), generator=Generator().manual_seed(seed))
    first, second = order[: len(order) // 2 * 2].reshape(-1, 2).T
    differ = labels[first] != labels[second]
    if int(differ.sum()) < count:
        raise ValueError(f"{count} pairs are asked for; only {int(differ.sum())} of these images have unlike labels")
    return first[differ][:count], second[differ][:count]
