"""One contract over all likelihoods; each against its closed form or an independent implementation."""

import math

import pytest
import torch
from torch import Generator
from torch.distributions import ContinuousBernoulli as TorchContinuousBernoulli

from tests.support.models import CHOICES
from vae_core.nn.likelihoods import LIKELIHOODS, Likelihood, LikelihoodSettings
from vae_core.nn.likelihoods.bernoulli import Bernoulli
from vae_core.nn.likelihoods.continuous_bernoulli import ContinuousBernoulli, log_normaliser
from vae_core.nn.likelihoods.gaussian import Gaussian
from vae_core.settings import setting_fields

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


# One contract over the registry: a new likelihood is tested by its line there.
every_likelihood = pytest.mark.parametrize(("name", "scale"), CHOICES)


def build(name: str, scale: str, sd: float = 0.2) -> Likelihood:
    return LikelihoodSettings(name, scale, sd).build()


def output_of(likelihood: Likelihood, count: int = 4) -> torch.Tensor:
    """The output for a mean that differs from value to value: (count, outputs * 2, 3, 3)."""
    mean = torch.linspace(0.1, 0.9, count * 18).reshape(count, 2, 3, 3)
    return torch.stack([likelihood.output_for(each) for each in mean])


@every_likelihood
def test_each_likelihood_describes_itself(name, scale):
    kind = LIKELIHOODS[name]
    assert type(build(name, scale)) is kind
    assert kind.title
    assert kind.description
    assert kind.divergence_advice.endswith(".")
    assert len({other.title for other in LIKELIHOODS.values()}) == len(LIKELIHOODS)
    assert {*kind.settings_used} <= {entry.name for entry in setting_fields(LikelihoodSettings)} - {"likelihood"}


@every_likelihood
def test_the_nll_is_one_finite_number_for_each_image_with_a_gradient(name, scale):
    likelihood = build(name, scale)
    output = output_of(likelihood).requires_grad_()
    nll = likelihood.nll(torch.rand(4, 2, 3, 3, generator=Generator().manual_seed(0)), output)
    assert nll.shape == (4,)
    nll.sum().backward()
    assert nll.isfinite().all()
    assert output.grad.isfinite().all()


@every_likelihood
def test_the_mean_is_an_image_and_output_for_is_its_inverse(name, scale):
    likelihood = build(name, scale)
    assert output_of(likelihood).shape == (4, 2 * likelihood.outputs, 3, 3)
    wanted = torch.linspace(0.1, 0.9, 72).reshape(4, 2, 3, 3)
    found = likelihood.mean(output_of(likelihood))
    torch.testing.assert_close(found, wanted, atol=1e-5, rtol=0)
    assert 0 <= found.min() <= found.max() <= 1


@every_likelihood
def test_samples_repeat_with_the_seed_and_average_to_the_mean(name, scale):
    likelihood, count = build(name, scale), 20_000
    output = likelihood.output_for(torch.full((1, 1, 1), 0.3)).expand(count, -1, 1, 1)
    with torch.no_grad():
        first, again, other = (likelihood.sample(output, Generator().manual_seed(seed)) for seed in (0, 0, 1))
    assert first.shape == (count, 1, 1, 1)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert abs(float(first.mean()) - 0.3) < 4 * float(first.std()) / math.sqrt(count) + 1e-4


@every_likelihood
def test_a_discrete_likelihood_samples_black_and_white_and_its_probabilities_add_up_to_one(name, scale):
    likelihood = build(name, scale)
    output = output_of(likelihood)
    assert (set(likelihood.sample(output, Generator().manual_seed(0)).unique().tolist()) == {0.0, 1.0}) == (
        likelihood.is_discrete
    )
    if likelihood.is_discrete:
        output = likelihood.output_for(torch.full((1, 1, 1), 0.3))[None]
        black_and_white = [torch.zeros(1, 1, 1, 1), torch.ones(1, 1, 1, 1)]
        assert sum(float((-likelihood.nll(x, output)).exp()) for x in black_and_white) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("name", "scale"), [case for case in CHOICES if build(*case).lowest_nll is not None])
