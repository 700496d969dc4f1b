"""Priors against torch.distributions, and a model with each of them."""

import json
import math

import pytest
import torch
from torch import Generator
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal, kl_divergence

from tests.support.batches import batch_of
from tests.support.models import build, images
from vae_core.measures.metrics import importance_weighted_nll
from vae_core.models import Posterior
from vae_core.nn.losses import gaussian_log_density
from vae_core.nn.priors import PRIORS, GaussianPrior, MixturePrior
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms

over_priors = pytest.mark.parametrize("prior", PRIORS)


def stirred(prior, seed=0, **settings):
    """A model whose prior's numbers are not those it starts with."""
    model = build("vae", prior=prior, prior_components=4, **settings)
    generator = Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.prior.parameters():
            weight.add_(0.5 * torch.randn(weight.shape, generator=generator))
    return model


def as_distribution(prior):
    mixture = prior.mixture()
    return MixtureSameFamily(Categorical(mixture.weights), MultivariateNormal(mixture.means, mixture.covariances))


@over_priors
def test_the_density_is_that_of_the_prior_as_a_mixture_of_gaussians(prior):
    model, z = stirred(prior), torch.randn(50, 3, generator=Generator().manual_seed(1))
    density = model.prior.log_density(z)
    assert density.shape == (50, 3)
    torch.testing.assert_close(density.sum(1), as_distribution(model.prior).log_prob(z), atol=1e-4, rtol=1e-4)


@over_priors
def test_each_part_of_the_density_is_that_of_one_dimension_given_those_before(prior):
    model, z = stirred(prior), torch.randn(50, 3, generator=Generator().manual_seed(1))
    mixture = model.prior.mixture()
    first = MixtureSameFamily(
        Categorical(mixture.weights), MultivariateNormal(mixture.means[:, :2], mixture.covariances[:, :2, :2])
    )
    density = model.prior.log_density(z)[:, :2].sum(1)
    torch.testing.assert_close(density, first.log_prob(z[:, :2]), atol=1e-4, rtol=1e-4)


@over_priors
def test_the_number_of_components_has_an_effect_only_where_the_class_states_it(prior):
    few, many = (build("vae", prior=prior, prior_components=count).prior for count in (2, 5))
    assert type(few) is PRIORS[prior]
    sizes = (len(few.mixture().weights), len(many.mixture().weights))
    assert sizes == ((2, 5) if PRIORS[prior].has_components else (1, 1))


@over_priors
def test_samples_have_the_mean_and_the_covariance_of_the_mixture(prior):
    model, count = stirred(prior), 40_000
    mixture = model.prior.mixture()
    with torch.no_grad():
        z = model.draw_codes(count, Generator().manual_seed(2))
    mean = (mixture.weights[:, None] * mixture.means).sum(0)
    outer = (mixture.means - mean)[:, :, None] * (mixture.means - mean)[:, None]
    covariance = (mixture.weights[:, None, None] * (mixture.covariances + outer)).sum(0)
    scale = covariance.diagonal().sqrt()
    assert ((z.mean(0) - mean).abs() < 4 * scale / math.sqrt(count)).all()
    # The standard error of a covariance of Gaussians; that of mixtures is smaller or not much larger.
    error = (scale[:, None] * scale).pow(2).add(covariance.square()).sqrt() / math.sqrt(count)
    assert ((z.T.cov() - covariance).abs() < 6 * error).all()


