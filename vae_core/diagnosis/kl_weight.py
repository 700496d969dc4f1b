"""The weight of the KL beside the likelihood: beta, and the effective beta of a Gaussian with a fixed scale."""

import math
from dataclasses import dataclass
from functools import cached_property

from vae_core.config import RunConfig
from vae_core.nn.losses import LOG_2PI

OWN_PENALTY = ("beta_tcvae", "info_vae")  # their weight belongs to another term than the KL


def fixed_sd(config: RunConfig) -> float | None:
    """Returns the sd of a Gaussian likelihood whose scale does not change in training; None for any other likelihood."""
    return None if config.settings is None else config.settings.build().fixed_sd


def has_other_objective(config: RunConfig) -> bool:
    """Returns True if the objective is not reconstruction + beta x KL, so that no effective beta exists."""
    return _capacity(config) > 0 or config.model in OWN_PENALTY


def _capacity(config: RunConfig) -> float:
    return float(getattr(config.settings, "capacity", 0.0))


@dataclass(frozen=True)
class KlWeight:
    """A run's configuration, its last reconstruction loss in nats, and P, the number of values in an image."""

    config: RunConfig
    reconstruction: float
    values: int

    @property
    def has_beta(self) -> bool:
        """True if beta is a setting of this model."""
        return self.config.beta is not None

    @property
    def beta(self) -> float:
        """The weight of the KL at the end; 1 for a model without this setting."""
        return 1.0 if self.config.beta is None else self.config.beta

    @property
    def capacity(self) -> float:
        """The KL in nats that the objective aims at; 0 where it has no such target."""
        return _capacity(self.config)

    @property
    def is_fixed_gaussian(self) -> bool:
        """True if the likelihood is a Gaussian whose scale does not change in training."""
        return fixed_sd(self.config) is not None

    @cached_property
    def squared_error(self) -> float:
        """The mean squared error of a value, from a fixed Gaussian's loss: nll = SSE / (2 sd^2) + constants."""
        settings = self.config.settings
        assert settings is not None
        constants = 0.5 * self.values * (LOG_2PI + 2 * math.log(settings.sd))
        return max(1e-9, 2 * settings.sd**2 * (self.reconstruction - constants) / max(self.values, 1))

    @property
    def effective_beta(self) -> float:
        """Beta, times sd^2 / squared error for a Gaussian of fixed sd; 1 where the weight fits the likelihood.

        beta-VAE(beta, sd^2) has the minimisers of VAE(beta sd^2), and the most likely sd^2 is the mean squared error
        (Rybkin et al. 2021).
        """
        settings = self.config.settings
        if has_other_objective(self.config) or settings is None:
            return 1.0
        return self.beta * (settings.sd**2 / self.squared_error if self.is_fixed_gaussian else 1.0)

    @property
    def in_words(self) -> str:
        """The meaning of the weight for this likelihood; empty where another term is weighted."""
        if has_other_objective(self.config):
            return ""
        if self.is_fixed_gaussian:
            sd = self.config.settings.sd if self.config.settings else 1.0
            return (
                f"The Gaussian likelihood assumes noise with a standard deviation of {sd:g} in each pixel, but the actual "
                f"error is {self.squared_error**0.5:.3g}. With beta {self.beta:g} this acts like a beta of "
                f"{self.effective_beta:.3g} at the standard deviation that fits."
            )
        return f"The weight of the KL divergence is beta {self.beta:g}." if self.has_beta else ""
