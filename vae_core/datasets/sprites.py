"""Procedural sprites: one white shape on black, with the factors that made it known. Drawn here, downloaded from nowhere."""

import math
from dataclasses import replace

import torch
from torch import Generator, Tensor

from vae_core.datasets.image_set import ImageSet, with_split

SHAPES = ("square", "ellipse", "heart")
FACTORS = ("shape", "scale", "orientation", "x", "y")
COUNT = 12_000
SCALES = 6
CHUNK = 100  # drawn at a time: their fields stay in the processor's cache, twice as fast as 1,000
STEPS = 16  # of x and of y
TURNS = 20


def load(size: int) -> ImageSet:
    """COUNT random combinations of the factors as images of `size` x `size`; the label is the shape."""
    factors = draw_factors(COUNT, Generator().manual_seed(0))
    images = torch.cat([draw(part, size) for part in torch.split(factors, CHUNK)])
    name = "sprites" if size == 64 else f"sprites_{size}"
    return replace(with_split(name, images, factors[:, 0].long(), SHAPES), factors=factors, factor_names=FACTORS)


def draw_factors(count: int, generator: Generator) -> Tensor:
    """Random factors (count, 5): shape 0-2, scale 0.5-1, orientation in [0, 2 pi), x and y of the centre in [0, 1]."""

    def steps(number: int) -> Tensor:
        return torch.randint(number, (count,), generator=generator).float()

    scale = 0.5 + 0.5 * steps(SCALES) / (SCALES - 1)
    turn = 2 * math.pi * steps(TURNS) / TURNS
    return torch.stack([steps(3), scale, turn, steps(STEPS) / (STEPS - 1), steps(STEPS) / (STEPS - 1)], 1)


def draw(factors: Tensor, size: int) -> Tensor:
    """Images (N, 1, size, size) uint8 of factors (N, 5); edges are smoothed over one pixel."""
    shape, scale, turn, x, y = factors[:, :, None, None].unbind(1)
    grid = (torch.arange(size) + 0.5) / size
    radius = 0.18 * scale  # so that no corner leaves the image: centres lie in [0.25, 0.75]
    right = (grid[None, None, :] - 0.25 - 0.5 * x) / radius
    down = (grid[None, :, None] - 0.25 - 0.5 * y) / radius
    across = turn.cos() * right + turn.sin() * down
    along = turn.cos() * down - turn.sin() * right
    distance = torch.where(
        shape == 0, _square(across, along), torch.where(shape == 1, _ellipse(across, along), _heart(across, along))
    )
    return (255 * (0.5 - distance * radius * size).clamp(0, 1)).round().to(torch.uint8)[:, None]


def _square(across: Tensor, along: Tensor) -> Tensor:
    """About the signed distance to a square's edge, in radii: negative inside."""
    return torch.maximum(across.abs(), along.abs()) - 0.9


def _ellipse(across: Tensor, along: Tensor) -> Tensor:
    return ((across / 1.25).square() + (along / 0.7).square()).sqrt() - 1


def _heart(across: Tensor, along: Tensor) -> Tensor:
    # A square standing on its corner, and half a disc on each of its two upper sides.
    side, up = 0.55, 0.15 - along
    u, v = (up + across) / math.sqrt(2), (up - across) / math.sqrt(2)
    square = torch.maximum(u.abs(), v.abs()) - side
    discs = torch.minimum(torch.hypot(u - side, v), torch.hypot(u, v - side)) - side
    return torch.minimum(square, discs)
