"""Holes: none where the posteriors are the prior, many where they huddle."""

import math

import pytest
import torch

from tests.support.models import build, images
from vae_core.measures.disentanglement import aggregate_log_densities
from vae_core.measures.holes import (
    aggregate_log_density,
    find_holes,
    log_ratio,
    plane_grid,
    prior_plane,
    samples_of_prior,
    split_rate,
)
from vae_core.models import Posterior


def test_posteriors_that_are_the_prior_leave_no_hole():
    posterior = Posterior(torch.zeros(5, 2), torch.zeros(5, 2))
    draws = find_holes(posterior, 500, 1.0, 10.0)
    assert draws.share == 0
    assert torch.allclose(log_ratio(draws.codes, posterior), torch.zeros(500), atol=1e-5)


def test_one_narrow_posterior_leaves_holes_where_theory_says():
    # q = N(0, s^2), p = N(0, 1) in the plane: log q/p = -log s^2 - r^2 (1/s^2 - 1)/2, and r^2 / 2 is exponential.
    s2 = 0.25
    posterior = Posterior(torch.zeros(1, 2), torch.full((1, 2), s2).log())
    radius = (torch.tensor(10.0).log() - torch.tensor(s2).log()) / (1 / s2 - 1)  # r^2 / 2 at the rim
    expected = float(torch.exp(-radius))
    share = find_holes(posterior, 20_000, 1.0, 10.0).share
    assert abs(share - expected) < 4 * (expected * (1 - expected) / 20_000) ** 0.5


def test_the_density_of_narrow_posteriors_is_that_of_the_plain_sum():
    generator = torch.Generator().manual_seed(0)
    posterior = Posterior(2 * torch.randn(300, 2, generator=generator), torch.randn(300, 2, generator=generator) - 8)
    z = torch.cat([posterior.mean[:40], 3 * torch.randn(40, 2, generator=generator)])
    plain, _ = aggregate_log_densities(z.double(), Posterior(*(part.double() for part in posterior)))
    torch.testing.assert_close(aggregate_log_density(z, posterior).double(), plain, rtol=1e-5, atol=1e-4)


def test_the_rate_of_equal_posteriors_is_their_distance_from_the_prior_and_no_information():
    posterior = Posterior(torch.full((7, 2), 1.0), torch.zeros(7, 2))
    found = split_rate(posterior, 4000)
    assert found.rate == pytest.approx(1.0, abs=1e-6)  # 0.5 nats for each dimension
    assert abs(found.information) < 4 * found.distance_error
    assert found.information + found.distance == pytest.approx(found.rate)


def test_posteriors_far_apart_carry_the_information_which_image_it_is():
    posterior = Posterior(torch.tensor([[-9.0], [0.0], [9.0], [18.0]]), torch.full((4, 1), -4.0))
    found = split_rate(posterior, 4000)
    assert found.information == pytest.approx(torch.tensor(4.0).log().item(), abs=4 * found.distance_error)


def test_a_warmer_draw_finds_more_holes():
    posterior = Posterior(torch.zeros(1, 2), torch.full((1, 2), -1.0))
    shares = [find_holes(posterior, 2000, temperature, 10.0).share for temperature in (0.3, 1.0, 2.0)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_the_grid_holds_the_ratio_at_its_places():
    posterior = Posterior(torch.tensor([[1.0, -1.0]]), torch.zeros(1, 2))
    side, ratio = plane_grid(posterior, 2.0, 5)
    assert side.tolist() == [-2, -1, 0, 1, 2]
    assert int(ratio.argmax()) == 4 * 5 + 0  # the ratio of shifted equal Gaussians grows along the shift


@pytest.mark.parametrize(("temperature", "factor"), [(0.0, 10.0), (1.0, 0.0), (float("nan"), 10.0)])
def test_nonsense_is_refused(temperature, factor):
    with pytest.raises(ValueError, match="both must be above 0"):
        find_holes(Posterior(torch.zeros(1, 2), torch.zeros(1, 2)), 10, temperature, factor)


@torch.no_grad()
def test_holes_of_a_learned_prior_are_measured_with_its_own_density():
    posterior = Posterior(torch.full((1, 2), 1.5), torch.full((1, 2), 0.01).log())
    standard, gaussian = (build("vae", latent_dim=2, prior=prior) for prior in ("standard", "gaussian"))
    gaussian.prior.mean.fill_(1.5)
    gaussian.prior.log_diagonal.fill_(-math.log(0.1))  # now it is the only posterior
    assert samples_of_prior(gaussian, posterior, 500, 10.0).share == 0
    by_hand = find_holes(posterior, 500, 1.0, 10.0)
    found = samples_of_prior(standard, posterior, 500, 10.0)
    assert torch.equal(found.codes, by_hand.codes)
    assert found.share == by_hand.share > 0.9


def test_a_vampprior_of_all_images_has_no_hole_and_its_grid_holds_its_probability():
    model = build("vae", latent_dim=2, prior="vamp", prior_components=6)
    known = images((1, 8, 8), 6)
    model.prior.pseudo_inputs.data.copy_(known)
    plane = prior_plane(model, known, 300, 10.0)
    assert plane.samples.share == 0
    width = float(plane.side[1] - plane.side[0])
    assert float(plane.density.sum()) * width**2 == pytest.approx(1, abs=0.02)
    assert plane.density[:, 45].argmax() == (plane.side - plane.codes[:, 1].mean()).abs().argmin()
