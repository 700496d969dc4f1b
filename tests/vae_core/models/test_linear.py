"""Where everything is exact: linear networks, Gaussian likelihood. Probabilistic PCA is the answer."""

import math

import pytest
import torch
from torch import Generator

from tests.support.batches import batch_of
from tests.support.linear_models import SHAPE, VARIANCES, D, P, data, fit, linear, minimise
from vae_core.nn.losses import log_mean_exp


def average_loss(model, x, draws=200):
    """Mean over draws of -ELBO, its standard error, and the KL of each dimension."""
    with torch.no_grad():
        losses = [model.loss(batch_of(x, seed=10_000 + draw)) for draw in range(draws)]
    values = torch.stack([loss.objective for loss in losses])
    return values.mean().item(), values.std().item() / math.sqrt(draws), losses[0].kl_per_dim.mean(0)


@pytest.mark.slow
def test_the_best_elbo_of_a_linear_vae_is_the_log_likelihood_of_probabilistic_pca():
    """T6: -0.5 [P log 2 pi + sum log l_j + (P - D) log s^2 + P]; Tipping & Bishop 1999, Lucas et al. 2019."""
    x, model = data(), linear("vae", scale="learned")
    fit(model, x, 600)
    s2 = VARIANCES[D:].mean()
    best = 0.5 * (P * math.log(2 * math.pi) + VARIANCES[:D].log().sum() + (P - D) * s2.log() + P)
    loss, error, _ = average_loss(model, x)
    assert loss == pytest.approx(best.item(), abs=4 * error + 0.01)


@pytest.mark.slow
def test_beta_and_scale_decide_which_dimensions_stay_active():
    """T7: KL_j = max(0, 0.5 log(l_j / (beta s^2))) and posterior variance beta s^2 / l_j, or 1 where collapsed."""
    beta, s2 = 2.0, 1.0
    x, model = data(), linear("vae", latent_dim=4, beta=beta, sd=math.sqrt(s2))
    fit(model, x, 600)
    _, _, kl = average_loss(model, x, draws=2)
    expected = (0.5 * (VARIANCES[:4] / (beta * s2)).log()).clamp(min=0)
    torch.testing.assert_close(kl.sort(descending=True).values, expected, atol=0.02, rtol=0)
    variance = model.posterior(batch_of(x)).log_var.exp().mean(0).sort().values
    torch.testing.assert_close(variance, (beta * s2 / VARIANCES[:4]).clamp(max=1), atol=0.02, rtol=0)


def test_a_linear_autoencoder_reaches_the_error_of_pca():
    """T8: the least squared error is the sum of the discarded eigenvalues; Baldi & Hornik 1989."""
    x, model = data(), linear("autoencoder")
    minimise(model, x)
    error = (model.reconstruct(batch_of(x)) - x).square().flatten(1).sum(1).mean()
    assert error.item() == pytest.approx(VARIANCES[D:].sum().item(), rel=1e-4)


@pytest.mark.slow
def test_an_overcomplete_linear_autoencoder_learns_the_identity():
    x, model = data(), linear("autoencoder", latent_dim=P)
    minimise(model, x, most_steps=800)
    assert (model.reconstruct(batch_of(x)) - x).square().mean() < 1e-4


def test_with_the_true_posterior_every_weight_is_the_likelihood(exact):
    """T5: log w = log p(x) for every draw."""
    model, marginal = exact
    x = torch.randn(20, *SHAPE, generator=Generator().manual_seed(2))
    for seed in range(3):
        batch = batch_of(x, seed)
        log_weights = model.log_weights(batch, model.posterior(batch))
        torch.testing.assert_close(log_weights, marginal.log_prob(x.flatten(1)), atol=1e-4, rtol=0)


def test_the_elbo_is_the_likelihood_less_the_gap(exact):
    """T3: ELBO = log p(x) - KL(q || p(z|x)), with a posterior moved away from the true one by a known amount."""
    model, marginal = exact
    x = torch.randn(50, *SHAPE, generator=Generator().manual_seed(2))
    with torch.no_grad():
        true = model.posterior(batch_of(x))
        model.encoder[3].bias[:D] += 0.3
        moved = model.posterior(batch_of(x))
        gap = 0.5 * ((moved.mean - true.mean).square() / true.log_var.exp()).sum(1)
        losses = torch.stack([model.loss(batch_of(x, seed)).objective for seed in range(400)])
    expected = -(marginal.log_prob(x.flatten(1)) - gap).mean()
    assert abs(losses.mean() - expected) < 4 * losses.std() / 20


@pytest.mark.slow
def test_more_importance_samples_tighten_the_bound(exact):
    """T5: L_1 <= L_2 <= L_5 <= L_50 <= log p(x), by more than its standard error."""
    model, marginal = exact
    x = torch.randn(400, *SHAPE, generator=Generator().manual_seed(2))
    with torch.no_grad():
        model.encoder[3].bias[:D] += 0.5
        batch = batch_of(x)
        weights = torch.stack([model.log_weights(batch, model.posterior(batch)) for _ in range(2000)])
    bounds = [torch.stack([log_mean_exp(part) for part in weights.split(k)]).mean().item() for k in (1, 2, 5, 50)]
    assert bounds == sorted(bounds)
    assert bounds[0] < bounds[3] < marginal.log_prob(x.flatten(1)).mean().item() + 0.01
