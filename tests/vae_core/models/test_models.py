"""One contract over the registry of models; whatever is registered must keep it."""

import pytest
import torch
from torch import Generator

from tests.support.batches import batch_of
from tests.support.models import CHOICES, build, built_on, images
from vae_core.models import MODELS, LatentVariableModel, Posterior, model_class
from vae_core.nn.networks import NETWORKS
from vae_core.settings import setting_fields, setting_of

SHAPES = [(1, 28, 28), (1, 8, 8), (3, 32, 32), (1, 64, 64), (3, 64, 64), (1, 7, 5)]


def takes(name, **settings):
    """Whether this model can have these settings."""
    kind = model_class(name).Settings
    known = {entry.name: setting_of(entry) for entry in setting_fields(kind)}
    return all(value in known[key].choices for key, value in settings.items())


TAKEN = [(name, *choice) for name in MODELS for choice in CHOICES if takes(name, likelihood=choice[0], scale=choice[1])]
over_models = pytest.mark.parametrize("name", MODELS)
over_networks = pytest.mark.parametrize("network", NETWORKS)


@over_models
@over_networks
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_shapes_fit_for_all_images(name, network, shape):
    model, batch = build(name, network, shape), batch_of(images(shape))
    loss = model.loss(batch)
    assert loss.reconstruction.shape == loss.penalty.shape == (4,)
    assert model.embed(batch).shape == (4, 3)
    assert model.reconstruct(batch).shape == model.decode(torch.zeros(4, 3), batch.labels).shape == (4, *shape)
    assert model.sample(2, Generator().manual_seed(0)).shape == (2, *shape)


@over_networks
@pytest.mark.parametrize(("name", "likelihood", "scale"), TAKEN)
def test_every_parameter_gets_a_gradient(name, network, likelihood, scale):
    model = build(name, network, likelihood=likelihood, scale=scale)
    model.loss(batch_of(images((1, 8, 8)))).objective.backward()
    learned = {name: weight.grad for name, weight in model.named_parameters() if weight.requires_grad}
    assert [name for name, grad in learned.items() if grad is None or not grad.isfinite().all()] == []
    assert learned or model.most_steps == 1


@over_models
def test_codes_are_the_same_at_every_call_and_losses_for_the_same_seed(name):
    model, batch = build(name), batch_of(images((1, 8, 8)))
    torch.testing.assert_close(model.embed(batch), model.embed(batch), atol=0, rtol=0)
    first, second = (model.loss(batch_of(images((1, 8, 8)), seed=3)).objective for _ in range(2))
    assert first == second


@over_models
def test_permuting_a_batch_permutes_its_codes(name):
    model, x = build(name), images((1, 8, 8))
    order = torch.tensor([2, 0, 3, 1])
    torch.testing.assert_close(model.embed(batch_of(x[order])), model.embed(batch_of(x))[order])


@over_models
def test_the_untrained_decoder_starts_at_the_mean_image(name):
    mean = torch.linspace(0.1, 0.9, 64).reshape(1, 8, 8)
    model = built_on(mean.repeat(5, 1, 1, 1), name)
    assert (model.decode(torch.zeros(1, 3), torch.zeros(1, dtype=torch.int64))[0] - mean).abs().max() < 0.1


@over_models
def test_same_seed_gives_the_same_samples_and_temperature_zero_the_prior_mean(name):
    model = build(name)
    first, second = (model.sample(5, Generator().manual_seed(4)) for _ in range(2))
    torch.testing.assert_close(first, second, atol=0, rtol=0)
    labels = torch.tensor([3, 7])
    cold = model.sample(2, Generator().manual_seed(4), temperature=0.0, labels=labels)
    torch.testing.assert_close(cold, model.decode(torch.zeros(2, 3), labels))


@pytest.mark.slow
@over_models
def test_training_on_two_prototypes_halves_the_distance_to_them(name, two_prototypes):
    x = two_prototypes.images[two_prototypes.train].float() / 255
    model = built_on(x, name, hidden=(64,), likelihood="gaussian", sd=0.1)
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    before = (x.mean(0) - x).square().mean()
    for step in range(120):
        optimizer.zero_grad()
        model.loss(batch_of(x, seed=step)).objective.backward()
        optimizer.step()
    assert (model.reconstruct(batch_of(x)) - x).square().mean() < before / 2


