"""Paths between two codes, for whoever walks them in a notebook."""

import torch
from torch import Tensor


def lerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """The code `share` of the straight way from `start` (D,) to `end` (D,): 0 is the start, 1 the end, 1.5 beyond it."""
    return (1 - share) * start + share * end


def slerp(start: Tensor, end: Tensor, share: float) -> Tensor:
    """The same along the arc: codes of equal length keep it. Straight where the two point the same or opposite way.

    sin((1-t)w)/sin(w) start + sin(tw)/sin(w) end, w the angle between them. Shoemake 1985.
    """
    lengths = start.norm() * end.norm()
    if lengths == 0:
        return lerp(start, end, share)
    angle = torch.acos((start @ end / lengths).clamp(-1, 1))
    if torch.sin(angle) < 1e-6:
        return lerp(start, end, share)
    return (torch.sin((1 - share) * angle) * start + torch.sin(share * angle) * end) / torch.sin(angle)
