"""The use of the latent dimensions: which are active, and how much of the KL distinguishes images.

Shapes: N images, D latent dimensions.
"""

from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from vae_core.measures.metrics import ACTIVE_VARIANCE, active_units, variance_over_images

_NAMED = 6  # inactive dimensions that a text lists


@dataclass(frozen=True)
class LatentUse:
    """The posteriors of a run's images and the KL of each dimension."""

    dimensions: int  # D
    kl_per_dim: list[float]  # nats, of the validation images at the end; empty where the model has none
    mean: Tensor | None = None  # (N, D); None where the run has no codes
    log_var: Tensor | None = None  # (N, D); None without a posterior

    @property
    def kl(self) -> float:
        """The KL of all dimensions together, in nats."""
        return sum(self.kl_per_dim)

    @cached_property
    def mean_variance(self) -> list[float]:
        """The variance of each dimension's posterior mean over the images."""
        return [0.0] * self.dimensions if self.mean is None else variance_over_images(self.mean).tolist()

    @property
    def active(self) -> int:
        """The number of active dimensions. Burda et al. 2015, section 5."""
        return 0 if self.mean is None else active_units(self.mean)

    @cached_property
    def informative_nats(self) -> float:
        """About the nats that distinguish images: the capacity of Gaussian channels with these signals and noises.

        The sum over dimensions of log(1 + variance of the mean / mean variance of the posterior) / 2. A much larger KL
        consists of means or variances that all images share.
        """
        if self.mean is None or self.log_var is None:
            return self.kl
        return float(0.5 * (variance_over_images(self.mean) / self.log_var.exp().mean(0)).log1p().sum())

    @property
    def inactive_in_words(self) -> str:
        """The inactive dimensions, each with its KL and the variance of its mean."""
        rows = zip(self.mean_variance, [*self.kl_per_dim, *[0.0] * self.dimensions], strict=False)
        inactive = [
            f"z{index} (KL {kl:.2g} nats, variance of the mean {variance:.2g})"
            for index, (variance, kl) in enumerate(rows, 1)
            if variance <= ACTIVE_VARIANCE
        ]
        others = f" and {len(inactive) - _NAMED} more" if len(inactive) > _NAMED else ""
        return ", ".join(inactive[:_NAMED]) + others
