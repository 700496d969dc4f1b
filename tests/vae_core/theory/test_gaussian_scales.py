"""The scales of a Gaussian decoder against the likelihood of the program and the closed form."""

import math

import pytest
import torch

from vae_core.nn.likelihoods.gaussian import Gaussian
from vae_core.theory.gaussian_scales import learned_sds, optimal_sd, pixel_nll, pixel_sds, scale_curve, scaled_nll

SQUARES = torch.rand(40, 12, generator=torch.Generator().manual_seed(0)) * torch.linspace(0.01, 0.5, 12)


def test_a_fixed_scale_costs_what_the_likelihood_says_and_the_optimal_one_least():
    images, output = torch.zeros(40, 1, 3, 4), SQUARES.sqrt().reshape(40, 1, 3, 4)
    for sd in (0.1, 0.5, 1.0):
        nll = Gaussian("fixed", sd).nll(images, output).mean()
        assert scaled_nll(float(SQUARES.mean()), 12, sd) == pytest.approx(float(nll), rel=1e-5)
    best = optimal_sd(SQUARES)
    least = (
        0.5 * 12 * (math.log(2 * math.pi * best**2) + 1)
    )  # the closed form of the Gaussian distortion at its best scale
    assert scaled_nll(float(SQUARES.mean()), 12, best) == pytest.approx(least)
    assert all(scaled_nll(float(SQUARES.mean()), 12, best * factor) > least for factor in (0.9, 1.1))


def test_the_curve_of_costs_is_lowest_near_the_optimal_scale():
    sds, losses = scale_curve(float(SQUARES.mean()), 12)
    assert float(sds[losses.argmin()]) == pytest.approx(optimal_sd(SQUARES), rel=0.05)


def test_a_learned_scale_ends_at_the_optimal_one_from_both_sides():
    for start in (0.05, 2.0):
        assert float(learned_sds(float(SQUARES.mean()), start, 400)[-1]) == pytest.approx(optimal_sd(SQUARES), rel=1e-3)


def test_a_scale_for_each_pixel_costs_less_than_one_for_all_and_has_a_floor():
    assert pixel_nll(SQUARES) < scaled_nll(float(SQUARES.mean()), 12, optimal_sd(SQUARES))
    assert float(pixel_sds(torch.zeros(5, 3)).max()) == pytest.approx(0.01)