def test_the_kl_to_a_gaussian_prior_is_its_closed_form():
    model = stirred("gaussian")
    posterior = Posterior(*torch.randn(2, 20, 3, generator=Generator().manual_seed(3)))
    kl = model.prior.kl(*posterior, torch.zeros(20, 3))
    each = MultivariateNormal(posterior.mean, torch.diag_embed(posterior.log_var.exp()))
    mixture = model.prior.mixture()
    whole = MultivariateNormal(mixture.means[0], mixture.covariances[0])
    torch.testing.assert_close(kl.sum(1), kl_divergence(each, whole), atol=1e-4, rtol=1e-4)
    # The first part is the KL in the first dimension alone, which knows of no other.
    alone = MultivariateNormal(mixture.means[0, :1], mixture.covariances[0, :1, :1])
    first = MultivariateNormal(posterior.mean[:, :1], torch.diag_embed(posterior.log_var[:, :1].exp()))
    torch.testing.assert_close(kl[:, 0], kl_divergence(first, alone), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("start", ["gaussian", "mixture"])
def test_the_kl_by_draws_agrees_with_the_closed_form(start):
    """A mixture of one Gaussian is a Gaussian; its KL is estimated, the other one's is exact."""
    torch.manual_seed(0)
    mixture, gaussian = MixturePrior(1, 2), GaussianPrior(2)
    with torch.no_grad():
        mixture.log_vars.copy_(torch.tensor([[0.6, -0.4]]))
        gaussian.mean.copy_(mixture.means[0])
        gaussian.log_diagonal.copy_(-0.5 * mixture.log_vars[0])
    mean, log_var = torch.tensor([[0.5, -1.0]]).expand(50_000, 2), torch.tensor([[-1.0, 0.3]]).expand(50_000, 2)
    z = mean + (0.5 * log_var).exp() * torch.randn(mean.shape, generator=Generator().manual_seed(1))
    drawn, exact = mixture.kl(mean, log_var, z), gaussian.kl(mean, log_var, z)
    error = drawn.std(0) / math.sqrt(len(drawn))
    assert ((drawn.mean(0) - exact[0]).abs() < 4 * error).all()


@over_priors
def test_loss_likelihood_weights_and_samples_all_use_the_prior(prior):
    model, x = stirred(prior), images((1, 8, 8))
    loss = model.loss(batch_of(x))
    batch = batch_of(x)
    posterior = model.posterior(batch)
    z = model.draw(posterior, batch)
    density = as_distribution(model.prior).log_prob(z)
    torch.testing.assert_close(
        model.log_weights(batch_of(x), posterior), density - gaussian_log_density(z, *posterior) - loss.reconstruction
    )
    if prior in ("mixture", "vamp"):
        torch.testing.assert_close(loss.kl_per_dim.sum(1), gaussian_log_density(z, *posterior) - density)
    codes = model.draw_codes(3, Generator().manual_seed(5))
    torch.testing.assert_close(model.sample(3, Generator().manual_seed(5)), model.decode(codes))


@over_priors
def test_every_number_of_the_prior_is_learned(prior):
    model = stirred(prior)
    model.loss(batch_of(images((1, 8, 8)))).objective.backward()
    for name, weight in model.prior.named_parameters():
        assert weight.grad is not None, name
        assert weight.grad.abs().sum() > 0, name


@over_priors
def test_a_prior_is_json_for_who_draws_its_contours(prior):
    plain = json.loads(json.dumps(stirred(prior).prior.mixture().to_plain(), allow_nan=False))
    count = {"mixture": 4, "vamp": 4}.get(prior, 1)
    assert sum(plain["weights"]) == pytest.approx(1)
    assert len(plain["means"]) == len(plain["covariances"]) == count
    assert len(plain["means"][0]) == len(plain["covariances"][0]) == len(plain["covariances"][0][0]) == 3


def test_a_vampprior_of_all_training_images_makes_the_rate_the_information(two_prototypes):
    """T16: then p(z) is the aggregate posterior, and R = I_q(x; n), at every draw; I lies between 0 and log N."""
    count = len(two_prototypes.train)
    torch.manual_seed(0)
    model = build("vae", prior="vamp", prior_components=count)
    model.initialise(two_prototypes)
    with torch.no_grad():
        model.encoder[-1].weight.mul_(20)  # so that posteriors differ, and the information is not about 0
        model.encoder[-1].bias[3:] = -4.0
        batch = batch_of(two_prototypes.images[two_prototypes.train].float() / 255)
        posterior = model.posterior(batch)
        z = model.draw(posterior, batch)
        rate = model.kl(posterior, z, batch).sum(1)
        each = gaussian_log_density(z[:, None], *(part[None] for part in posterior))
    information = each.diagonal() - (torch.logsumexp(each, 1) - math.log(count))
    torch.testing.assert_close(rate, information, atol=1e-4, rtol=1e-4)
    assert 0.1 < rate.mean() < math.log(count)


def test_pseudo_inputs_start_as_training_images_and_repeat_where_there_are_too_few(two_prototypes):
    model = build("vae", prior="vamp", prior_components=200)
    model.initialise(two_prototypes)
    expected = two_prototypes.images[two_prototypes.train].float() / 255
    torch.testing.assert_close(model.prior.pseudo_inputs[:160].detach(), expected)
    torch.testing.assert_close(model.prior.pseudo_inputs[160:].detach(), expected[:40])


@over_priors
def test_the_bound_by_many_draws_is_above_the_elbo(prior, two_prototypes):
    model, loader = stirred(prior), BatchLoader(two_prototypes)
    with torch.no_grad():
        elbo = mean_terms(model, loader, two_prototypes.train).elbo
    assert -importance_weighted_nll(model, loader, two_prototypes.train, 50).nats > elbo


@pytest.mark.slow
def test_a_mixture_learns_two_clusters_that_a_standard_normal_must_pay_for(two_prototypes):
    x = two_prototypes.images[two_prototypes.train].float() / 255
    elbos = {}
    for prior in ("standard", "mixture"):
        model = build("vae", latent_dim=1, prior=prior, prior_components=2, likelihood="gaussian", sd=0.1)
        model.initialise(two_prototypes)
        optimizer = torch.optim.Adam(model.parameters(), 5e-3)
        for step in range(300):
            optimizer.zero_grad()
            model.loss(batch_of(x, seed=step)).objective.backward()
            optimizer.step()
        with torch.no_grad():
            losses = [model.loss(batch_of(x, seed=1000 + seed)) for seed in range(20)]
        elbos[prior] = -torch.stack([(loss.reconstruction + loss.kl_per_dim.sum(1)).mean() for loss in losses]).mean()
    assert elbos["mixture"] > elbos["standard"] + 0.3
