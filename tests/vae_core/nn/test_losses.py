"""Closed forms and properties of the objectives' terms."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.distributions import Normal, kl_divergence

from vae_core.nn.losses import (
    capacity_gap,
    free_bits,
    gaussian_kl,
    gaussian_log_density,
    log_mean_exp,
)

numbers = st.floats(-5, 5, allow_nan=False)


@given(numbers, numbers)
def test_kl_equals_that_of_torch_distributions(mean, log_var):
    ours = gaussian_kl(torch.tensor(mean, dtype=torch.float64), torch.tensor(log_var, dtype=torch.float64))
    posterior = Normal(torch.tensor(mean, dtype=torch.float64), math.exp(log_var / 2))
    theirs = kl_divergence(posterior, Normal(0.0, 1.0))
    assert abs(ours - theirs) < 1e-10 * max(1, abs(theirs))


def test_kl_has_its_known_values():
    one, two = torch.tensor(1.0, dtype=torch.float64), torch.tensor(2.0, dtype=torch.float64)
    assert gaussian_kl(one, 0 * one) == 0.5
    assert gaussian_kl(0 * one, two).item() == pytest.approx(2.194528, abs=1e-6)


@given(st.floats(-1e-3, 1e-3))
def test_kl_is_never_negative_near_the_prior(log_var):
    assert gaussian_kl(torch.tensor(0.0), torch.tensor(log_var)) >= 0


def test_kl_is_zero_at_the_prior():
    assert gaussian_kl(torch.zeros(3), torch.zeros(3)).sum() == 0


def test_kl_has_finite_gradients_at_extreme_log_variances():
    log_var = torch.tensor([-20.0, 20.0], requires_grad=True)
    gaussian_kl(torch.zeros(2), log_var).sum().backward()
    assert log_var.grad.isfinite().all()


def test_log_density_equals_that_of_torch_distributions():
    z, mean, log_var = torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0))
    theirs = Normal(mean, (log_var / 2).exp()).log_prob(z).sum(-1)
    torch.testing.assert_close(gaussian_log_density(z, mean, log_var), theirs)


def test_free_bits_take_the_maximum_after_the_mean():
    kl = torch.tensor([[0.0, 0.2, 3.0], [0.04, 0.8, 3.0]])  # means 0.02, 0.5, 3
    torch.testing.assert_close(free_bits(kl, 0.25), torch.full((2,), 3.75))


def test_capacity_gap_is_the_distance_of_the_mean_kl():
    torch.testing.assert_close(capacity_gap(torch.tensor([1.0, 3.0]), 5.0), torch.full((2,), 3.0))


@given(st.lists(st.floats(-2000, 2000), min_size=1, max_size=8))
def test_log_mean_exp_lies_between_mean_and_maximum(values):
    weights = torch.tensor(values, dtype=torch.float64)[:, None]
    assert weights.mean() - 1e-9 <= log_mean_exp(weights).item() <= weights.max() + 1e-9
