"""Codes for new images: from the prior, from the data's codes, from a mixture fitted to them."""

import math

import pytest
import torch
from torch import Generator

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.measures.samplers import SAMPLERS, FittedMixture, fit_mixture, from_aggregate, from_prior
from vae_core.models import Posterior
from vae_core.training.trainer import build_model


def seeded(seed=0):
    return Generator().manual_seed(seed)


def two_clouds(count=4000):
    """Means at (-3, 0) and (3, 0), a quarter and three quarters, with deviations 0.5 and 0.2."""
    is_right = torch.arange(count) % 4 > 0
    centre = torch.where(is_right, 3.0, -3.0)[:, None] * torch.tensor([1.0, 0.0])
    return centre + torch.where(is_right, 0.2, 0.5)[:, None] * torch.randn(count, 2, generator=seeded())


def test_the_aggregate_posterior_has_the_moments_of_a_mixture_of_all_posteriors():
    codes = Posterior(torch.tensor([[-2.0], [2.0]]), torch.tensor([0.25, 1.0]).log()[:, None])
    z = from_aggregate(codes, 100_000, seeded())
    variance = 4 + (0.25 + 1) / 2
    assert abs(z.mean().item()) < 4 * math.sqrt(variance / 1e5)
    fourth = z.pow(4).mean().item() - variance**2
    assert abs(z.var().item() - variance) < 4 * math.sqrt(fourth / 1e5)


def test_at_temperature_zero_the_aggregate_gives_means_of_images_and_so_does_a_code_without_a_spread():
    codes = Posterior(torch.randn(50, 3, generator=seeded()), torch.zeros(50, 3))
    points = Posterior(codes.mean, torch.full_like(codes.mean, -math.inf))
    for drawn in (from_aggregate(codes, 20, seeded(), 0.0), from_aggregate(points, 20, seeded(), 1.0)):
        assert ((drawn[:, None] - codes.mean).abs().amax(2).amin(1) < 1e-6).all()


def test_a_fitted_mixture_finds_the_clouds_and_draws_them_again():
    fitted = fit_mixture(two_clouds(), 2)
    order = fitted.means[:, 0].argsort()
    assert fitted.weights[order].tolist() == pytest.approx([0.25, 0.75], abs=0.01)
    assert fitted.means[order].flatten().tolist() == pytest.approx([-3, 0, 3, 0], abs=0.06)
    deviations = (fitted.factors @ fitted.factors.mT).diagonal(dim1=1, dim2=2)[order].sqrt()
    assert deviations.flatten().tolist() == pytest.approx([0.5, 0.5, 0.2, 0.2], rel=0.08)
    z = fitted.sample(20_000, seeded())
    share = (z[:, 0] > 0).float().mean().item()
    assert abs(share - fitted.weights[order][1].item()) < 4 * math.sqrt(0.25 * 0.75 / 20_000)
    assert z[z[:, 0] > 0][:, 1].std().item() == pytest.approx(deviations[1, 1].item(), rel=0.03)


def test_a_drawn_covariance_is_the_components_own():
    factor = torch.tensor([[2.0, 0.0], [1.5, 0.5]], dtype=torch.float64)
    mixture = FittedMixture(torch.ones(1, dtype=torch.float64), torch.zeros(1, 2, dtype=torch.float64), factor[None])
    covariance = torch.cov(mixture.sample(200_000, seeded()).double().T)
    torch.testing.assert_close(covariance, factor @ factor.T, atol=0.05, rtol=0)


def test_temperature_scales_the_deviations():
    mixture = fit_mixture(two_clouds(), 2)
    assert (torch.cdist(mixture.sample(100, seeded(), 0.0).double(), mixture.means).amin(1) < 1e-6).all()
    model = build_model(config := RunConfig(data="digits", hidden=(8,)), load_for(config))
    warm, cool = (from_prior(model, 5, seeded(), temperature) for temperature in (1.0, 0.5))
    torch.testing.assert_close(cool, 0.5 * warm)


def test_a_dimension_that_never_moves_can_be_fitted():
    means = torch.cat([torch.randn(200, 1, generator=seeded()), torch.zeros(200, 1)], 1)
    z = fit_mixture(means, 3).sample(100, seeded())
    assert z.isfinite().all()
    assert z[:, 1].abs().max() < 0.01


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_seed_gives_the_same_codes_again_and_another_one_others(name):
    codes = Posterior(two_clouds(200), torch.zeros(200, 2))
    model = build_model(config := RunConfig(data="digits", hidden=(8,)), load_for(config))
    draw = {
        "prior": lambda seed: from_prior(model, 7, seeded(seed)),
        "aggregate": lambda seed: from_aggregate(codes, 7, seeded(seed)),
        "mixture": lambda seed: fit_mixture(codes.mean, 3).sample(7, seeded(seed)),
    }[name]
    assert draw(1).shape == (7, 2)
    assert torch.equal(draw(1), draw(1))
    assert not torch.equal(draw(1), draw(2))


def test_a_conditional_models_prior_is_that_of_the_label():
    config = RunConfig(data="digits", model="conditional_vae", hidden=(8,))
    settings = type(config.settings)(prior_per_label=True)
    config = RunConfig(data="digits", model="conditional_vae", settings=settings, hidden=(8,))
    model = build_model(config, load_for(config))
    with torch.no_grad():
        model.prior.means[7] = torch.tensor([5.0, -5.0])
        model.prior.log_vars[7] = -20.0
    z = from_prior(model, 4, seeded(), labels=torch.full((4,), 7))
    torch.testing.assert_close(z, torch.tensor([5.0, -5.0]).expand(4, 2), atol=1e-3, rtol=0)


def test_impossible_draws_are_refused_with_a_way_out():
    codes = Posterior(torch.zeros(3, 2), torch.zeros(3, 2))
    with pytest.raises(ValueError, match="count is 0"):
        from_aggregate(codes, 0, seeded())
    with pytest.raises(ValueError, match="temperature is -1"):
        from_aggregate(codes, 1, seeded(), -1.0)
    with pytest.raises(ValueError, match="from 1 to 3"):
        fit_mixture(codes.mean, 4)
    with pytest.raises(ValueError, match="no codes"):
        from_aggregate(Posterior(torch.zeros(0, 2), torch.zeros(0, 2)), 1, seeded())
