"""Interpolation between two codes, for use in notebooks."""

import torch
from torch import Tensor


def lerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """Linear interpolation from `start` (D,) to `end` (D,): share 0 is the start, 1 the end, 1.5 a point beyond it."""
    return (1 - share) * start + share * end


def slerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """Spherical interpolation along an arc: the norm stays the same where both ends have it.

    sin((1-t)w)/sin(w) start + sin(tw)/sin(w) end, w the angle between them. Shoemake 1985. Linear where the two have the
    same or opposite direction.
    """
    lengths = start.norm() * end.norm()
    if lengths == 0:
        return lerp(start, end, share)
    angle = torch.acos((start @ end / lengths).clamp(-1, 1))
    if torch.sin(angle) < 1e-6:
        return lerp(start, end, share)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * end) / torch.sin(angle)
