"""Small image sets and batches for the core's tests."""

import pytest
import torch
from torch import Generator

from tests.support.linear_models import D, P, linear
from vae_core.datasets import ImageSet, with_split


@pytest.fixture
def two_prototypes() -> ImageSet:
    """200 noisy copies of a vertical and a horizontal bar, 8 x 8."""
    generator = Generator().manual_seed(0)
    prototypes = torch.zeros(2, 1, 8, 8)
    prototypes[0, :, :, 3:5], prototypes[1, :, 3:5, :] = 1, 1
    labels = torch.randint(2, (200,), generator=generator)
    noise = 0.2 * torch.rand(200, 1, 8, 8, generator=generator)
    images = ((prototypes[labels] * 0.8 + noise) * 255).to(torch.uint8)
    return with_split("bars", images, labels, ("upright", "lying"))


@pytest.fixture
def exact():
    """A linear-Gaussian model whose encoder is its true posterior, N(M^-1 W^T (x - m), s^2 M^-1), diagonal because W^T W is."""
    model, s2 = linear("vae", sd=0.5), 0.25
    w = torch.zeros(P, D)
    w[0, 0], w[1, 0], w[2, 1], w[3, 1] = 1.0, 0.5, 0.8, -0.6
    m = w.T @ w + s2 * torch.eye(D)
    with torch.no_grad():
        for part in (model.encoder[1], model.decoder[2]):
            part.weight.copy_(torch.eye(P))
        model.encoder[1].bias.zero_()
        model.decoder[0].weight.copy_(w)
        model.decoder[0].bias.zero_()
        model.decoder[-1].bias.zero_()
        model.encoder[3].weight.copy_(torch.cat([torch.linalg.solve(m, w.T), torch.zeros(D, P)]))
        model.encoder[3].bias.copy_(torch.cat([torch.zeros(D), (s2 / m.diagonal()).log()]))
    marginal = torch.distributions.MultivariateNormal(torch.zeros(P), w @ w.T + s2 * torch.eye(P))
    return model, marginal
