"""Importance weighted autoencoders. Burda et al. 2015. The mean of several bounds is MIWAE, Rainforth et al. 2018."""

from dataclasses import dataclass

import torch
from torch import Tensor

from vae_core.models.base import Batch, LatentVariableModel, Loss, Posterior
from vae_core.nn.losses import gaussian_log_density, log_mean_exp
from vae_core.nn.priors import PriorSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class IwaeSettings(PriorSettings):
    """The number of samples for each image, and their groups."""

    importance_samples: int = setting(
        5, "Samples in each bound, K; 1: the ELBO; more: a tighter bound, slower steps", low=1, high=1000
    )
    importance_groups: int = setting(1, "Bounds to average, M; above 1: MIWAE", low=1, high=100)


class IWAE(LatentVariableModel):
    """The objective is -<L_K> with L_K = log (1/K) sum_k w_k, which comes nearer to log p(x) with larger K.

    Reconstruction and KL are those of a VAE. The penalty is the difference to the bound, in most cases less than the KL.
    """

    Settings = IwaeSettings
    settings: IwaeSettings

    def loss(self, batch: Batch) -> Loss:
        posterior, (k, m) = self.posterior(batch), (self.settings.importance_samples, self.settings.importance_groups)
        samples = [self._weigh(posterior, batch) for _ in range(k * m)]
        log_weights, nll, kl_per_dim = (torch.stack(parts) for parts in zip(*samples, strict=True))
        bound = log_mean_exp(log_weights.reshape(k, m, -1)).mean(0)
        reconstruction = nll.mean(0)
        return Loss(reconstruction, -bound - reconstruction, 1.0, kl_per_dim.mean(0))

    def _weigh(self, posterior: Posterior, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Returns log w (N,), -log p(x|z) (N,) and the KL (N, D), at one sample for each image."""
        z = self.draw(posterior, batch)
        nll = self.likelihood.nll(batch.target, self.decode_output(z, batch.labels))
        log_weights = self.log_prior(z, batch) - gaussian_log_density(z, *posterior) - nll
        return log_weights, nll, self.kl(posterior, z, batch)
