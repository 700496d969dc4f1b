"""beta-TCVAE: a VAE that weights only the dependence between the latent dimensions. Chen et al. 2018."""

from dataclasses import dataclass

import torch
from torch import Tensor

from vae_core.models.base import Batch, LatentVariableModel, Posterior
from vae_core.nn.losses import gaussian_log_densities
from vae_core.nn.priors import LatentSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class BetaTcvaeSettings(LatentSettings):
    """The weight of the total correlation."""

    tc_weight: float = setting(
        6.0,
        "Weight of the total correlation, the paper's beta; 1: the ELBO; higher: more independent dimensions",
        low=0.0,
        high=1e4,
        log=True,
    )


class BetaTCVAE(LatentVariableModel):
    """The rate is I(x; n) + TC + sum_j KL(q(z_j) || p(z_j)); here it is the rate with TC weighted.

    Written as rate + (weight - 1) TC, so that only TC is an estimate and the rate keeps its closed form.
    """

    Settings = BetaTcvaeSettings
    settings: BetaTcvaeSettings

    def penalty(self, kl_per_dim: Tensor, posterior: Posterior, z: Tensor, batch: Batch) -> tuple[Tensor, float]:
        log_weights = stratified_log_weights(len(z), batch.train_size or len(z)).to(z)
        return kl_per_dim.sum(1) + (self.settings.tc_weight - 1) * total_correlation(z, posterior, log_weights), 1.0


def total_correlation(z: Tensor, posterior: Posterior, log_weights: Tensor) -> Tensor:
    """Returns log q(z) - sum_j log q(z_j) at each image's sample, with q from the batch: (N, D), (N, N) -> (N,) nats."""
    joint, marginals = log_weights, torch.zeros_like(z[:, 0])
    for value, mean, log_var in zip(z.unbind(1), posterior.mean.unbind(1), posterior.log_var.unbind(1), strict=True):
        each = gaussian_log_densities(value[:, None], mean, log_var)  # of sample i under posterior j
        joint = joint + each
        marginals = marginals + torch.logsumexp(log_weights + each, 1)
    return torch.logsumexp(joint, 1) - marginals


def stratified_log_weights(batch_size: int, train_size: int) -> Tensor:
    """Returns the logarithm of the weight of posterior j in q(z) for the sample of image i: (N, N); each row sums to 1.

    1/T on the diagonal, because a sample's own posterior is in every batch but is one of T images;
    (T - M) / (T M) on one other entry and 1/M on the rest, M = N - 1. Appendix C.2.
    """
    if batch_size == 1:
        return torch.zeros(1, 1)
    total, others = max(train_size, batch_size), batch_size - 1
    weights = torch.full((batch_size, batch_size), 1 / others)
    weights.fill_diagonal_(1 / total)
    rows = torch.arange(batch_size)
    weights[rows, (rows + 1) % batch_size] = (total - others) / (total * others)
    return weights.log()
