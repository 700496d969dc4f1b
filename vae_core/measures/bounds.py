"""Bounds on log p(x) of one image, and log p(x) itself by a sum over the latent plane. In nats.

Shapes: K samples, D latent dimensions (2 for the sum).
"""

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.standard_error import standard_error
from vae_core.models import Batch, LatentVariableModel
from vae_core.nn.losses import log_mean_exp

GRID_SIDE = 61  # points along a side of the grid
GRID_REFINEMENTS = 5  # each narrows the grid to the region with probability mass
NEGLIGIBLE_NATS = 25.0  # points this far below the highest one add nothing to the sum
DECODED_AT_ONCE = 2000  # codes


class Bound(NamedTuple):
    """An estimate of L_k with its standard error over the samples."""

    samples: int
    nats: float
    standard_error: float


@torch.no_grad()
def log_weights(model: LatentVariableModel, image: Tensor, count: int, seed: int = 0) -> Tensor:
    """log p(x|z) + log p(z) - log q(z|x) of an image (C, H, W) uint8 at `count` samples of its posterior: (count,)."""
    generator, parts = Generator().manual_seed(seed), []
    for size in [DECODED_AT_ONCE] * (count // DECODED_AT_ONCE) + (
        [count % DECODED_AT_ONCE] if count % DECODED_AT_ONCE else []
    ):
        batch = _batch(image, size, generator)
        parts.append(model.log_weights(batch, model.posterior(batch)).double())
    return torch.cat(parts)


def importance_bounds(weights: Tensor, samples: list[int]) -> list[Bound]:
    """L_k for each k: the mean over disjoint groups of k samples of log (1/k) sum w. Burda et al. 2015, equation 8.

    Raises a ValueError for fewer than two groups, which give no standard error.
    """
    bounds = []
    for k in samples:
        groups = len(weights) // k if k > 0 else 0
        if groups < 2:
            raise ValueError(f"k is {k} and there are {len(weights)} samples; choose k from 1 to {len(weights) // 2}")
        values = log_mean_exp(weights[: groups * k].reshape(groups, k).T)
        bounds.append(Bound(k, float(values.mean()), standard_error(values)))
    return bounds


class JensenPair(NamedTuple):
    """Two weights as multiples of their mean, which is 1; the mean of their logarithms is below log 1 = 0."""

    low: float
    high: float

    @property
    def mean_of_logs(self) -> float:
        """The mean of the two logarithms: the height of the chord above the mean of the weights."""
        return 0.5 * (math.log(self.low) + math.log(self.high))


def jensen_pair(weights: Tensor) -> JensenPair:
    """The quartiles of log-weights (K,), as two weights: a chord of the logarithm, for Jensen's inequality."""
    low, high = torch.quantile(weights[:10_000].double(), torch.tensor([0.25, 0.75], dtype=torch.float64)).tolist()
    ratio = math.exp(low - high)  # below 1; the larger one is taken out, because exp of -137 nats would be 0
    return JensenPair(2 * ratio / (1 + ratio), 2 / (1 + ratio))


@torch.no_grad()
def log_evidence(model: LatentVariableModel, image: Tensor, reach: float = 6.0) -> float:
    """log p(x) of an image (C, H, W) uint8 by a sum over [-reach, reach]^2, refined where the integrand is not negligible.

    Raises a ValueError for a model without exactly two latent dimensions.
    """
    if model.architecture.latent_dim != 2:
        raise ValueError(f"the model has {model.architecture.latent_dim} latent dimensions; choose a model with 2")
    low, high = torch.full((2,), -reach), torch.full((2,), reach)
    for _ in range(GRID_REFINEMENTS):
        axes = [torch.linspace(float(low[axis]), float(high[axis]), GRID_SIDE) for axis in (0, 1)]
        steps = (high - low) / (GRID_SIDE - 1)
        grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 2)
        joint = torch.cat([image_log_joint(model, image, part) for part in torch.split(grid, DECODED_AT_ONCE)])
        inside = grid[joint > joint.max() - NEGLIGIBLE_NATS]
        low, high = inside.min(0).values - steps, inside.max(0).values + steps
    return float(torch.logsumexp(joint, 0) + steps.double().log().sum())


def image_log_joint(model: LatentVariableModel, image: Tensor, z: Tensor) -> Tensor:
    """log p(x|z) + log p(z) of an image (C, H, W) uint8 at codes (M, D): (M,)."""
    batch = _batch(image, len(z), Generator())
    return (model.log_prior(z, batch) - model.likelihood.nll(batch.target, model.decode_output(z))).double()


def _batch(image: Tensor, count: int, generator: Generator) -> Batch:
    images = (image / 255).expand(count, *image.shape)
    return Batch(images, images, torch.zeros(count, dtype=torch.int64), generator)
