"""The terms of the objectives, per image and in nats. The trainer averages over images, once."""

import math

import torch
from torch import Tensor

LOG_2PI = math.log(2 * math.pi)


def gaussian_kl(mean: Tensor, log_var: Tensor) -> Tensor:
    """Returns KL(N(mean, exp(log_var)) || N(0, 1)) of each latent dimension, in nats: two (N, D) -> (N, D).

    Kingma & Welling 2014, Appendix B. Never negative; zero only where the posterior is the prior.
    """
    # expm1, because exp(v) - 1 - v rounds below zero near v = 0, where a latent has collapsed.
    return 0.5 * (mean.square() + log_var.expm1() - log_var)


def gaussian_log_densities(z: Tensor, mean: Tensor, log_var: Tensor) -> Tensor:
    """Returns log N(z; mean, exp(log_var)) of each value, in nats; the shapes are equal or broadcast."""
    return -0.5 * ((z - mean).square() * (-log_var).exp() + log_var + LOG_2PI)


def gaussian_log_density(z: Tensor, mean: Tensor, log_var: Tensor) -> Tensor:
    """Returns `gaussian_log_densities` summed over the last dimension: (..., D) -> (...)."""
    return gaussian_log_densities(z, mean, log_var).sum(-1)


def free_bits(kl_per_dim: Tensor, nats: float) -> Tensor:
    """Returns sum_j max(nats, <KL_j>) for every image of the batch: (N, D) -> (N,).

    Kingma et al. 2016. The mean over the batch comes before the maximum, so each image gets the same value.
    """
    return kl_per_dim.mean(0).clamp(min=nats).sum().expand(len(kl_per_dim))


def capacity_gap(kl: Tensor, capacity: float) -> Tensor:
    """Returns |<KL> - capacity| for every image of the batch, in nats: (N,) -> (N,). Burgess et al. 2018, equation 8."""
    return (kl.mean() - capacity).abs().expand(len(kl))


def log_mean_exp(log_weights: Tensor) -> Tensor:
    """Returns log (1/K) sum_k w_k over the first dimension, without overflow: (K, N) -> (N,)."""
    return torch.logsumexp(log_weights, 0) - math.log(len(log_weights))
