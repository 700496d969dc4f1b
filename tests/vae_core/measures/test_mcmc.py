"""Markov chains against densities that are known, and the posterior over a plane."""

import pytest
import torch

from vae_core.measures.bounds import image_log_joint
from vae_core.measures.mcmc import metropolis, posterior_plane
from vae_core.models.vae import VAE
from vae_core.nn.networks import Architecture


def test_a_chain_has_the_mean_and_the_spread_of_its_density():
    mean, sd = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 2.0])
    chain = metropolis(lambda z: -0.5 * ((z - mean) / sd).square().sum(1), mean + 3 * sd, 6000, 1.5 * sd)
    later = chain.codes[500:]
    assert 0.2 < chain.accepted < 0.6
    torch.testing.assert_close(later.mean(0), mean, atol=0.3, rtol=0)
    torch.testing.assert_close(later.std(0), sd, atol=0.0, rtol=0.15)


def test_tiny_steps_are_accepted_and_lead_nowhere_and_huge_ones_are_refused():
    start, one = torch.tensor([4.0]), torch.ones(1)
    tiny = metropolis(lambda z: -0.5 * z.square().sum(1), start, 200, 0.001 * one)
    huge = metropolis(lambda z: -0.5 * z.square().sum(1), 0 * start, 200, 1000 * one)
    assert tiny.accepted > 0.95
    assert float((tiny.codes - start).abs().max()) < 0.1
    assert huge.accepted < 0.05


@pytest.mark.slow
def test_the_posterior_over_the_plane_integrates_to_1_and_agrees_with_a_chain():
    torch.manual_seed(0)
    model = VAE(Architecture((1, 4, 4), 2, hidden=(8,)))
    image = torch.randint(0, 256, (1, 4, 4), dtype=torch.uint8, generator=torch.Generator().manual_seed(1))
    plane = posterior_plane(model, image, torch.zeros(2), torch.ones(2))
    cell = float(plane.across[1] - plane.across[0]) * float(plane.along[1] - plane.along[0])
    assert abs(float(plane.density.sum()) * cell - 1) < 1e-6
    chain = metropolis(lambda z: image_log_joint(model, image, z), torch.zeros(2), 3000, torch.full((2,), 1.5))
    torch.testing.assert_close(chain.codes[200:].mean(0).double(), plane.mean, atol=0.15, rtol=0)
