"""The parts of the rate, and the mutual information gap, against exact values."""

import math

import pytest
import torch
from torch import Generator

from tests.support.paths import ROOT
from vae_core.files import read_json, read_tensors
from vae_core.measures.disentanglement import (
    aggregate_log_densities,
    disentanglement,
    factor_information,
    most_varying_dimensions,
    mutual_information_gap,
    rate_parts,
    rotated,
)
from vae_core.models import MODELS, Posterior
from vae_core.nn.losses import gaussian_log_density
from vae_core.nn.networks import Architecture
from vae_core.training.batches import BatchLoader

CPU = torch.device("cpu")
GRID = torch.cartesian_prod(*[torch.arange(5.0)] * 3)  # three factors of five values, every combination once


def some_posterior(count=300, size=3):
    generator = Generator().manual_seed(0)
    turn = torch.randn(size, size, generator=generator)
    mean = torch.randn(count, size, generator=generator) @ turn
    return Posterior(mean, -1 + 0.5 * torch.randn(count, size, generator=generator))


def test_the_aggregate_density_is_the_mean_of_the_posteriors():
    posterior, z = some_posterior(), torch.randn(700, 3, generator=Generator().manual_seed(1))
    joint, marginals = aggregate_log_densities(z, posterior)
    each = gaussian_log_density(z[:, None], posterior.mean, posterior.log_var)
    torch.testing.assert_close(joint, each.exp().mean(1).log(), atol=1e-4, rtol=1e-4)
    alone = gaussian_log_density(z[:, None, 1:2], posterior.mean[:, 1:2], posterior.log_var[:, 1:2])
    torch.testing.assert_close(marginals[:, 1], alone.exp().mean(1).log(), atol=1e-4, rtol=1e-4)


def test_the_parts_add_up_to_the_rate():
    """T4: R = I + TC + sum_j KL(q(z_j) || p(z_j)); 0 <= I <= log N, TC >= 0."""
    posterior = some_posterior()
    parts = rate_parts(posterior, samples=20)
    total = parts.information + parts.total_correlation + parts.marginal_kl
    error = parts.information_error + parts.total_correlation_error + parts.marginal_kl_error
    assert abs(total - parts.rate) < 4 * error / math.sqrt(20)
    assert 0 < parts.information < math.log(300)
    assert parts.total_correlation > 0
    assert sum(parts.marginal_kl_per_dim) == pytest.approx(parts.marginal_kl)


def test_images_whose_posteriors_do_not_overlap_give_all_their_information():
    codes = 100 * torch.arange(16.0)[:, None]
    parts = rate_parts(Posterior(codes, torch.zeros_like(codes)))
    assert parts.information == pytest.approx(math.log(16), abs=1e-5)
    assert parts.total_correlation == pytest.approx(0, abs=1e-5)


def test_images_with_the_same_posterior_give_none():
    same = torch.full((50, 2), 0.7)
    parts = rate_parts(Posterior(same, -same), samples=100)
    assert parts.information == pytest.approx(0, abs=1e-5)
    assert parts.total_correlation == pytest.approx(0, abs=1e-5)
    assert abs(parts.marginal_kl - parts.rate) < 4 * parts.marginal_kl_error


def test_the_total_correlation_of_equal_dimensions_is_the_entropy_of_one():
    """Four codes far apart on a diagonal: q(z) has four bumps, the product of its marginals sixteen: TC = log 4."""
    steps = 100 * torch.arange(4.0)
    codes = torch.stack([steps, steps], 1)
    parts = rate_parts(Posterior(codes, torch.zeros_like(codes)))
    assert parts.total_correlation == pytest.approx(math.log(4), abs=1e-5)
    apart = torch.cartesian_prod(steps, steps)
    assert rate_parts(Posterior(apart, torch.zeros_like(apart))).total_correlation == pytest.approx(0, abs=1e-5)


def test_codes_that_are_the_factors_have_a_gap_of_1():
    """T13."""
    found = mutual_information_gap(GRID, GRID)
    assert found.score == pytest.approx(1.0)
    assert (found.bins, found.points) == (20, 125)
    noise = torch.randn(125, 1, generator=Generator().manual_seed(0)) * 0
    assert mutual_information_gap(torch.cat([noise, -3 * GRID + 1], 1), GRID).score == pytest.approx(1.0)


def test_codes_that_hold_every_factor_twice_have_a_gap_of_0():
    """T13."""
    assert mutual_information_gap(torch.cat([GRID, GRID], 1), GRID).score == pytest.approx(0.0, abs=1e-9)


