"""Each likelihood against its closed form or an independent implementation."""

import math

import pytest
import torch
from torch import Generator
from torch.distributions import ContinuousBernoulli as TorchContinuousBernoulli

from vae_core.nn.likelihoods import Bernoulli, ContinuousBernoulli, Gaussian, LikelihoodSettings, log_normaliser

LOGITS = torch.linspace(-30, 30, 2001)


def test_bernoulli_is_the_log_probability_of_binary_images():
    logits = torch.randn(4, 1, 3, 3, generator=Generator().manual_seed(0))
    target = (logits > 0.3).float()
    theirs = -torch.distributions.Bernoulli(logits=logits).log_prob(target).flatten(1).sum(1)
    torch.testing.assert_close(Bernoulli().nll(target, logits), theirs)


def test_bernoulli_on_a_grey_target_is_least_at_the_target_where_it_is_the_entropy():
    target = torch.tensor(0.3).reshape(1, 1, 1, 1)
    probability = torch.linspace(0.01, 0.99, 99)
    losses = torch.stack([Bernoulli().nll(target, p.logit().reshape(1, 1, 1, 1)) for p in probability])
    assert probability[losses.argmin()] == pytest.approx(0.3, abs=1e-6)
    assert losses.min().item() == pytest.approx(-(0.3 * math.log(0.3) + 0.7 * math.log(0.7)), abs=1e-6)


def test_continuous_bernoulli_integrates_to_one():
    x = torch.linspace(0, 1, 20_001).reshape(-1, 1, 1, 1)
    for logit in (-6.0, -0.19, 0.0, 0.21, 3.0):
        density = (-ContinuousBernoulli().nll(x, torch.full_like(x, logit))).exp()
        assert torch.trapezoid(density.double(), dx=1 / 20_000).item() == pytest.approx(1.0, abs=1e-4)


def test_continuous_bernoulli_normaliser_is_two_at_one_half():
    assert log_normaliser(torch.zeros(1)).exp().item() == pytest.approx(2.0)


def test_continuous_bernoulli_mean_equals_that_of_torch():
    theirs = TorchContinuousBernoulli(logits=LOGITS.double()).mean
    torch.testing.assert_close(ContinuousBernoulli().mean(LOGITS).double(), theirs, atol=3e-6, rtol=0)


def test_continuous_bernoulli_has_finite_gradients_everywhere():
    logits = torch.tensor([0.0, 1e-6, 0.2, -80.0, 80.0], requires_grad=True)
    ContinuousBernoulli().nll(torch.full((5, 1, 1, 1), 0.4), logits.reshape(5, 1, 1, 1)).sum().backward()
    assert logits.grad.isfinite().all()


@pytest.mark.parametrize("scale", ["fixed", "learned"])
def test_gaussian_is_the_log_density_of_torch(scale):
    mean = torch.randn(4, 3, 2, 2, generator=Generator().manual_seed(0))
    target = torch.rand(4, 3, 2, 2, generator=Generator().manual_seed(1))
    theirs = -torch.distributions.Normal(mean, 0.3).log_prob(target).flatten(1).sum(1)
    torch.testing.assert_close(Gaussian(scale, 0.3).nll(target, mean), theirs)


def test_optimal_gaussian_is_half_p_times_log_two_pi_mse_plus_one():
    mean, target = torch.rand(2, 8, 1, 4, 4, generator=Generator().manual_seed(0))
    mse, values = (target - mean).square().mean().item(), 16
    loss = Gaussian("optimal", 1.0).train().nll(target, mean).mean().item()
    assert loss == pytest.approx(0.5 * values * (math.log(2 * math.pi * mse) + 1), rel=1e-6)


def test_optimal_gaussian_keeps_its_scale_when_it_is_evaluated():
    likelihood = Gaussian("optimal", 1.0).train()
    target = torch.rand(8, 1, 4, 4, generator=Generator().manual_seed(0))
    for _ in range(400):
        likelihood.nll(target, torch.full_like(target, 0.5))
    expected = (target - 0.5).square().mean().log()
    assert likelihood.log_var.item() == pytest.approx(expected.item(), abs=1e-3)
    likelihood.eval().nll(target[:1], torch.zeros(1, 1, 4, 4))
    assert likelihood.log_var.item() == pytest.approx(expected.item(), abs=1e-3)


def test_per_pixel_gaussian_has_a_second_output_and_a_floor():
    likelihood = Gaussian("per_pixel", 1.0)
    output = torch.cat([torch.zeros(1, 1, 2, 2), torch.full((1, 1, 2, 2), -500.0)], 1)
    assert likelihood.nll(torch.zeros(1, 1, 2, 2), output).isfinite().all()
    assert likelihood.mean(output).shape == (1, 1, 2, 2)


@pytest.mark.parametrize("likelihood", ["bernoulli", "continuous_bernoulli", "gaussian"])
def test_output_for_gives_the_wanted_mean(likelihood):
    built = LikelihoodSettings(likelihood=likelihood).build()
    mean = torch.linspace(0.05, 0.95, 16).reshape(1, 4, 4)
    torch.testing.assert_close(built.mean(built.output_for(mean)[None])[0], mean, atol=1e-5, rtol=0)


@pytest.mark.parametrize("likelihood", ["bernoulli", "continuous_bernoulli", "gaussian"])
def test_repeating_a_batch_repeats_the_losses(likelihood):
    built = LikelihoodSettings(likelihood=likelihood, scale="optimal").build()
    target, output = torch.rand(2, 4, 1, 3, 3, generator=Generator().manual_seed(0))
    once, twice = built.nll(target, output), built.nll(torch.cat([target, target]), torch.cat([output, output]))
    torch.testing.assert_close(twice, torch.cat([once, once]))


@pytest.mark.parametrize("logit", [-20.0, -3.0, -0.1, 0.0, 0.1, 3.0, 20.0])
@pytest.mark.parametrize("likelihood", [Bernoulli(), ContinuousBernoulli()], ids=["bernoulli", "continuous"])
def test_drawn_pixels_have_the_likelihoods_mean(likelihood, logit):
    output = torch.full((1, 1, 200, 200), logit)
    drawn = likelihood.draw(output, Generator().manual_seed(0))
    assert 0 <= drawn.min() <= drawn.max() <= 1
    error = max(drawn.std().item(), 1e-3) / 200
    assert abs(drawn.mean().item() - likelihood.mean(output).mean().item()) < 4 * error


def test_drawn_continuous_pixels_have_the_variance_of_torchs_distribution():
    for logit in (-6.0, 0.0, 2.0):
        drawn = ContinuousBernoulli().draw(torch.full((1, 1, 300, 300), logit), Generator().manual_seed(1))
        theirs = TorchContinuousBernoulli(logits=torch.tensor(logit)).variance.item()
        assert drawn.var().item() == pytest.approx(theirs, rel=0.03)


def test_drawn_gaussian_pixels_have_its_standard_deviation():
    drawn = Gaussian("fixed", 0.3).draw(torch.full((1, 1, 200, 200), 2.0), Generator().manual_seed(0))
    assert abs(drawn.mean().item() - 2) < 4 * 0.3 / 200
    assert drawn.std().item() == pytest.approx(0.3, rel=0.02)
