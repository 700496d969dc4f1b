"""EM and gradient ascent on a linear VAE's ELBO, both for a linear-Gaussian model of a covariance, and their optimum.

Everything is exact: no image and no code is sampled. Shapes: P values of an image, D latent dimensions; float64, nats per image.
"""

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.nn.losses import LOG_2PI


class LinearModel(NamedTuple):
    """p(z) = N(0, I), p(x|z) = N(W z, s^2 I): W (P, D), and s^2 as a scalar tensor."""

    weight: Tensor
    variance: Tensor


class LinearFit(NamedTuple):
    """log p(x), or the ELBO, before the first step and after each of S steps: (S + 1,); and the final model."""

    nats: Tensor
    model: LinearModel


def random_start(values: int, latent_dim: int, seed: int = 0) -> LinearModel:
    """Small random weights and noise of variance 1. Raises a ValueError unless 1 <= D < P."""
    if not 1 <= latent_dim < values:
        raise ValueError(f"latent_dim is {latent_dim}; for {values} values choose from 1 to {values - 1}")
    generator = Generator().manual_seed(seed)
    weight = 0.1 * torch.randn(values, latent_dim, generator=generator, dtype=torch.float64)
    return LinearModel(weight, torch.ones((), dtype=torch.float64))


def log_likelihood(covariance: Tensor, model: LinearModel) -> Tensor:
    """The mean of log p(x) over images of this covariance (P, P); it needs only the D x D matrix M = W^T W + s^2 I."""
    weight, s2 = model
    values, latent_dim = weight.shape
    m = _m(model)
    log_det = (values - latent_dim) * s2.log() + torch.logdet(m)
    squares = (covariance.trace() - torch.linalg.solve(m, weight.T @ covariance @ weight).trace()) / s2
    nats: Tensor = -0.5 * (values * LOG_2PI + log_det + squares)
    return nats


def greatest_log_likelihood(variances: Tensor, latent_dim: int) -> float:
    """The greatest possible log p(x), from the eigenvalues (P,), the largest first. Tipping & Bishop 1999, equations 7 and 8."""
    kept, s2 = variances[:latent_dim], variances[latent_dim:].mean()
    logs = kept.log().sum() + (len(variances) - latent_dim) * s2.log()
    return float(-0.5 * (len(variances) * (LOG_2PI + 1) + logs))


def em_step(covariance: Tensor, model: LinearModel) -> LinearModel:
    """One E-step and M-step combined. Tipping & Bishop 1999, appendix B."""
    weight, s2 = model
    sw, m = covariance @ weight, _m(model)
    new = sw @ torch.linalg.inv(s2 * torch.eye(len(m), dtype=m.dtype) + torch.linalg.solve(m, weight.T @ sw))
    return LinearModel(new, (covariance - sw @ torch.linalg.solve(m, new.T)).trace() / len(weight))


def fit_by_em(covariance: Tensor, start: LinearModel, steps: int) -> LinearFit:
    """Runs `steps` iterations of EM."""
    model, nats = start, [log_likelihood(covariance, start)]
    for _ in range(steps):
        model = em_step(covariance, model)
        nats.append(log_likelihood(covariance, model))
    return LinearFit(torch.stack(nats), model)


def linear_elbo(covariance: Tensor, model: LinearModel, encoder: Tensor, log_var: Tensor) -> Tensor:
    """The mean ELBO with q(z|x) = N(V x, diag(exp(log_var))): V (D, P), log_var (D,). Lucas et al. 2019, section 4."""
    weight, s2 = model
    residual = torch.eye(len(weight), dtype=weight.dtype) - weight @ encoder
    error = (residual @ covariance @ residual.T).trace() + (weight.square().sum(0) * log_var.exp()).sum()
    kl = 0.5 * ((encoder @ covariance @ encoder.T).trace() + (log_var.expm1() - log_var).sum())
    return -0.5 * (len(weight) * (LOG_2PI + s2.log()) + error / s2) - kl


def fit_by_gradient(covariance: Tensor, start: LinearModel, steps: int, rate: float = 0.05) -> LinearFit:
    """Runs `steps` steps of Adam on the ELBO of a linear VAE, with a learning rate that falls to 0.

    The decoder starts like EM, the encoder at 0.
    """
    weight, log_s2 = start.weight.clone(), start.variance.log()
    encoder, log_var = torch.zeros_like(weight.T), torch.zeros_like(weight[0])
    parameters = [part.requires_grad_() for part in (weight, log_s2, encoder, log_var)]
    first, second = ([torch.zeros_like(part) for part in parameters] for _ in range(2))
    nats = []
    for step in range(steps + 1):
        elbo = linear_elbo(covariance, LinearModel(weight, log_s2.exp()), encoder, log_var)
        nats.append(elbo.detach())
        gradients = torch.autograd.grad(elbo, parameters)
        size = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        for state in zip(parameters, gradients, first, second, strict=True):
            _adam(*state, step + 1, size if step < steps else 0.0)
    return LinearFit(torch.stack(nats), LinearModel(weight.detach(), log_s2.detach().exp()))


@torch.no_grad()
def _adam(parameter: Tensor, gradient: Tensor, first: Tensor, second: Tensor, step: int, rate: float) -> None:
    """One ascent step. Kingma & Ba 2015, algorithm 1; written out, because torch.optim takes seconds to import."""
    first.lerp_(gradient, 0.1)
    second.lerp_(gradient.square(), 0.001)
    parameter += rate * first / (1 - 0.9**step) / ((second / (1 - 0.999**step)).sqrt() + 1e-8)


def _m(model: LinearModel) -> Tensor:
    weight, s2 = model
    return weight.T @ weight + s2 * torch.eye(weight.shape[1], dtype=weight.dtype)
