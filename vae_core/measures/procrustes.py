"""Axes that stay: a latent space turns and mirrors itself while it is learned, and no image looks different for it.

Shapes: N images, D latent dimensions.
"""

import torch
from torch import Tensor

from vae_core.measures.projection import Plane


def rotation_onto(points: Tensor, target: Tensor) -> Tensor:
    """The turn or reflection Q that brings `points` nearest to `target`: two (N, D) -> (D, D), points @ Q near target.

    Orthogonal, so that no distance changes; least squares. Schoenemann 1966, "A generalized solution of the orthogonal
    Procrustes problem".
    """
    left, _, right = torch.linalg.svd(points.double().T @ target.double())
    turn: Tensor = left @ right
    return turn


def aligned_plane(plane: Plane, codes: Tensor, target: Tensor, is_centred: bool) -> Plane:
    """The plane in which `codes` (N, D) lie as the `target` (N, D) lies in `plane`, as nearly as a turn can bring it about.

    About the origin, which leaves a standard normal prior as it is; with `is_centred` about the codes' own mean.
    """
    here, there = (
        part.double().mean(0) if is_centred else torch.zeros(part.shape[1]).double() for part in (codes, target)
    )
    turn = rotation_onto(codes - here, target - there)
    origin = here + (plane.origin.double() - there) @ turn.T
    return Plane(origin.float(), (plane.axes.double() @ turn.T).float())
