"""FactorVAE: a discriminator tells dependent codes from independent ones, and the encoder answers. Kim & Mnih 2018."""

from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from vae_core.models.base import Batch, LatentVariableModel, Posterior
from vae_core.nn.dense_layer import Linear
from vae_core.nn.networks import Architecture
from vae_core.nn.priors import LatentSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class FactorVaeSettings(LatentSettings):
    """How much the total correlation counts, and who measures it."""

    tc_weight: float = setting(10.0, "Weight of the total correlation, the paper's gamma", low=0.0, high=1e4, log=True)
    discriminator_units: int = setting(128, "Width of the discriminator's three layers", low=1, high=10_000)


class FactorVAE(LatentVariableModel):
    """The rate, and the total correlation as the discriminator's log-odds have it. Equation 2."""

    Settings = FactorVaeSettings
    settings: FactorVaeSettings

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        units = self.settings.discriminator_units
        widths = ((architecture.latent_dim, units), (units, units), (units, units))
        layers = [layer for pair in widths for layer in (Linear(*pair), nn.LeakyReLU(0.2))]
        self.discriminator = nn.Sequential(*layers, Linear(units, 1))

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        # One optimizer, two losses: the encoder sees a discriminator that stands still, the discriminator codes that do.
        still = {name: weight.detach() for name, weight in self.discriminator.named_parameters()}
        correlation = functional_call(self.discriminator, still, (z,)).squeeze(1)
        mistake = self.discriminator_loss(z.detach(), batch)
        # Of the discriminator's loss only the gradient takes part; its value is none of the model's objective.
        return kl_per_dim.sum(1) + self.settings.tc_weight * correlation + (mistake - mistake.detach()), 1.0

    def discriminator_loss(self, z: Tensor, batch: Batch) -> Tensor:
        """How badly codes z (N, D) are told from the same codes with each dimension shuffled by itself: (N,) nats."""
        shuffled = z.gather(0, batch.uniform(z).argsort(0))
        together, apart = (self.discriminator(codes).squeeze(1) for codes in (z, shuffled))
        return 0.5 * (F.softplus(-together) + F.softplus(apart))
