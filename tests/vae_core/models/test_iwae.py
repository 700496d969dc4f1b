"""Importance weighting against what is exact in the linear Gaussian model."""

import pytest
import torch
from torch import Generator

from tests.support.batches import batch_of
from tests.support.linear_models import SHAPE, D, linear
from tests.support.models import build, images
from vae_core.nn.losses import log_mean_exp


def test_with_the_true_posterior_the_objective_is_the_likelihood_for_any_number_of_draws(exact):
    """T5: every weight is p(x), and so is every mean of weights."""
    vae, marginal = exact
    x = torch.randn(20, *SHAPE, generator=Generator().manual_seed(2))
    for samples, groups in ((1, 1), (5, 1), (3, 4)):
        model = linear("iwae", sd=0.5, importance_samples=samples, importance_groups=groups)
        model.load_state_dict(vae.state_dict())
        loss = model.loss(batch_of(x))
        values = loss.reconstruction + loss.weight * loss.penalty
        torch.testing.assert_close(values, -marginal.log_prob(x.flatten(1)), atol=1e-4, rtol=0)


@pytest.mark.slow
def test_more_draws_tighten_the_bound_that_is_trained(exact):
    """T5 for the objective: L_1 <= L_5 <= L_50 <= log p(x), with a posterior moved away from the true one."""
    vae, marginal = exact
    x = torch.randn(300, *SHAPE, generator=Generator().manual_seed(2))
    with torch.no_grad():
        vae.encoder[3].bias[:D] += 0.5
        bounds = []
        for samples in (1, 5, 50):
            model = linear("iwae", sd=0.5, importance_samples=samples)
            model.load_state_dict(vae.state_dict())
            bounds.append(-torch.stack([model.loss(batch_of(x, seed)).objective for seed in range(20)]).mean().item())
    assert bounds == sorted(bounds)
    assert bounds[-1] < marginal.log_prob(x.flatten(1)).mean().item() + 0.01


def weights(model, x, count):
    """log w (count, N) at the draws that `loss` makes with the same seed."""
    batch = batch_of(x)
    posterior = model.posterior(batch)
    return torch.stack([model.log_weights(batch, posterior) for _ in range(count)])


def test_miwae_is_the_mean_of_bounds_over_groups_of_draws():
    model, x = build("iwae", importance_samples=3, importance_groups=2), images((1, 8, 8))
    loss = model.loss(batch_of(x))
    drawn = weights(model, x, 6)
    expected = (log_mean_exp(drawn[0::2]) + log_mean_exp(drawn[1::2])) / 2
    torch.testing.assert_close(loss.reconstruction + loss.penalty, -expected)


def test_the_gradient_gives_each_draw_its_share_of_the_weight():
    """Burda et al. 2015, equation 14: sum_k w~_k grad log w_k with w~ the weights divided by their sum."""
    model, x = build("iwae", importance_samples=4), images((1, 8, 8))
    model.loss(batch_of(x)).objective.backward()
    found = [weight.grad.clone() for weight in model.parameters()]
    model.zero_grad()
    drawn = weights(model, x, 4)
    (-(drawn.softmax(0).detach() * drawn).sum(0).mean()).backward()
    for ours, weight in zip(found, model.parameters(), strict=True):
        torch.testing.assert_close(ours, weight.grad, atol=1e-5, rtol=1e-3)


def test_what_is_reported_is_the_elbo_of_the_same_draws():
    """One draw and a closed KL are the VAE's terms; the bound of K draws is not below their mean weight."""
    one, vae, x = build("iwae", importance_samples=1), build("vae"), images((1, 8, 8))
    ours, theirs = one.loss(batch_of(x)), vae.loss(batch_of(x))
    torch.testing.assert_close(ours.reconstruction, theirs.reconstruction)
    torch.testing.assert_close(ours.kl_per_dim, theirs.kl_per_dim)
    many = build("iwae", importance_samples=10).loss(batch_of(x))
    mean_weight = weights(one, x, 10).mean(0)
    assert (-(many.reconstruction + many.penalty) >= mean_weight - 1e-5).all()