def test_turning_two_of_three_factors_by_45_degrees_leaves_a_third():
    """T13."""
    a, b, c = GRID.unbind(1)
    found = mutual_information_gap(torch.stack([a + b, a - b, c], 1) / math.sqrt(2), GRID)
    assert found.score == pytest.approx(1 / 3)
    assert found.per_factor == pytest.approx([0.0, 0.0, 1.0], abs=1e-9)


def test_a_factor_that_never_varies_is_left_out_and_a_single_dimension_has_its_own_information():
    fixed = torch.cat([GRID, torch.zeros(125, 1)], 1)
    found = mutual_information_gap(GRID, fixed)
    assert found.per_factor[3] is None
    assert found.score == pytest.approx(1.0)
    assert mutual_information_gap(GRID[:, :1], GRID[:, :1]).score == pytest.approx(1.0)
    assert mutual_information_gap(GRID, torch.zeros(125, 1)).score is None


def test_impossible_questions_are_refused():
    with pytest.raises(ValueError, match="3 codes for the factors of 125 images"):
        mutual_information_gap(GRID[:3], GRID)
    with pytest.raises(ValueError, match="bins is 1; choose at least 2"):
        mutual_information_gap(GRID, GRID, bins=1)


@pytest.mark.parametrize(
    ("name", "settings", "has_parts"),
    [("vae", {}, True), ("vae", {"prior": "vamp"}, False), ("autoencoder", {}, False)],
)
def test_a_model_is_measured_as_far_as_its_codes_allow(name, settings, has_parts, two_prototypes):
    kind = MODELS[name]
    model = kind(Architecture((1, 8, 8), 2, hidden=(16,)), kind.Settings(**settings))
    result = disentanglement(model, BatchLoader(two_prototypes, "grey", CPU), two_prototypes, two_prototypes.test)
    assert (result["rate_parts"] is not None) == has_parts
    assert result["mig"] is None


@pytest.mark.slow
def test_a_turn_and_its_return_leave_codes_alone_and_so_does_the_prior():
    codes = torch.randn(50, 4, generator=torch.Generator().manual_seed(0)) * torch.tensor([1.0, 3.0, 0.1, 2.0])
    plane = most_varying_dimensions(codes)
    assert sorted(plane) == [1, 3]
    there = rotated(codes, plane, 30)
    assert not torch.allclose(there, codes)
    torch.testing.assert_close(rotated(there, plane, -30), codes)
    torch.testing.assert_close(there.square().sum(1), codes.square().sum(1))  # log N(0, I) depends on this alone


@pytest.fixture(scope="module")
def pair():
    folder = ROOT / "assets" / "disentangled"
    return read_json(folder / "measures.json"), read_tensors(folder / "beta_tcvae" / "latents.safetensors")[0]


def test_the_bundled_pair_shows_what_the_lesson_says_and_no_more(pair):
    measures, codes = pair
    runs = {name: [measures[f"{name}-{seed}"] for seed in (0, 1, 2)] for name in ("vae", "beta_vae", "beta_tcvae")}

    def each(name, measure):
        return [measure(run) for run in runs[name]]

    for other in ("vae", "beta_vae"):
        assert min(each("beta_tcvae", lambda run: run["mig"])) > 4 * max(each(other, lambda run: run["mig"]))
    # The control: as little total correlation as the beta-TCVAE, and yet no factor of its own in any dimension.
    correlation = {name: each(name, lambda run: run["rate_parts"]["total_correlation"]) for name in runs}
    assert max(correlation["beta_vae"] + correlation["beta_tcvae"]) < 0.6 < min(correlation["vae"])
    assert min(each("beta_tcvae", lambda run: -run["terms"]["elbo"])) > max(
        each("vae", lambda run: -run["terms"]["elbo"])
    )
    assert max(each("beta_tcvae", lambda run: run["mig_per_factor"]["orientation"])) < 0.05
    known = factor_information(codes["mean"], codes["factors"])
    shape, scale, _, x, y = known.argmax(1).tolist()
    assert shape == scale
    assert len({shape, x, y}) == 3
    assert float(known[[0, 1, 2]][:, [x, y]].max()) < 0.15  # these two know nothing else
    assert int((codes["mean"].var(0) < 0.01).sum()) == 3
    upright = mutual_information_gap(codes["mean"], codes["factors"]).score
    slanted = mutual_information_gap(
        rotated(codes["mean"], most_varying_dimensions(codes["mean"]), 45), codes["factors"]
    ).score
    assert slanted < upright - 0.2
