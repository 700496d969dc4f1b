"""The small latent variable model against numerical integration and its own definition of the gap."""

import math

import pytest
from scipy.integrate import quad
from scipy.stats import norm

from vae_core.theory.latent_variable import (
    SD,
    gaussian_elbo,
    grid_seconds,
    log_marginal,
)


def joint(z, x):
    return norm.pdf(z) * norm.pdf(x, 2 * math.tanh(2 * z), SD)


@pytest.mark.parametrize("x", [-2.0, 0.0, 1.3, 3.0])
def test_log_p_of_x_is_the_integral_over_all_codes(x):
    assert log_marginal(x) == pytest.approx(math.log(quad(joint, -8, 8, (x,), limit=200)[0]), abs=1e-6)


def test_p_of_x_integrates_to_one():
    assert quad(lambda x: math.exp(log_marginal(x)), -6, 6)[0] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("x", "mean", "sd"), [(1.3, 0.4, 0.2), (1.3, -1.0, 0.5), (0.0, 0.0, 0.15), (2.0, 1.0, 1.0), (1.5, 2.0, 2.0)]
)
def test_log_p_of_x_is_the_elbo_plus_the_kl_to_the_true_posterior(x, mean, sd):
    def kl(z):
        log_joint = norm.logpdf(z) + norm.logpdf(x, 2 * math.tanh(2 * z), SD)
        return norm.pdf(z, mean, sd) * (norm.logpdf(z, mean, sd) - log_joint + log_marginal(x))

    gap = quad(kl, mean - 9 * sd, mean + 9 * sd, limit=200)[0]
    assert gap > 0
    assert log_marginal(x) - gaussian_elbo(x, mean, sd) == pytest.approx(gap, abs=1e-4)


def test_each_latent_dimension_multiplies_the_time_of_a_grid():
    assert grid_seconds(20, 1, 1e6) == pytest.approx(2e-5)
    assert grid_seconds(20, 3, 1e6) == pytest.approx(400 * grid_seconds(20, 1, 1e6))
