"""Models with common programming faults, each one line away from the correct program. Only the clinic trains them.

Each class overrides one method with one faulty line; faults.FAULTS names the line that it replaces.
"""

from typing import Any

from torch import Tensor

from vae_core.models.base import Batch, Posterior
from vae_core.models.vae import VAE
from vae_core.nn.likelihoods.gaussian import Gaussian
from vae_core.nn.networks import Architecture
from vae_core.training.trainer import Trainer


class MeanSquaredError(Gaussian):
    """The squared error averaged over an image's values, instead of summed."""

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        return (target - output).square().flatten(1).mean(1)


class MeanOverValues(VAE):
    """A VAE with this error and a summed KL: for P values, a Gaussian likelihood of variance P / 2."""

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        self.likelihood = MeanSquaredError("fixed", self.settings.sd)


class LogVarianceAsVariance(VAE):
    """A VAE that samples as if the encoder's second output were the variance, while its KL reads it as the log-variance.

    Clamped, because the square root of a negative number would end the training at its first step.
    """

    def draw(self, posterior: Posterior, batch: Batch) -> Tensor:
        return posterior.mean + posterior.log_var.clamp(min=1e-8).sqrt() * batch.normal(posterior.mean)


class KlSubtracted(VAE):
    """A VAE whose KL has the wrong sign, so that the loss rewards codes far from the prior."""

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        return kl_per_dim.sum(1), -self._beta(batch)


class Unshuffled(Trainer):
    """Training without shuffling: the same order in every epoch, one class after another."""

    def next_rows(self) -> Tensor:
        first = self.step % self.steps_per_epoch * self.config.batch_size
        self.order = self.image_set.train[self.image_set.labels[self.image_set.train].argsort(stable=True)]
        return self.order[first : first + self.config.batch_size]
