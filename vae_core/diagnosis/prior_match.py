"""The match of prior and codes: samples from the prior without a code nearby, and codes without such samples nearby.

Shapes: N images, D latent dimensions, M and K codes.
"""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Generator, Tensor

MATCH_SAMPLES = 1000
NEAR = 0.99  # the quantile of nearest-neighbour distances up to which a code counts as near
FEWEST = 40  # codes; with fewer the quantile means nothing


@dataclass(frozen=True)
class PriorMatch:
    """The posteriors of a run's images, and samples from its prior."""

    mean: Tensor | None  # (N, D); None where the run has no codes
    log_var: Tensor | None = None  # (N, D); None without a posterior
    prior_codes: Tensor | None = None  # (M, D) samples from a learned prior; None: N(0, I)

    @property
    def holes(self) -> float | None:
        """The share of samples from the prior without a code nearby; None where it cannot be measured."""
        return self._shares[0] if self._shares else None

    @property
    def missed(self) -> float | None:
        """The share of codes where the prior has almost no samples; None where it cannot be measured."""
        return self._shares[1] if self._shares else None

    @cached_property
    def _shares(self) -> tuple[float, float] | None:
        mean = self.mean
        if mean is None or len(mean) < FEWEST or not bool(mean.isfinite().all()):
            return None
        generator = Generator().manual_seed(0)
        rows = torch.randperm(len(mean), generator=generator)[: 4 * MATCH_SAMPLES]
        noise = torch.randn(len(rows), mean.shape[1], generator=generator)
        z = mean[rows] if self.log_var is None else mean[rows] + (0.5 * self.log_var[rows]).exp() * noise
        half, prior = len(z) // 2, self.prior_codes
        if prior is None:
            prior = torch.randn(half, z.shape[1], generator=generator)
        return share_outside(prior, z[:half], z[half:]), share_outside(z[half:], *prior.chunk(2))


def share_outside(asked: Tensor, known: Tensor, same: Tensor) -> float:
    """The share of `asked` (M, D) farther from the nearest of `known` (N, D) than 99 % of `same` (K, D) are.

    About 0.01 where `asked` has the distribution of `known` and `same`.
    """
    reach = torch.cdist(same, known).amin(1).quantile(NEAR)
    return float((torch.cdist(asked, known).amin(1) > reach).float().mean())
