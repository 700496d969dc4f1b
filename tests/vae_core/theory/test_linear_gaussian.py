"""log p(x) = ELBO + gap, exactly (T3), against quadrature and against torch."""

import math

import pytest
import torch

from vae_core.theory.linear_gaussian import EXAMPLE, FullPosterior, LinearGaussian, shifted_posterior, two_columns


@pytest.mark.parametrize("degrees", [10, 45, 90])
@pytest.mark.parametrize("sd", [0.2, 1.0])
def test_log_evidence_is_elbo_plus_gap_for_any_posterior(degrees, sd):
    model = two_columns(degrees, sd)
    for ours in (
        model.true_posterior(EXAMPLE),
        model.best_diagonal(EXAMPLE),
        shifted_posterior(model.best_diagonal(EXAMPLE), 0.7, 1.6),
    ):
        total = model.elbo(EXAMPLE, ours) + model.gap(EXAMPLE, ours)
        assert total == pytest.approx(model.log_evidence(EXAMPLE), abs=1e-10)


def test_log_evidence_agrees_with_a_sum_over_the_plane():
    model = two_columns(40, 0.6)
    side = torch.linspace(-7, 7, 1401, dtype=torch.float64)
    z = torch.stack(torch.meshgrid(side, side, indexing="ij"), -1).reshape(-1, 2)
    squares = (EXAMPLE - z @ model.weight.T).square().sum(1) / 0.6**2 + z.square().sum(1)
    log_joint = -0.5 * squares - 2 * math.log(2 * math.pi) - 2 * math.log(0.6)
    assert float(torch.logsumexp(log_joint, 0)) + 2 * math.log(0.01) == pytest.approx(
        model.log_evidence(EXAMPLE), abs=1e-9
    )


@pytest.mark.parametrize("degrees", [10, 40, 90])
def test_the_best_diagonal_has_the_gap_of_the_closed_form_and_no_other_a_smaller(degrees):
    model = two_columns(degrees, 0.5)
    best = model.best_diagonal(EXAMPLE)
    assert model.gap(EXAMPLE, best) == pytest.approx(model.diagonal_gap(), abs=1e-12)
    for factors in ((1.1, 1), (0.9, 1), (1, 1.1), (1, 0.9)):
        other = FullPosterior(best.mean, best.covariance * torch.diag(torch.tensor(factors, dtype=torch.float64)))
        assert model.gap(EXAMPLE, other) > model.diagonal_gap()


def test_a_posterior_tilts_from_the_best_diagonal_one_to_the_true_one():
    model = two_columns(20, 0.5)
    covariance = model.sd**2 / model.precision.diagonal()
    torch.testing.assert_close(model.tilted(EXAMPLE, 0.0).covariance, torch.diag(covariance))
    torch.testing.assert_close(model.tilted(EXAMPLE, 1.0).covariance, model.true_posterior(EXAMPLE).covariance)
    gaps = [model.gap(EXAMPLE, model.tilted(EXAMPLE, tilt)) for tilt in (0.0, 0.4, 0.8, 1.0)]
    assert gaps == sorted(gaps, reverse=True)


def test_the_gap_is_nothing_at_the_true_posterior_and_at_a_right_angle():
    model = two_columns(90, 0.5)
    assert model.diagonal_gap() == pytest.approx(0, abs=1e-12)
    assert two_columns(20, 0.5).gap(EXAMPLE, two_columns(20, 0.5).true_posterior(EXAMPLE)) == pytest.approx(
        0, abs=1e-10
    )


def test_noise_that_is_none_is_refused():
    with pytest.raises(ValueError, match="must be above 0"):
        LinearGaussian(torch.eye(2, dtype=torch.float64), 0.0)
