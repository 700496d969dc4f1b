"""FactorVAE: a discriminator estimates the dependence between latent dimensions, the encoder lowers it. Kim & Mnih 2018."""

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
    """The weight of the total correlation, and the size of the discriminator that estimates it."""

    tc_weight: float = setting(
        10.0,
        "Weight of the total correlation, the paper's gamma; higher: more independent dimensions",
        low=0.0,
        high=1e4,
        log=True,
    )
    discriminator_units: int = setting(128, "Width of the discriminator's three layers", low=1, high=10_000)


class FactorVAE(LatentVariableModel):
    """The penalty is the rate and the weighted total correlation, which the discriminator's log-odds estimate. Equation 2."""

    Settings = FactorVaeSettings
    settings: FactorVaeSettings

    def __init__(self, architecture: Architecture, settings: Any = None) -> None:
        super().__init__(architecture, settings)
        units = self.settings.discriminator_units
        widths = ((architecture.latent_dim, units), (units, units), (units, units))
        layers = [layer for pair in widths for layer in (Linear(*pair), nn.LeakyReLU(0.2))]
        self.discriminator = nn.Sequential(*layers, Linear(units, 1))

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        # One optimizer, two losses: the encoder's loss has constant discriminator weights, the discriminator's constant codes.
        constant = {name: weight.detach() for name, weight in self.discriminator.named_parameters()}
        correlation = functional_call(self.discriminator, constant, (z,)).squeeze(1)
        mistake = self.discriminator_loss(z.detach(), batch)
        # Only the gradient of the discriminator's loss is added; its value is not part of the model's objective.
        return kl_per_dim.sum(1) + self.settings.tc_weight * correlation + (mistake - mistake.detach()), 1.0

    def discriminator_loss(self, z: Tensor, batch: Batch) -> Tensor:
        """Returns the loss of telling codes z (N, D) from codes with each dimension shuffled on its own: (N,) nats."""
        shuffled = z.gather(0, batch.uniform(z).argsort(0))
        together, apart = (self.discriminator(codes).squeeze(1) for codes in (z, shuffled))
        return 0.5 * (F.softplus(-together) + F.softplus(apart))
