"""Alignment of latent spaces by rotation or reflection, which training changes freely and which affects no image.

Shapes: N images, D latent dimensions.
"""

import torch
from torch import Tensor

from vae_core.measures.projection import Plane


def rotation_onto(points: Tensor, target: Tensor) -> Tensor:
    """The orthogonal matrix Q (D, D) with points @ Q nearest to `target`, two (N, D), in least squares.

    A rotation or reflection, so that no distance changes. Schoenemann 1966, "A generalized solution of the orthogonal
    Procrustes problem".
    """
    left, _, right = torch.linalg.svd(points.double().T @ target.double())
    turn: Tensor = left @ right
    return turn


def aligned_plane(plane: Plane, codes: Tensor, target: Tensor, is_centred: bool) -> Plane:
    """The plane that shows `codes` (N, D) as `plane` shows `target` (N, D), as nearly as an orthogonal map allows.

    The map fixes the origin, which keeps a standard normal prior; with `is_centred` it fixes the codes' mean.
    """
    here, there = (
        part.double().mean(0) if is_centred else torch.zeros(part.shape[1]).double() for part in (codes, target)
    )
    turn = rotation_onto(codes - here, target - there)
    origin = here + (plane.origin.double() - there) @ turn.T
    return Plane(origin.float(), (plane.axes.double() @ turn.T).float())
