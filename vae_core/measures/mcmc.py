"""Samples of a density by a Markov chain, and the true posterior of one image over its latent plane.

Shapes: S steps, D latent dimensions (2 for the plane).
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.bounds import image_log_joint
from vae_core.models import LatentVariableModel

_SIDE = 61  # points along a side of the plane
_WIDE = 25.0  # half a side of the first grid, in standard deviations of the encoder's posterior
_NEGLIGIBLE_NATS = 12.0  # places this far below the highest one are outside of the second grid


class Chain(NamedTuple):
    """The places of a chain (S + 1, D), the first is its start, and the share of its steps that were accepted."""

    codes: Tensor
    accepted: float


@torch.no_grad()
def metropolis(
    log_density: Callable[[Tensor], Tensor], start: Tensor, steps: int, width: Tensor, seed: int = 0
) -> Chain:
    """Samples a density, known up to a constant, by `steps` steps from `start` (D,). Metropolis et al. 1953.

    A step proposes a place: the present one plus normal noise with standard deviation `width` (D,).
    """
    generator = Generator().manual_seed(seed)
    noise = torch.randn(steps, len(start), generator=generator)
    thresholds = torch.rand(steps, generator=generator).log()
    place, height, places, accepted = start, float(log_density(start[None])), [start], 0
    for step, threshold in zip(noise, thresholds.tolist(), strict=True):
        proposal = place + width * step
        new = float(log_density(proposal[None]))
        if new - height > threshold:
            place, height, accepted = proposal, new, accepted + 1
        places.append(place)
    return Chain(torch.stack(places), accepted / max(1, steps))


class PosteriorPlane(NamedTuple):
    """The true posterior of one image on a grid, and its mean."""

    across: Tensor  # (_SIDE,)
    along: Tensor  # (_SIDE,)
    density: Tensor  # (_SIDE, _SIDE), the first axis is `across`
    mean: Tensor  # (2,)


@torch.no_grad()
def posterior_plane(model: LatentVariableModel, image: Tensor, mean: Tensor, sd: Tensor) -> PosteriorPlane:
    """The true posterior p(z|x) of an image (C, H, W) uint8 around the encoder's posterior, whose mean and sd are (2,).

    The plane holds all that is not negligible, and two standard deviations of the encoder's posterior.
    """
    low, high = mean - _WIDE * sd, mean + _WIDE * sd
    for _ in range(2):
        axes = [torch.linspace(float(low[axis]), float(high[axis]), _SIDE) for axis in (0, 1)]
        grid = torch.stack(torch.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 2)
        joint, step = image_log_joint(model, image, grid), (high - low) / (_SIDE - 1)
        kept = torch.cat([grid[joint > joint.max() - _NEGLIGIBLE_NATS], (mean - 2 * sd)[None], (mean + 2 * sd)[None]])
        low, high = kept.min(0).values - step, kept.max(0).values + step
    share = joint.softmax(0)
    cell = float(axes[0][1] - axes[0][0]) * float(axes[1][1] - axes[1][0])
    density = (share / cell).reshape(_SIDE, _SIDE)
    return PosteriorPlane(axes[0], axes[1], density, (share[:, None] * grid.double()).sum(0))
