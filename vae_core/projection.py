"""Planes through a latent space: what a map shows of more than two dimensions."""

from typing import NamedTuple

import torch
from torch import Tensor


class Plane(NamedTuple):
    """A point of the latent space and two orthonormal directions: `origin` (D,), `axes` (2, D)."""

    origin: Tensor
    axes: Tensor


def dimension_plane(first: int, second: int, latent_dim: int) -> Plane:
    """The plane of two latent dimensions through the origin."""
    for dimension in (first, second):
        if not 0 <= dimension < latent_dim:
            raise ValueError(f"latent dimension {dimension} does not exist; choose from 0 to {latent_dim - 1}")
    return Plane(torch.zeros(latent_dim), torch.eye(latent_dim)[[first, second]])


def principal_plane(codes: Tensor) -> Plane:
    """The plane in which the codes (N, D), D >= 2, vary most: their mean and first two principal components."""
    origin = codes.mean(0)
    covariance = torch.cov((codes - origin).double().T)
    axes = torch.linalg.eigh(covariance).eigenvectors[:, -2:].flip(1).T
    signs = torch.where(axes.sum(1, keepdim=True) < 0, -1.0, 1.0)  # an eigenvector's sign is arbitrary: fix it
    return Plane(origin, (axes * signs).to(codes.dtype))