@over_models
def test_saved_weights_give_the_same_model(name):
    model, other, batch = build(name), build(name), batch_of(images((1, 8, 8)))
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.1)
    other.load_state_dict(model.state_dict())
    torch.testing.assert_close(other.reconstruct(batch), model.reconstruct(batch), atol=0, rtol=0)


@over_models
def test_repeating_a_batch_leaves_the_reconstruction_at_the_codes_unchanged(name):
    model, x = build(name), images((1, 8, 8))
    once, twice = model.reconstruct(batch_of(x)), model.reconstruct(batch_of(torch.cat([x, x])))
    torch.testing.assert_close(twice, torch.cat([once, once]))


def test_beta_weighs_the_kl():
    losses = {beta: build("vae", beta=beta).loss(batch_of(images((1, 8, 8)))) for beta in (0.0, 4.0)}
    kl = losses[4.0].kl_per_dim.sum(1)
    torch.testing.assert_close(losses[4.0].objective - losses[0.0].objective, 4 * kl.mean())


def test_the_beta_schedules_reach_the_weight():
    warm = build("vae", beta=2.0, beta_schedule="warm_up", warm_up=0.5)
    assert warm.loss(batch_of(images((1, 8, 8)), step=25, total_steps=100)).weight == 1.0
    cyclical = build("vae", beta=2.0, beta_schedule="cyclical", cycles=4)
    assert cyclical.loss(batch_of(images((1, 8, 8)), step=26, total_steps=100)).weight == 0.0
    assert cyclical.loss(batch_of(images((1, 8, 8)), step=25, total_steps=100)).weight == 2.0


def test_capacity_and_free_bits_replace_the_penalty_but_not_the_reported_kl():
    choices = ({}, {"capacity": 10.0, "gamma": 7.0}, {"free_bits": 5.0})
    batches = [batch_of(images((1, 8, 8)), step=50, total_steps=100) for _ in choices]
    plain, capacity, free = (build("vae", **more).loss(batch) for more, batch in zip(choices, batches, strict=True))
    torch.testing.assert_close(capacity.penalty, (plain.kl_per_dim.sum(1).mean() - 5.0).abs().expand(4))
    assert capacity.weight == 7.0
    torch.testing.assert_close(free.penalty, torch.full((4,), 15.0))
    torch.testing.assert_close(free.kl_per_dim, plain.kl_per_dim)


def test_gradients_through_a_draw_are_pathwise():
    """T10: for z ~ N(mu, s^2), d E[z^2] / d mu = 2 mu and d E[z^2] / d log s = 2 s^2; log s is half the log-variance."""
    model: LatentVariableModel = build("vae")
    mean, log_var = (
        torch.full((200_000, 1), 0.7, requires_grad=True),
        torch.full((200_000, 1), -0.4, requires_grad=True),
    )
    z = model.draw(Posterior(mean, log_var), batch_of(torch.zeros(1, 1, 8, 8)))
    z.square().sum().backward()
    for gradient, expected in ((mean.grad, 2 * 0.7), (log_var.grad, 0.5 * 2 * torch.tensor(-0.4).exp().item())):
        error = gradient.std() / len(gradient) ** 0.5
        assert abs(gradient.mean() - expected) < 4 * error


@pytest.mark.fault("S1")
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"beta": -1.0}, "beta is -1"),
        ({"beta": float("nan")}, "beta is nan"),
        ({"beta": float("inf")}, "beta is inf"),
        ({"beta": 1e30}, "at most 1e\\+06"),
        ({"likelihood": "poisson"}, "unknown likelihood 'poisson'; choose from bernoulli"),
        ({"sd": 0.0}, "sd is 0"),
        ({"capacity": 1.0, "free_bits": 1.0}, "capacity is 1 and free_bits is 1; set one of them to 0"),
    ],
)
def test_impossible_settings_are_named_with_their_value(settings, words):
    with pytest.raises(ValueError, match=words):
        model_class("vae").Settings(**settings)


def test_an_unknown_model_is_refused_with_the_choice():
    with pytest.raises(ValueError, match="unknown model 'bvae'; choose from memorizer, pca, "):
        model_class("bvae")
