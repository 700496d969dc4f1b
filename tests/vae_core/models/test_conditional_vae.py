"""What a label does to encoder, decoder and prior."""

from dataclasses import replace

import pytest
import torch
from torch import Generator
from torch.distributions import Independent, Normal, kl_divergence

from tests.support.batches import batch_of
from tests.support.models import build, images, stirred
from vae_core.config import RunConfig
from vae_core.models import MODELS
from vae_core.nn.losses import gaussian_log_density
from vae_core.nn.networks import Architecture

LABELS = torch.tensor([0, 1, 2, 1])


def batch(labels=LABELS, seed=0):
    return replace(batch_of(images((1, 8, 8)), seed), labels=labels)


def test_the_label_changes_code_and_image():
    model, z = stirred(), torch.zeros(4, 3)
    others = (LABELS + 1) % 10
    assert (model.embed(batch()) - model.embed(batch(others))).abs().amax(1).min() > 1e-3
    assert (model.decode(z, LABELS) - model.decode(z, others)).flatten(1).abs().amax(1).min() > 1e-4


def test_a_labels_image_is_a_one_hot_input_beside_the_image():
    """W (x + E_c) = W x + W E_c: what a dense layer makes of a label's one-hot vector beside the image."""
    model = stirred()
    first = model.encoder[1]
    beside = torch.cat([first.weight, first.weight @ model.label_images.flatten(1).T], 1)
    told = torch.cat([batch().images.flatten(1), torch.nn.functional.one_hot(LABELS, 10).float()], 1)
    added = first((batch().images + model.label_images[LABELS]).flatten(1))
    torch.testing.assert_close(told @ beside.T + first.bias, added, atol=1e-5, rtol=1e-4)


def test_a_code_without_a_label_is_refused():
    with pytest.raises(ValueError, match="labels are missing; conditional_vae decodes a code together with a label"):
        build("conditional_vae").decode(torch.zeros(1, 3))
    with pytest.raises(ValueError, match="conditional_vae needs images with labels"):
        MODELS["conditional_vae"](Architecture((1, 8, 8), 2))


@pytest.mark.parametrize("prior_per_label", [False, True])
def test_kl_and_importance_weights_use_the_prior_of_the_label(prior_per_label):
    model = stirred(prior_per_label=prior_per_label)
    assert [name for name, _ in model.prior.named_parameters()] == (["means", "log_vars"] if prior_per_label else [])
    mean, sd = torch.zeros(4, 3), torch.ones(4, 3)
    if prior_per_label:
        mean, sd = model.prior.means[LABELS], (0.5 * model.prior.log_vars[LABELS]).exp()
    posterior, prior = model.posterior(batch()), Independent(Normal(mean, sd), 1)
    each = Independent(Normal(posterior.mean, (0.5 * posterior.log_var).exp()), 1)
    loss = model.loss(batch())
    torch.testing.assert_close(loss.kl_per_dim.sum(1), kl_divergence(each, prior))
    same_draws = batch()
    z = model.draw(posterior, same_draws)
    expected = prior.log_prob(z) - gaussian_log_density(z, *posterior) - loss.reconstruction
    torch.testing.assert_close(model.log_weights(batch(), posterior), expected)


def test_samples_follow_the_labels_and_their_priors():
    model = stirred(prior_per_label=True)
    cold = model.sample(4, Generator().manual_seed(0), temperature=0.0, labels=LABELS)
    torch.testing.assert_close(cold, model.decode(model.prior.means[LABELS], LABELS))
    torch.testing.assert_close(cold[1], cold[3])
    free = model.sample(200, Generator().manual_seed(0), temperature=0.0)
    expected = model.decode(model.prior.means, torch.arange(10))
    found = (free[:, None] - expected).flatten(2).abs().amax(2).argmin(1).bincount(minlength=10)
    assert found.min() > 5


def test_the_prior_without_a_label_is_the_mixture_of_all():
    mixture = stirred(prior_per_label=True).prior.mixture()
    torch.testing.assert_close(mixture.weights, torch.full((10,), 0.1))
    assert mixture.covariances.shape == (10, 3, 3)


def test_there_are_as_many_labels_as_classes_were_chosen():
    assert RunConfig(data="digits").architecture((1, 8, 8)).labels == 10
    assert RunConfig(data="digits", classes=("3", "8", "3")).architecture((1, 8, 8)).labels == 2
    RunConfig(data="digits", model="conditional_vae", latent_dim=64)  # the label comes beside 64 numbers of 64


@pytest.mark.slow
def test_the_asked_label_is_drawn(two_prototypes):
    """Two prototypes, one for each label: whatever the code, the decoder draws the label's."""
    model = MODELS["conditional_vae"](Architecture((1, 8, 8), 2, hidden=(64,), labels=2))
    model.initialise(two_prototypes)
    rows = two_prototypes.train
    x, labels = two_prototypes.images[rows].float() / 255, two_prototypes.labels[rows]
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for step in range(200):
        optimizer.zero_grad()
        model.loss(replace(batch_of(x, seed=step), labels=labels)).objective.backward()
        optimizer.step()
    prototypes = torch.stack([x[labels == label].mean(0) for label in (0, 1)])
    asked = torch.arange(100) % 2
    drawn = model.sample(100, Generator().manual_seed(0), labels=asked)
    nearest = (drawn[:, None] - prototypes).square().flatten(2).sum(2).argmin(1)
    assert (nearest == asked).all()
