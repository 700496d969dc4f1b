"""How much a code moves when its image does: the encoder's Jacobian, its norm and its singular values.

Shapes: N images, P values of an image, D latent dimensions.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.models import Model
from vae_core.models.contractive import jacobian


class Sensitivity(NamedTuple):
    """Of N images: their codes (N, D), and the singular values (N, D) of each code's derivative, the largest first."""

    codes: Tensor
    singular_values: Tensor

    @property
    def norms(self) -> Tensor:
        """The Frobenius norm of each Jacobian: (N,)."""
        return self.singular_values.square().sum(1).sqrt()

    @property
    def spread(self) -> float:
        """How far codes lie from their middle: the root of their mean squared distance to it."""
        return float((self.codes - self.codes.mean(0)).square().sum(1).mean().sqrt())

    @property
    def relative(self) -> float:
        """The mean norm in units of the spread: it stays the same when all codes shrink as one."""
        return float(self.norms.mean()) / self.spread


@torch.no_grad()
def sensitivity(model: Model, images: Tensor) -> Sensitivity:
    """The encoder's derivative at images (N, C, H, W) in [0, 1]."""
    codes, slopes = jacobian(model.encoder.forward, images)
    return Sensitivity(codes, torch.linalg.svdvals(slopes))


@torch.no_grad()
def plane_sensitivity(model: Model, across: Tensor, along: Tensor) -> Tensor:
    """The norm at what is decoded from each point of a latent plane: (len(along), len(across)); z1 runs along the rows."""
    z = torch.stack(torch.meshgrid(across, along, indexing="xy"), 2).flatten(0, 1)
    return sensitivity(model, model.decode(z)).norms.reshape(len(along), len(across))
