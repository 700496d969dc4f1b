"""EM and the gradient of a linear VAE's ELBO against the closed form of probabilistic PCA."""

import math

import pytest
import torch
from torch.distributions import MultivariateNormal

from tests.support.linear_models import VARIANCES, D, P, data
from vae_core.theory.em import (
    LinearModel,
    em_step,
    fit_by_em,
    fit_by_gradient,
    greatest_log_likelihood,
    linear_elbo,
    log_likelihood,
    random_start,
)

X = data().flatten(1).double()
COVARIANCE = X.T @ X / len(X)
EIGENVALUES = VARIANCES.double()


def test_the_likelihood_is_the_mean_log_density_of_the_images():
    model = random_start(P, D, seed=3)
    covariance = model.weight @ model.weight.T + model.variance * torch.eye(P, dtype=torch.float64)
    expected = MultivariateNormal(torch.zeros(P, dtype=torch.float64), covariance).log_prob(X).mean()
    torch.testing.assert_close(log_likelihood(COVARIANCE, model), expected)


@pytest.mark.slow
@pytest.mark.parametrize(("latent_dim", "seed"), [(1, 0), (2, 1), (5, 0)])
def test_em_never_goes_down_and_reaches_the_closed_form(latent_dim, seed):
    """T6, by Tipping & Bishop 1999."""
    fit = fit_by_em(COVARIANCE, random_start(P, latent_dim, seed), 2000)
    best = greatest_log_likelihood(EIGENVALUES, latent_dim)
    assert float(fit.nats.diff().min()) > -1e-9
    assert float(fit.nats[-1]) == pytest.approx(best, abs=1e-5)
    assert float(fit.model.variance) == pytest.approx(float(EIGENVALUES[latent_dim:].mean()), rel=1e-3)


def test_the_closed_form_is_the_likelihood_at_pcas_weights_and_no_step_leaves_it():
    values, vectors = torch.linalg.eigh(COVARIANCE)
    s2 = values.flip(0)[D:].mean()
    model = LinearModel(vectors.flip(1)[:, :D] * (values.flip(0)[:D] - s2).sqrt(), s2)
    assert float(log_likelihood(COVARIANCE, model)) == pytest.approx(greatest_log_likelihood(EIGENVALUES, D), abs=1e-5)
    torch.testing.assert_close(em_step(COVARIANCE, model).weight, model.weight, atol=1e-9, rtol=0)


@pytest.mark.slow
def test_a_linear_vae_climbs_to_the_same_height_and_never_above():
    fit, best = fit_by_gradient(COVARIANCE, random_start(P, D), 600), greatest_log_likelihood(EIGENVALUES, D)
    assert float(fit.nats.max()) <= best + 1e-6
    assert float(fit.nats[-1]) == pytest.approx(best, abs=1e-3)


def test_the_elbo_of_a_linear_vae_is_what_draws_say():
    model, generator = random_start(P, D, seed=1), torch.Generator().manual_seed(0)
    encoder = torch.randn(D, P, generator=generator, dtype=torch.float64) * 0.2
    log_var = torch.tensor([-1.0, -0.3], dtype=torch.float64)
    x = X.repeat(200, 1)
    mean = x @ encoder.T
    z = mean + (0.5 * log_var).exp() * torch.randn(mean.shape, generator=generator, dtype=torch.float64)
    squares = (x - z @ model.weight.T).square().sum(1) / model.variance
    nll = 0.5 * (squares + P * (math.log(2 * math.pi) + model.variance.log()))
    kl = 0.5 * (mean.square() + log_var.exp() - log_var - 1).sum(1)
    drawn = -(nll + kl)
    exact = linear_elbo(COVARIANCE, model, encoder, log_var)
    assert float(drawn.mean()) == pytest.approx(float(exact), abs=4 * float(drawn.std()) / math.sqrt(len(x)))


@pytest.mark.parametrize("latent_dim", [0, P])
def test_a_size_without_noise_or_codes_is_refused(latent_dim):
    with pytest.raises(ValueError, match=f"latent_dim is {latent_dim}"):
        random_start(P, latent_dim)
