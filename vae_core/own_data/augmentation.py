"""Variations of drawn glyphs: small rotations, sizes, thicknesses and shifts. No ink leaves the image."""

from collections.abc import Sequence
from math import pi

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

TURN = 12 * pi / 180  # radians to either side; a quarter turn would make another glyph
SIZE = 0.1  # share by which a glyph grows or shrinks
SHIFT = 2 / 28  # of the side, as MNIST's digits vary by two pixels
# Share of the way to strokes one pixel wider, or narrower, at each edge; less for narrower, so that thin ones do not vanish.
THICKER, THINNER = 0.8, 0.4
_INKED = 0.05  # value above which a pixel belongs to the glyph


def images_per_glyph(glyphs: int, share: int) -> int:
    """Returns how many images each glyph gives, so that all of them together are about as many as `share`."""
    return max(1, round(share / glyphs))


def augmented(glyph: Tensor, count: int, generator: Generator) -> Tensor:
    """Returns `count` images of a bright glyph on black: (H, W) uint8 -> (count, H, W) uint8. The first is the glyph itself.

    `generator` decides the variations. Only shifts that keep the turned glyph inside the image are taken.
    """
    ink = glyph.float()[None, None] / 255
    height, width = glyph.shape
    margin = max(height, width) // 4 + 2  # room for the corners of a turned glyph
    thick = _with_thickness(F.pad(ink, [margin] * 4), count, generator)
    turned = _turned(thick, _box(ink[0, 0]), glyph.shape, generator)
    images = (_moved_inside(turned, margin, generator) * 255).round().to(torch.uint8)
    images[0] = glyph
    return images


def _uniform(count: int, low: float, high: float, generator: Generator) -> Tensor:
    return low + (high - low) * torch.rand(count, generator=generator)


def _with_thickness(ink: Tensor, count: int, generator: Generator) -> Tensor:
    """Moves a glyph (1, 1, H, W) towards its dilation or its erosion by 3 x 3 pixels, in `count` ways."""
    amount = _uniform(count, -THINNER, THICKER, generator)[:, None, None, None]
    dilated, eroded = F.max_pool2d(ink, 3, 1, 1), -F.max_pool2d(-ink, 3, 1, 1)
    return torch.where(amount > 0, ink + amount * (dilated - ink), ink + amount * (ink - eroded))


def _box(ink: Tensor) -> tuple[int, int]:
    """Returns height and width of the ink in (H, W), with a pixel at each edge for thicker strokes."""
    rows, columns = (ink > _INKED).nonzero(as_tuple=True)
    return (int(rows.max() - rows.min()) + 3, int(columns.max() - columns.min()) + 3) if len(rows) else (1, 1)


def _turned(ink: Tensor, box: tuple[int, int], frame: Sequence[int], generator: Generator) -> Tensor:
    """Turns and scales each image (N, 1, H, W) about the middle, so that a glyph of size `box` fits into `frame`."""
    count, _, height, width = ink.shape
    angle = _uniform(count, -TURN, TURN, generator)
    scale = _uniform(count, 1 - SIZE, 1 + SIZE, generator)
    high = box[0] * angle.cos() + box[1] * angle.sin().abs()
    wide = box[1] * angle.cos() + box[0] * angle.sin().abs()
    scale = torch.minimum(scale, torch.minimum(frame[0] / high, frame[1] / wide))
    cos, sin, zero = angle.cos() / scale, angle.sin() / scale, torch.zeros(count)
    # affine_grid's coordinates are from -1 to 1 on both axes, so an image that is not square needs the ratio.
    rows = [cos, -sin * height / width, zero, sin * width / height, cos, zero]
    grid = F.affine_grid(torch.stack(rows, 1).view(count, 2, 3), list(ink.shape), align_corners=False)
    return F.grid_sample(ink, grid, align_corners=False)


def _moved_inside(ink: Tensor, margin: int, generator: Generator) -> Tensor:
    """Cuts the window without the margin out of each image (N, 1, H, W), shifted; returns (N, h, w)."""
    height, width = ink.shape[2:]
    is_inked = ink[:, 0] > _INKED
    rows = _window(is_inked.any(2), height - 2 * margin, margin, generator)
    columns = _window(is_inked.any(1), width - 2 * margin, margin, generator)
    picked = ink[:, 0].gather(1, rows[:, :, None].expand(-1, -1, width))
    return picked.gather(2, columns[:, None, :].expand(-1, rows.shape[1], -1))


def _window(is_inked: Tensor, side: int, margin: int, generator: Generator) -> Tensor:
    """Returns `side` indices for each row of (N, L): a window near the middle that holds all inked places, if one can."""
    places = torch.arange(is_inked.shape[1])
    first = torch.where(is_inked, places, is_inked.shape[1]).amin(1)
    last = torch.where(is_inked, places, -1).amax(1)
    start = margin + _uniform(len(is_inked), -SHIFT * side, SHIFT * side, generator).round().long()
    # Where no window holds all ink, the first ink is inside.
    start = torch.minimum(torch.maximum(start, last - side + 1), first)
    return start.clamp(0, is_inked.shape[1] - side)[:, None] + torch.arange(side)
