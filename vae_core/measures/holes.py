"""Holes of the aggregate posterior: regions with prior probability but almost no codes of images.

Shapes: N images, M samples, D latent dimensions.
"""

from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.disentanglement import aggregate_log_densities
from vae_core.models import Posterior
from vae_core.nn.losses import gaussian_log_density


class PriorSamples(NamedTuple):
    """Codes (M, D) sampled from the prior, and whether each is in a hole (M,)."""

    codes: Tensor
    is_hole: Tensor

    @property
    def share(self) -> float:
        """The share of samples in holes."""
        return float(self.is_hole.double().mean())


def log_ratio(z: Tensor, posterior: Posterior) -> Tensor:
    """log q(z) - log p(z) at codes (M, D): aggregate posterior against the standard normal prior."""
    joint, _ = aggregate_log_densities(z, posterior)
    return joint - gaussian_log_density(z, torch.zeros_like(z), torch.zeros_like(z))


def find_holes(posterior: Posterior, count: int, temperature: float, factor: float, seed: int = 0) -> PriorSamples:
    """Samples `count` codes from N(0, temperature^2). In a hole, q(z) is below the prior's density divided by `factor`.

    Raises a ValueError unless temperature and factor are above 0.
    """
    if not (temperature > 0 and factor > 0):
        raise ValueError(f"the temperature is {temperature} and the factor {factor}; both must be above 0")
    codes = temperature * torch.randn(count, posterior.mean.shape[1], generator=Generator().manual_seed(seed))
    return PriorSamples(codes, log_ratio(codes, posterior) < -torch.tensor(factor).log())


def plane_grid(posterior: Posterior, reach: float = 4.0, count: int = 81) -> tuple[Tensor, Tensor]:
    """`count` points along a side of [-reach, reach]^2, and the log ratio at all pairs of them: (count,), (count^2,)."""
    side = torch.linspace(-reach, reach, count)
    return side, log_ratio(torch.stack(torch.meshgrid(side, side, indexing="ij"), -1).reshape(-1, 2), posterior)
