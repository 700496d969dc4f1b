"""Linear models on data of known covariance."""

import math

import torch
from torch import Generator

from tests.support.batches import batch_of
from vae_core.models import MODELS
from vae_core.nn.networks import Architecture

SHAPE, P, D = (1, 2, 3), 6, 2
VARIANCES = torch.tensor([9.0, 4.0, 1.0, 0.5, 0.4, 0.3])


def data(count=500):
    """Centred data whose covariance (divided by N) has the eigenvalues VARIANCES, exactly."""
    generator = Generator().manual_seed(0)
    white = torch.linalg.qr(torch.randn(count, P, generator=generator, dtype=torch.float64) - 0.0)[0]
    white = torch.linalg.qr(white - white.mean(0))[0] * math.sqrt(count)
    rotation = torch.linalg.qr(torch.randn(P, P, generator=generator, dtype=torch.float64))[0]
    return ((white * VARIANCES.sqrt()) @ rotation.T).float().reshape(count, *SHAPE)


def linear(name, latent_dim=D, **settings):
    torch.manual_seed(0)
    architecture = Architecture(SHAPE, latent_dim, "dense", (P,), "linear")
    return MODELS[name](architecture, MODELS[name].Settings(likelihood="gaussian", **settings))


def fit(model, x, steps, rate=0.05):
    optimizer = torch.optim.Adam(model.parameters(), rate)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        optimizer.zero_grad()
        model.loss(batch_of(x, seed=step)).objective.backward()
        optimizer.step()


def minimise(model, x, most_steps=400):
    """To the minimum of a loss without noise, by L-BFGS."""
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=most_steps, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = model.loss(batch_of(x)).objective
        loss.backward()
        return loss

    optimizer.step(closure)