def test_no_nll_is_below_the_lowest_and_the_lowest_is_reached(name, scale):
    likelihood = build(name, scale)
    grey = torch.linspace(0, 1, 21).reshape(-1, 1, 1, 1)
    output = torch.stack([likelihood.output_for(x) for x in grey])
    costs = likelihood.nll(grey, output)
    assert float(costs.min()) >= likelihood.lowest_nll - 1e-6
    assert float(costs.min()) == pytest.approx(likelihood.lowest_nll, abs=0.02)  # logits end at 0.01 and 0.99


BLANK = torch.zeros(2, 1, 4, 4, dtype=torch.uint8)


@pytest.mark.parametrize("name", [name for name, kind in LIKELIHOODS.items() if kind.baselines(BLANK, BLANK)])
def test_baselines_are_the_losses_of_a_perfect_decoder_and_of_one_without_a_code(name):
    likelihood = build(name, "fixed")
    images = torch.randint(20, 235, (50, 1, 4, 4), generator=Generator().manual_seed(0)).to(torch.uint8)
    found = likelihood.baselines(images, images)
    assert found is not None
    grey = images / 255
    perfect = torch.stack([likelihood.output_for(x) for x in grey])
    assert float(likelihood.nll(grey, perfect).mean()) == pytest.approx(found.floor, rel=1e-5)
    average = likelihood.output_for(grey.mean(0)).expand_as(grey)
    assert float(likelihood.nll(grey, average).mean()) == pytest.approx(found.no_latent, rel=1e-5)
    assert found.floor < found.no_latent


@every_likelihood
def test_repeating_a_batch_repeats_the_losses(name, scale):
    likelihood = build(name, scale)
    output, target = output_of(likelihood), torch.rand(4, 2, 3, 3, generator=Generator().manual_seed(0))
    once, twice = likelihood.nll(target, output), likelihood.nll(torch.cat([target] * 2), torch.cat([output] * 2))
    torch.testing.assert_close(twice, torch.cat([once, once]))


@every_likelihood
def test_only_a_fixed_scale_has_a_fixed_standard_deviation(name, scale):
    likelihood = build(name, scale)
    output = likelihood.output_for(torch.full((1, 1, 1), 0.3)).expand(20_000, -1, 1, 1)
    if likelihood.fixed_sd is None:
        assert "scale" not in likelihood.settings_used or scale != "fixed"
    else:
        assert likelihood.fixed_sd == 0.2
        assert float(likelihood.sample(output, Generator().manual_seed(0)).std()) == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize("logit", [-20.0, -3.0, -0.1, 0.0, 0.1, 3.0, 20.0])
@pytest.mark.parametrize("likelihood", [Bernoulli(), ContinuousBernoulli()], ids=["bernoulli", "continuous"])
def test_drawn_pixels_have_the_likelihoods_mean(likelihood, logit):
    output = torch.full((1, 1, 200, 200), logit)
    drawn = likelihood.sample(output, Generator().manual_seed(0))
    assert 0 <= drawn.min() <= drawn.max() <= 1
    error = max(drawn.std().item(), 1e-3) / 200
    assert abs(drawn.mean().item() - likelihood.mean(output).mean().item()) < 4 * error


def test_drawn_continuous_pixels_have_the_variance_of_torchs_distribution():
    for logit in (-6.0, 0.0, 2.0):
        drawn = ContinuousBernoulli().sample(torch.full((1, 1, 300, 300), logit), Generator().manual_seed(1))
        theirs = TorchContinuousBernoulli(logits=torch.tensor(logit)).variance.item()
        assert drawn.var().item() == pytest.approx(theirs, rel=0.03)


def test_drawn_gaussian_pixels_have_its_standard_deviation():
    drawn = Gaussian("fixed", 0.3).sample(torch.full((1, 1, 200, 200), 2.0), Generator().manual_seed(0))
    assert abs(drawn.mean().item() - 2) < 4 * 0.3 / 200
    assert drawn.std().item() == pytest.approx(0.3, rel=0.02)
