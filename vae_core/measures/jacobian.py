"""The encoder's Jacobian, its norm and its singular values: the sensitivity of a code to changes of the image.

Shapes: N images, P values of an image, D latent dimensions.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.models import Model
from vae_core.models.contractive import jacobian


class Sensitivity(NamedTuple):
    """Codes (N, D) of N images, and the singular values (N, D) of each code's Jacobian, the largest first."""

    codes: Tensor
    singular_values: Tensor

    @property
    def norms(self) -> Tensor:
        """The Frobenius norm of each Jacobian: (N,)."""
        return self.singular_values.square().sum(1).sqrt()

    @property
    def spread(self) -> float:
        """The root mean squared distance of the codes from their mean."""
        return float((self.codes - self.codes.mean(0)).square().sum(1).mean().sqrt())

    @property
    def relative(self) -> float:
        """The mean norm divided by the spread; unchanged if all codes are scaled by one factor."""
        return float(self.norms.mean()) / self.spread


@torch.no_grad()
def sensitivity(model: Model, images: Tensor) -> Sensitivity:
    """The codes and Jacobians at images (N, C, H, W) in [0, 1]."""
    codes, slopes = jacobian(model.encoder.forward, images)
    return Sensitivity(codes, torch.linalg.svdvals(slopes))


class Displaced(NamedTuple):
    """An image, the same changed along the direction of largest sensitivity, and along one of none; and their codes.

    None to first order: the code may still move a little.
    """

    images: Tensor  # (3, C, H, W); the changed ones may leave [0, 1]
    codes: Tensor  # (3, D)

    @property
    def moves(self) -> tuple[float, float]:
        """The distances by which the first and the second change move the code."""
        followed, ignored = (self.codes[1:] - self.codes[0]).norm(dim=1).tolist()
        return followed, ignored


@torch.no_grad()
def displaced(model: Model, image: Tensor, size: float) -> Displaced:
    """Changes an image (C, H, W) by the norm `size`: along the Jacobian's first right singular vector, and along noise.

    The noise is orthogonal to all D right singular vectors, so that the code does not move to first order.
    """
    slopes = jacobian(model.encoder.forward, image[None])[1][0]
    rows = torch.linalg.svd(slopes, full_matrices=False).Vh
    noise = torch.randn(rows.shape[1], generator=torch.Generator().manual_seed(0)).to(rows)
    noise -= rows.T @ (rows @ noise)
    changes = torch.stack([torch.zeros_like(noise), rows[0], noise / noise.norm()]).reshape(3, *image.shape)
    images = image + size * changes
    return Displaced(images, model.encoder(images))


@torch.no_grad()
def plane_sensitivity(model: Model, across: Tensor, along: Tensor) -> Tensor:
    """The Jacobian's norm at the decoded image of each point of a latent plane: (len(along), len(across)).

    z1 changes along the rows, z2 along the columns.
    """
    z = torch.stack(torch.meshgrid(across, along, indexing="xy"), 2).flatten(0, 1)
    return sensitivity(model, model.decode(z)).norms.reshape(len(along), len(across))
