"""The minimum of each likelihood's cost of a grey value, and the normaliser that the cross-entropy lacks (T9)."""

import math

import pytest
import torch

from vae_core.theory.likelihood_curves import MEANS, bernoulli_mass, nll_curve


@pytest.mark.parametrize("likelihood", ["bernoulli", "continuous_bernoulli", "gaussian"])
@pytest.mark.parametrize("target", [0.1, 0.3, 0.5, 0.85])
def test_every_likelihood_is_least_at_the_grey_value_itself(likelihood, target):
    assert float(MEANS[nll_curve(likelihood, target, 0.3).argmin()]) == pytest.approx(target, abs=0.006)


def test_the_least_cross_entropy_is_the_entropy():
    entropy = -0.3 * math.log(0.3) - 0.7 * math.log(0.7)
    assert float(nll_curve("bernoulli", 0.3).min()) == pytest.approx(entropy, abs=1e-5)


def test_the_gaussian_has_its_constants():
    expected = 0.5 * math.log(2 * math.pi * 0.04)
    assert float(nll_curve("gaussian", 0.5, 0.2).min()) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.8])
def test_the_mass_is_the_integral_over_all_greys(probability):
    x = torch.linspace(0, 1, 100_001, dtype=torch.float64)
    integral = torch.trapezoid(probability**x * (1 - probability) ** (1 - x), x)
    assert bernoulli_mass(probability) == pytest.approx(float(integral), abs=1e-8)
    assert bernoulli_mass(probability) < 1


@pytest.mark.parametrize("target", [-0.1, 1.1, float("nan")])
def test_a_grey_value_outside_is_refused(target):
    with pytest.raises(ValueError, match="between 0 and 1"):
        nll_curve("bernoulli", target)


@pytest.mark.parametrize("sd", [0.05, 0.39, 0.41, 1.0])
def test_a_perfect_reconstruction_costs_less_than_zero_under_a_narrow_gaussian(sd):
    smallest = float(nll_curve("gaussian", float(MEANS[60]), sd).min())
    assert smallest == pytest.approx(math.log(sd * math.sqrt(2 * math.pi)), abs=1e-6)
    assert (smallest < 0) == (sd < 1 / math.sqrt(2 * math.pi))
