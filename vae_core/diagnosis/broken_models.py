"""Faults that people really make, each one line away from the right program. In no registry: only the clinic trains them.

Each class overrides one method, and in it stands one line; the line that it replaces is named in faults.FAULTS.
"""

from typing import Any

from torch import Tensor

from vae_core.models.base import Batch, Posterior
from vae_core.models.vae import VAE
from vae_core.nn.likelihoods.gaussian import Gaussian
from vae_core.nn.networks import Architecture
from vae_core.training.trainer import Trainer


class MeanSquaredError(Gaussian):
    """The squared error averaged over an image's values where it should be summed."""

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        return (target - output).square().flatten(1).mean(1)


class MeanOverValues(VAE):
    """A VAE with that error beside a KL that is summed: P values make it a Gaussian of variance P / 2."""

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        self.likelihood = MeanSquaredError("fixed", self.settings.sd)


class LogVarianceAsVariance(VAE):
    """A VAE that draws as if the encoder's second output were the variance, while its KL takes it for the logarithm.

    Clamped, because the square root of a negative number would end the training at its first step.
    """

    def draw(self, posterior: Posterior, batch: Batch) -> Tensor:
        return posterior.mean + posterior.log_var.clamp(min=1e-8).sqrt() * batch.normal(posterior.mean)


class KlSubtracted(VAE):
    """A VAE whose KL has the wrong sign: it is paid for codes that are far from the prior."""

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        return kl_per_dim.sum(1), -self._beta(batch)


class Unshuffled(Trainer):
    """Training on images as they lie in a folder for each class: the same order at every epoch, one class after another."""

    def next_rows(self) -> Tensor:
        first = self.step % self.steps_per_epoch * self.config.batch_size
        self.order = self.image_set.train[self.image_set.labels[self.image_set.train].argsort(stable=True)]
        return self.order[first : first + self.config.batch_size]
