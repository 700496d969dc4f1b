"""The best linear beta-VAE from eigenvalues: against its minimised objective, and known values for MNIST (T6, T7)."""

import math

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models.pca import principal_components
from vae_core.theory.linear_vae import implied_variance, linear_optimum

VARIANCES = torch.tensor([4.0, 2.0, 0.6, 0.3], dtype=torch.float64)


def objective(weights, sds, variances, beta, s2):
    """distortion + beta * rate of a diagonal linear VAE whose encoder's mean is a x: parameters a, w and sd by dimension."""
    a, w = weights
    error = variances * (1 - a * w) ** 2 + (w * sds) ** 2
    rate = 0.5 * (a**2 * variances + sds**2 - 1 - 2 * sds.log())
    return 0.5 * (error / s2).sum() + beta * rate.sum()


@pytest.mark.parametrize(("beta", "s2"), [(1.0, 1.0), (0.5, 1.0), (2.0, 0.25), (8.0, 1.0)])
def test_no_other_parameters_do_better_than_the_closed_form(beta, s2):
    optimum = linear_optimum(VARIANCES, 4, beta, s2)
    logs = torch.full((3, 4), -0.3, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([logs], max_iter=500, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = objective(logs[:2], logs[2].exp(), VARIANCES, beta, s2)
        loss.backward()
        return loss

    optimizer.step(closure)
    ours = optimum.distortion - 0.5 * 4 * math.log(2 * math.pi * s2) + beta * optimum.rate
    assert float(closure().detach()) == pytest.approx(ours, abs=1e-4)
    assert torch.allclose(logs[2].detach().exp(), optimum.posterior_sds, atol=5e-3)


def test_the_best_elbo_is_the_likelihood_of_probabilistic_pca():
    s2 = float(VARIANCES[2:].mean())
    optimum = linear_optimum(VARIANCES, 2, 1.0, s2)
    expected = -0.5 * (4 * math.log(2 * math.pi) + float(VARIANCES[:2].log().sum()) + 2 * math.log(s2) + 4)
    assert -(optimum.rate + optimum.distortion) == pytest.approx(expected, abs=1e-12)


def test_the_slope_of_the_curve_is_minus_beta():
    first, second = (linear_optimum(VARIANCES, 4, beta) for beta in (0.999, 1.001))
    assert (second.distortion - first.distortion) / (second.rate - first.rate) == pytest.approx(-1.0, abs=1e-2)


@pytest.mark.slow
def test_mnist_keeps_the_dimensions_that_the_table_says():
    found = principal_components(load_for(RunConfig(data="mnist")), 784).variances
    weights = [1 / 784, 0.5, 1.0, 5.0]
    assert [linear_optimum(found, 784, 1.0, implied_variance(one)).active for one in weights] == [0, 12, 23, 69]


@pytest.mark.parametrize("weights", [(0.0, 1.0), (1.0, -1.0)])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="both must be above 0"):
        implied_variance(*weights)
    with pytest.raises(ValueError, match="both must be above 0"):
        linear_optimum(VARIANCES, 2, *weights)
