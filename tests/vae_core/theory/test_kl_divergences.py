"""KL divergences between Gaussians against torch.distributions (T1, T2), and fits to a mixture against theory."""

import math

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from vae_core.nn.losses import gaussian_kl
from vae_core.theory.kl_divergences import (
    TwoGaussians,
    forward_kl,
    forward_kl_fit,
    kl_between,
    kl_parts,
    reverse_kl,
    reverse_kl_fit,
)


def tensor(value):
    return torch.tensor(value, dtype=torch.float64)


@pytest.mark.parametrize(("mean", "sd"), [(0, 1), (1, 1), (0, math.e), (-2.5, 0.1), (3, 4)])
def test_the_parts_add_up_to_the_kl_of_torch_and_of_the_loss(mean, sd):
    expected = float(kl_divergence(Normal(tensor(mean), sd), Normal(tensor(0.0), 1.0)))
    assert kl_parts(mean, sd).total == pytest.approx(expected, abs=1e-10)
    log_var = tensor(2 * math.log(sd))
    assert kl_parts(mean, sd).total == pytest.approx(float(gaussian_kl(tensor(mean), log_var)), abs=1e-10)


def test_the_known_values():
    assert kl_parts(1, 1).total == 0.5
    assert kl_parts(0, math.e).total == pytest.approx(2.194528, abs=1e-6)
    assert kl_between(0, 1, 0, 2) == pytest.approx(0.3181472, abs=1e-7)
    assert kl_between(0, 2, 0, 1) == pytest.approx(0.8068528, abs=1e-7)


def test_any_two_gaussians_agree_with_torch():
    ours = kl_between(0.3, 0.7, -1.2, 1.9)
    tensors = [tensor(value) for value in (0.3, 0.7, -1.2, 1.9)]
    assert ours == pytest.approx(float(kl_divergence(Normal(*tensors[:2]), Normal(*tensors[2:]))), abs=1e-12)


@pytest.mark.parametrize("sd", [0, -1, float("nan")])
def test_a_standard_deviation_that_is_none_is_refused(sd):
    with pytest.raises(ValueError, match="must be above 0"):
        kl_parts(0, sd)


def riemann(mixture, mean, sd):
    x = torch.linspace(-60, 60, 600_001, dtype=torch.float64)
    q, p = Normal(tensor(mean), sd).log_prob(x), mixture.log_density(x)
    return [float(((a.exp() * (a - b)).nan_to_num(0)).sum() * (x[1] - x[0])) for a, b in ((p, q), (q, p))]


def test_the_quadratures_agree_with_a_fine_sum():
    mixture = TwoGaussians(4.0, 0.8, 0.3)
    forward, reverse = riemann(mixture, 0.5, 1.5)
    assert forward_kl(mixture, 0.5, 1.5) == pytest.approx(forward, abs=1e-3)
    assert float(reverse_kl(mixture, tensor(0.5), tensor(1.5))) == pytest.approx(reverse, abs=1e-3)


def test_the_forward_fit_has_the_mixtures_moments_and_nothing_near_is_better():
    mixture = TwoGaussians(5.0, 0.8, 0.6)
    fit = forward_kl_fit(mixture)
    assert fit.mean == pytest.approx(0.6 * 2.5 - 0.4 * 2.5)
    assert fit.sd**2 == pytest.approx(0.8**2 + 0.6 * 2.5**2 + 0.4 * 2.5**2 - fit.mean**2)
    for mean, sd in ((0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05)):
        assert forward_kl(mixture, fit.mean + mean, fit.sd + sd) > fit.forward


def test_the_reverse_fit_is_the_heavier_gaussian_and_its_kl_is_minus_the_log_weight():
    fit = reverse_kl_fit(TwoGaussians(8.0, 0.8, 0.6))
    assert (fit.mean, fit.sd) == pytest.approx((4.0, 0.8), abs=1e-3)
    assert fit.reverse == pytest.approx(-math.log(0.6), abs=1e-3)
    assert reverse_kl_fit(TwoGaussians(8.0, 0.8, 0.3)).mean == pytest.approx(-4.0, abs=1e-3)


def test_without_a_distance_both_fits_are_the_one_gaussian():
    for fit in (reverse_kl_fit(TwoGaussians(0.0, 0.8, 0.5)), forward_kl_fit(TwoGaussians(0.0, 0.8, 0.5))):
        assert (fit.mean, fit.sd, fit.forward, fit.reverse) == pytest.approx((0, 0.8, 0, 0), abs=1e-6)


def test_no_divergence_of_a_fit_is_below_zero_where_the_peaks_are_one():
    for distance in (0.0, 0.05, 0.25, 0.5):
        for weight in (0.1, 0.6, 0.9):
            mixture = TwoGaussians(distance, 0.8, weight)
            for fit in (forward_kl_fit(mixture), reverse_kl_fit(mixture)):
                assert min(math.copysign(1, fit.forward), math.copysign(1, fit.reverse)) == 1
