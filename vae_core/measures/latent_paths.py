"""Decoded straight paths between codes: their length, their largest step, and the likelihood of their midpoints.

Shapes: N pairs of codes, T points of a path, D latent dimensions, K samples.
"""

from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.standard_error import standard_error
from vae_core.models import Batch, LatentVariableModel, Model
from vae_core.nn.losses import log_mean_exp

PATH_POINTS = 41
JUDGE_SAMPLES = 10


class PathMeasures(NamedTuple):
    """Measures of the path of each pair (N,): length, largest step, and excess nats under another model, the judge."""

    detour: Tensor  # length of the decoded path / distance between its end images; never below 1
    jump: Tensor  # the largest step / the mean step; 1 where images change evenly
    middle: Tensor  # excess nats of the midpoint
    ends: Tensor  # mean excess nats of the two ends, which are reconstructions


class MeanWithError(NamedTuple):
    """A mean over pairs, with its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ± {self.error:.2f}"


def mean_of(values: Tensor) -> MeanWithError:
    """The mean of values (N,) with its standard error."""
    return MeanWithError(float(values.mean()), standard_error(values))


@torch.no_grad()
def decoded_path(model: Model, start: Tensor, end: Tensor, points: int = PATH_POINTS) -> Tensor:
    """The decoded images on the straight paths between codes, two (N, D): (N, T, C, H, W)."""
    share = torch.linspace(0, 1, points)[:, None]
    codes = start[:, None] * (1 - share) + end[:, None] * share
    pictures = model.decode(codes.flatten(0, 1))
    return pictures.reshape(len(start), points, *pictures.shape[1:])


def step_sizes(path: Tensor) -> Tensor:
    """The Euclidean distance of each image of paths (N, T, C, H, W) from the one before: (N, T - 1)."""
    return path.diff(dim=1).flatten(2).square().sum(2).sqrt()


@torch.no_grad()
def excess_nats(judge: LatentVariableModel, images: Tensor, samples: int = JUDGE_SAMPLES, seed: int = 0) -> Tensor:
    """-log p(x) of grey images (N, C, H, W) by the judge's bound with K samples, minus the entropy of their pixels: (N,).

    A grey pixel costs at least its entropy under a Bernoulli model. Without this correction blurred images would seem
    unlikely.
    """
    labels = torch.zeros(len(images), dtype=torch.int64)
    batch = Batch(images, images, labels, Generator().manual_seed(seed))
    posterior = judge.posterior(batch)
    weights = torch.stack([judge.log_weights(batch, posterior) for _ in range(samples)])
    return -log_mean_exp(weights) - entropy(images)


def entropy(images: Tensor) -> Tensor:
    """The entropy of each image's pixels as Bernoulli variables, in nats: (N, C, H, W) in [0, 1] -> (N,)."""
    return -(torch.xlogy(images, images) + torch.xlogy(1 - images, 1 - images)).flatten(1).sum(1)


def measure_paths(model: Model, judge: LatentVariableModel, start: Tensor, end: Tensor) -> PathMeasures:
    """Measures the straight paths of `model` between codes, two (N, D)."""
    path = decoded_path(model, start, end)
    steps = step_sizes(path)
    straight = (path[:, -1] - path[:, 0]).flatten(1).norm(dim=1).clamp(min=1e-6)
    first, middle, last = (excess_nats(judge, path[:, at]) for at in (0, path.shape[1] // 2, -1))
    return PathMeasures(
        steps.sum(1) / straight, steps.amax(1) / steps.mean(1).clamp(min=1e-9), middle, (first + last) / 2
    )


def pairs_with_different_labels(labels: Tensor, count: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Samples `count` pairs of rows of `labels` (N,) with different labels, each row once: two (count,).

    Raises a ValueError if there are fewer such pairs.
    """
    order = torch.randperm(len(labels), generator=Generator().manual_seed(seed))
    first, second = order[: len(order) // 2 * 2].reshape(-1, 2).T
    differ = labels[first] != labels[second]
    if int(differ.sum()) < count:
        raise ValueError(f"{count} pairs were requested; only {int(differ.sum())} of these pairs have different labels")
    return first[differ][:count], second[differ][:count]
