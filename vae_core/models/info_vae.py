"""InfoVAE: the distribution of all codes approaches the prior, by maximum mean discrepancy (MMD). Zhao et al. 2019."""

from dataclasses import dataclass

import torch
from torch import Tensor

from vae_core.models.base import Batch, LatentVariableModel, Posterior
from vae_core.nn.priors import LatentSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class InfoVaeSettings(LatentSettings):
    """The weights of the two penalties: (1 - information) KL + (information + mmd_weight - 1) MMD."""

    information: float = setting(
        0.5, "Share of the KL that is left out, the paper's alpha; 1: MMD-VAE", low=0.0, high=1.0
    )
    mmd_weight: float = setting(
        100.0,
        "Weight of the MMD, the paper's lambda; higher: all codes together fit the prior better",
        low=1.0,
        high=1e6,
        log=True,
    )


class InfoVAE(LatentVariableModel):
    """The objective of equation 6; with information 0 and mmd_weight 1 it is the ELBO."""

    Settings = InfoVaeSettings
    settings: InfoVaeSettings

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        share, weight = 1 - self.settings.information, self.settings.information + self.settings.mmd_weight - 1
        return share * kl_per_dim.sum(1) + weight * squared_mmd(posterior), 1.0


def squared_mmd(posterior: Posterior) -> Tensor:
    """Returns the squared maximum mean discrepancy between q(z), the mean of the posteriors (N, D), and N(0, I): a scalar.

    Gretton et al. 2012, equation 3, with the kernel exp(-|a - b|^2 / 2D). Its mean is 0 where q(z) is the prior. No
    samples are needed: the mean kernel of Gaussians has a closed form, and noise from samples prevents learning at large
    weights.
    """
    (mean, log_var), count = posterior, len(posterior.mean)
    among_codes, to_prior = torch.zeros(count, count).to(mean), torch.zeros(count).to(mean)
    size = mean.shape[1]
    for m, v in zip(mean.unbind(1), log_var.exp().unbind(1), strict=True):
        among_codes = among_codes + _log_mean_kernel(m[:, None] - m, v[:, None] + v, size)
        to_prior = to_prior + _log_mean_kernel(m, v + 1, size)
    kernel, among_prior = among_codes.exp(), float((1 + 2 / size) ** (-size / 2))
    other_pairs: Tensor = (kernel.sum() - kernel.diagonal().sum()) / max(count * (count - 1), 1)
    return other_pairs - 2 * to_prior.exp().mean() + among_prior


def _log_mean_kernel(mean: Tensor, var: Tensor, size: int) -> Tensor:
    """Returns log E[exp(-d^2 / (2 size))] over d ~ N(mean, var), elementwise."""
    return -0.5 * ((var / size).log1p() + mean.square() / (size + var))
