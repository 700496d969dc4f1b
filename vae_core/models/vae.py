"""The variational autoencoder. Kingma & Welling 2014; beta: Higgins et al. 2017."""

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from vae_core.models.base import Batch, LatentVariableModel, Posterior
from vae_core.nn.losses import capacity_gap, free_bits
from vae_core.nn.priors import LatentSettings, PriorSettings
from vae_core.nn.schedules import cyclical, warm_up
from vae_core.settings import setting


@dataclass(frozen=True)
class BetaSettings(LatentSettings):
    """The weight of the KL, its schedule, and its alternatives."""

    beta: float = setting(
        1.0,
        "Weight of the KL; 1: the ELBO; higher: smoother latent space, blurrier images",
        low=0.0,
        high=1e6,
        log=True,
    )
    beta_schedule: str = setting(
        "constant",
        "Course of beta: constant, raised from 0 once, or raised from 0 in cycles",
        choices=("constant", "warm_up", "cyclical"),
    )
    warm_up: float = setting(0.2, "Share of the training in which warm_up raises beta from 0", above=0.0, high=1.0)
    cycles: int = setting(4, "Number of cycles of a cyclical beta", low=1, high=100)
    free_bits: float = setting(
        0.0,
        "KL of each latent dimension that costs nothing; higher: fewer inactive dimensions",
        low=0.0,
        high=1e3,
        unit="nats",
    )
    capacity: float = setting(
        0.0, "Wanted KL, raised linearly from 0 over the training; 0: off", low=0.0, high=1e4, unit="nats"
    )
    gamma: float = setting(100.0, "Weight of the distance between KL and capacity", low=0.0, high=1e6)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.capacity and self.free_bits:
            raise ValueError(f"capacity is {self.capacity:g} and free_bits is {self.free_bits:g}; set one of them to 0")

    def without_effect(self) -> dict[str, str]:
        idle = super().without_effect()
        for name, schedule in {"warm_up": "warm_up", "cycles": "cyclical"}.items():
            if self.beta_schedule != schedule:
                idle[name] = f"beta_schedule {schedule}"
        return idle if self.capacity else idle | {"gamma": "a capacity above 0"}


@dataclass(frozen=True)
class VaeSettings(PriorSettings, BetaSettings):
    """The settings of the KL and of the prior."""


class VAE(LatentVariableModel):
    """The encoder gives a Gaussian for each image; the decoder trains on samples from it."""

    Settings: ClassVar[type[BetaSettings]] = VaeSettings
    settings: BetaSettings

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        if self.settings.capacity:
            capacity = self.settings.capacity * min(1.0, batch.step / batch.total_steps)
            return capacity_gap(kl_per_dim.sum(1), capacity), self.settings.gamma
        if self.settings.free_bits:
            return free_bits(kl_per_dim, self.settings.free_bits), self._beta(batch)
        return kl_per_dim.sum(1), self._beta(batch)

    def _beta(self, batch: Batch) -> float:
        if self.settings.beta_schedule == "warm_up":
            return self.settings.beta * warm_up(batch.step, self.settings.warm_up * batch.total_steps)
        if self.settings.beta_schedule == "cyclical":
            return self.settings.beta * cyclical(batch.step, batch.total_steps, self.settings.cycles)
        return self.settings.beta
