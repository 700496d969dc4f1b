"""Where everything is exact: linear networks, Gaussian likelihood. Probabilistic PCA is the answer."""

import math

import pytest
import torch
from torch import Generator

from tests.vae_core.conftest import batch_of
from vae_core.models import MODELS
from vae_core.nn.losses import log_mean_exp
from vae_core.nn.networks import Architecture

SHAPE, P, D = (1, 2, 3), 6, 2
VARIANCES = torch.tensor([9.0, 4.0, 1.0, 0.5, 0.4, 0.3])


def data(count=500):
    """Centred data whose covariance (divided by N) has the eigenvalues VARIANCES, exactly."""
    generator = Generator().manual_seed(0)
    white = torch.linalg.qr(torch.randn(count, P, generator=generator, dtype=torch.float64) - 0.0)[0]
    white = torch.linalg.qr(white - white.mean(0))[0] * math.sqrt(count)
    rotation = torch.linalg.qr(torch.randn(P, P, generator=generator, dtype=torch.float64))[0]
    return ((white * VARIANCES.sqrt()) @ rotation.T).float().reshape(count, *SHAPE)


def linear(name, latent_dim=D, **settings):
    torch.manual_seed(0)
    architecture = Architecture(SHAPE, latent_dim, "dense", (P,), "linear")
    return MODELS[name](architecture, MODELS[name].Settings(likelihood="gaussian", **settings))


def fit(model, x, steps, rate=0.02):
    optimizer = torch.optim.Adam(model.parameters(), rate)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        optimizer.zero_grad()
        model.loss(batch_of(x, seed=step)).objective.backward()
        optimizer.step()


def minimise(model, x):
    """To the minimum of a loss without noise, by L-BFGS."""
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=400, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = model.loss(batch_of(x)).objective
        loss.backward()
        return loss

    optimizer.step(closure)


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
    fit(model, x, 3000)
    s2 = VARIANCES[D:].mean()
    best = 0.5 * (P * math.log(2 * math.pi) + VARIANCES[:D].log().sum() + (P - D) * s2.log() + P)
    loss, error, _ = average_loss(model, x)
    assert loss == pytest.approx(best.item(), abs=4 * error + 0.01)


@pytest.mark.slow
def test_beta_and_scale_decide_which_dimensions_stay_active():
    """T7: KL_j = max(0, 0.5 log(l_j / (beta s^2))) and posterior variance beta s^2 / l_j, or 1 where collapsed."""
    beta, s2 = 2.0, 1.0
    x, model = data(), linear("vae", latent_dim=4, beta=beta, sd=math.sqrt(s2))
    fit(model, x, 3000)
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


def test_an_overcomplete_linear_autoencoder_learns_the_identity():
    x, model = data(), linear("autoencoder", latent_dim=P)
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=800, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = model.loss(batch_of(x)).objective
        loss.backward()
        return loss

    optimizer.step(closure)
    assert (model.reconstruct(batch_of(x)) - x).square().mean() < 1e-4


@pytest.fixture
def exact():
    """A linear-Gaussian model whose encoder is its true posterior, N(M^-1 W^T (x - m), s^2 M^-1), diagonal because W^T W is."""
    model, s2 = linear("vae", sd=0.5), 0.25
    w = torch.zeros(P, D)
    w[0, 0], w[1, 0], w[2, 1], w[3, 1] = 1.0, 0.5, 0.8, -0.6
    m = w.T @ w + s2 * torch.eye(D)
    with torch.no_grad():
        for part in (model.encoder[1], model.decoder[2]):
            part.weight.copy_(torch.eye(P))
        model.encoder[1].bias.zero_()
        model.decoder[0].weight.copy_(w)
        model.decoder[0].bias.zero_()
        model.decoder[-1].bias.zero_()
        model.encoder[3].weight.copy_(torch.cat([torch.linalg.solve(m, w.T), torch.zeros(D, P)]))
        model.encoder[3].bias.copy_(torch.cat([torch.zeros(D), (s2 / m.diagonal()).log()]))
    marginal = torch.distributions.MultivariateNormal(torch.zeros(P), w @ w.T + s2 * torch.eye(P))
    return model, marginal


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
