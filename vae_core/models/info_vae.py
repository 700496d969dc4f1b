"""InfoVAE: all codes together, not each image's, are drawn to the prior, by maximum mean discrepancy. Zhao et al. 2019."""

from dataclasses import dataclass

from torch import Tensor

from vae_core.models.base import Batch, LatentVariableModel, Posterior
from vae_core.priors import LatentSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class InfoVaeSettings(LatentSettings):
    """How the two ways to the prior are mixed: (1 - information) KL + (information + mmd_weight - 1) MMD."""

    information: float = setting(
        0.5, "The paper's alpha: how much of the KL is waived; 1 is MMD-VAE", low=0.0, high=1.0
    )
    mmd_weight: float = setting(100.0, "The paper's lambda: how much the MMD counts", low=1.0, high=1e6, log=True)


class InfoVAE(LatentVariableModel):
    """With information 0 and mmd_weight 1 it is the ELBO. Equation 6."""

    Settings = InfoVaeSettings
    settings: InfoVaeSettings

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        share, weight = 1 - self.settings.information, self.settings.information + self.settings.mmd_weight - 1
        return share * kl_per_dim.sum(1) + weight * squared_mmd(z), 1.0


def squared_mmd(z: Tensor) -> Tensor:
    """The squared maximum mean discrepancy between the codes (N, D) and N(0, I): a scalar, 0 on average at the prior.

    Gretton et al. 2012, equation 3, with the kernel exp(-|a - b|^2 / 2D). What the prior has part in is known exactly.
    """
    count, size = z.shape
    squares = z.square().sum(1)
    kernel = ((2 * z @ z.T - squares[:, None] - squares).clamp(max=0) / (2 * size)).exp()
    among_codes: Tensor = (kernel.sum() - kernel.diagonal().sum()) / max(count * (count - 1), 1)
    to_prior: Tensor = (size / (size + 1)) ** (size / 2) * (-squares / (2 * (size + 1))).exp().mean()
    among_prior: float = (size / (size + 2)) ** (size / 2)
    return among_codes - 2 * to_prior + among_prior
