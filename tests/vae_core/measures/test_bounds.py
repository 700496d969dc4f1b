"""Bounds on log p(x), and log p(x) itself (T3, T5, T19): exact in a linear model, estimated in two ways in a deep one."""

import itertools
import math

import pytest
import torch
from torch.distributions import MultivariateNormal

from tests.support.paths import ROOT
from vae_core.datasets import load_for
from vae_core.measures.bounds import importance_bounds, jensen_pair, log_evidence, log_weights
from vae_core.models.linear_vae import LinearVAE
from vae_core.nn.losses import log_mean_exp
from vae_core.nn.networks import Architecture
from vae_core.runs.run import open_run


@pytest.fixture
def linear():
    torch.manual_seed(0)
    return LinearVAE(
        Architecture((1, 2, 2), 2, "dense", (4,)), LinearVAE.Settings(likelihood="gaussian", sd=0.5)
    ).eval()


def test_the_sum_over_the_plane_is_exact_for_a_linear_model(linear):
    image = torch.tensor([[[200, 30], [90, 250]]], dtype=torch.uint8)
    with torch.no_grad():
        origin = linear.decode(torch.zeros(1, 2)).flatten()
        weight = linear.decode(torch.eye(2)).flatten(1).T - origin[:, None]
    covariance = (weight @ weight.T + 0.25 * torch.eye(4)).double()
    exact = float(MultivariateNormal(origin.double(), covariance).log_prob((image / 255).flatten().double()))
    assert log_evidence(linear, image) == pytest.approx(exact, abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("row", [60_000, 60_003, 60_010])
def test_in_a_deep_model_many_draws_agree_with_the_sum_within_three_standard_errors(row):
    run = open_run(ROOT / "assets" / "pretrained" / "mnist-vae-2d")

    model, image = run.load_model(), load_for(run.config).images[row]
    weights = log_weights(model, image, 50_000)
    most = float(log_mean_exp(weights[:, None]))
    relative = (weights - weights.max()).exp()
    error = float(relative.std() / relative.mean()) / math.sqrt(len(weights))
    assert abs(log_evidence(model, image) - most) < 3 * error + 0.01


def test_bounds_rise_with_k_up_to_the_truth(linear):
    image = torch.tensor([[[200, 30], [90, 250]]], dtype=torch.uint8)
    bounds = importance_bounds(log_weights(linear, image, 20_000), [1, 2, 5, 20, 100])
    for lower, higher in itertools.pairwise(bounds):
        assert lower.nats < higher.nats + 3 * (lower.standard_error + higher.standard_error)
    assert bounds[-1].nats < log_evidence(linear, image) + 3 * bounds[-1].standard_error
    assert bounds[0].nats < bounds[-1].nats


def test_bounds_of_equal_weights_are_that_weight():
    for bound in importance_bounds(torch.full((100,), -7.0), [1, 5, 50]):
        assert (bound.nats, bound.standard_error) == pytest.approx((-7.0, 0.0), abs=1e-6)


@pytest.mark.parametrize("k", [0, -1, 51])
def test_a_k_that_leaves_no_two_groups_is_refused(k):
    with pytest.raises(ValueError, match="choose k from 1 to 50"):
        importance_bounds(torch.zeros(100), [k])


def test_a_latent_space_that_is_no_plane_is_refused():
    model = LinearVAE(Architecture((1, 2, 2), 3, "dense", (4,)))
    with pytest.raises(ValueError, match="3 latent dimensions"):
        log_evidence(model, torch.zeros(1, 2, 2, dtype=torch.uint8))


def test_the_chord_of_two_weights_is_below_the_logarithm_of_their_mean():
    weights = torch.randn(1000, generator=torch.Generator().manual_seed(0)).double() - 140
    pair = jensen_pair(weights)
    assert pair.low + pair.high == pytest.approx(2)
    low, high = torch.quantile(weights, torch.tensor([0.25, 0.75], dtype=torch.float64)).tolist()
    assert math.log(pair.high / pair.low) == pytest.approx(high - low)
    gap = math.log((math.exp(low + 140) + math.exp(high + 140)) / 2) - 140 - (low + high) / 2
    assert -pair.mean_of_logs == pytest.approx(gap)
    assert gap > 0
