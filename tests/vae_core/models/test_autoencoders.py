"""The regularised autoencoders against closed forms."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Generator, nn

from tests.support.batches import batch_of
from tests.support.linear_models import SHAPE, P, data
from tests.support.models import build, images
from vae_core.models.contractive import jacobian
from vae_core.models.denoising import NOISE_KINDS, DenoisingSettings, corrupted
from vae_core.models.sparse import activation_kl


def test_gaussian_noise_has_the_standard_deviation_asked_for():
    x = torch.full((100, 1, 30, 30), 0.5)
    noise = corrupted(batch_of(x), "gaussian", 0.4) - x
    count = noise.numel()
    assert abs(noise.mean()) < 4 * 0.4 / math.sqrt(count)
    assert abs(noise.std() - 0.4) < 4 * 0.4 / math.sqrt(2 * count)


@pytest.mark.parametrize(("noise", "black", "white"), [("masking", 0.3, 0.0), ("salt_and_pepper", 0.15, 0.15)])
def test_destroyed_values_are_as_many_as_asked_for_and_the_others_untouched(noise, black, white):
    x = torch.full((100, 1, 30, 30), 0.5)
    spoilt = corrupted(batch_of(x), noise, 0.3)
    for value, share in ((0.0, black), (1.0, white), (0.5, 0.7)):
        found = (spoilt == value).float().mean().item()
        assert abs(found - share) <= 4 * math.sqrt(share * (1 - share) / x.numel())


@pytest.mark.parametrize("noise", NOISE_KINDS)
def test_the_clean_image_stays_the_target_and_the_code_is_of_the_image_as_it_is(noise):
    model = build("denoising", noise=noise)
    batch = batch_of(images((1, 8, 8)))
    spoilt = model.corrupt(batch)
    assert not torch.equal(spoilt.images, batch.images)
    assert torch.equal(spoilt.target, batch.images)
    clean = build("autoencoder")
    clean.load_state_dict(model.state_dict())
    torch.testing.assert_close(model.embed(batch), clean.embed(batch), atol=0, rtol=0)
    expected = clean.loss(replace(batch_of(images((1, 8, 8))), images=spoilt.images)).reconstruction
    torch.testing.assert_close(model.loss(batch_of(images((1, 8, 8)))).reconstruction, expected)


def test_no_noise_is_the_plain_autoencoder():
    batch = batch_of(images((1, 8, 8)))
    assert build("denoising", noise_level=0.0).loss(batch).objective == build("autoencoder").loss(batch).objective


@pytest.mark.slow
def test_a_linear_denoiser_learns_the_wiener_filter():
    """T12: the best linear denoiser of data with covariance C under noise s^2 is C (C + s^2 I)^-1."""
    x, s2 = data(2000).flatten(1), 0.5
    covariance = x.T @ x / len(x)
    best = covariance @ torch.linalg.inv(covariance + s2 * torch.eye(P))
    torch.manual_seed(0)
    model = build("denoising", shape=SHAPE, latent_dim=P, likelihood="gaussian", noise_level=math.sqrt(s2))
    model.encoder = nn.Sequential(nn.Flatten(), nn.Linear(P, P))
    model.decoder = nn.Sequential(nn.Linear(P, P), nn.Unflatten(1, SHAPE))
    optimizer = torch.optim.Adam(model.parameters(), 0.02)
    for step in range(800):
        for group in optimizer.param_groups:
            group["lr"] = 0.02 * 0.5 * (1 + math.cos(math.pi * step / 800))
        optimizer.zero_grad()
        model.loss(batch_of(x.reshape(-1, *SHAPE), seed=step)).objective.backward()
        optimizer.step()
    learned = model.decoder[0].weight @ model.encoder[1].weight
    torch.testing.assert_close(learned, best, atol=0.01, rtol=0)


def test_the_sparsity_penalty_is_zero_only_at_the_wanted_activation():
    logits = torch.tensor([[0.1, 0.5], [0.3, 0.5]]).logit()
    penalty = activation_kl(0.2, logits)
    assert abs(penalty[0]) < 1e-6
    expected = torch.distributions.kl_divergence(*(torch.distributions.Bernoulli(torch.tensor(p)) for p in (0.2, 0.5)))
    torch.testing.assert_close(penalty[1], expected)
    assert activation_kl(0.05, torch.full((3, 1), -200.0)).isfinite().all()


def test_codes_of_the_sparse_autoencoder_lie_between_0_and_1_and_its_weight_counts():
    batch = batch_of(images((1, 8, 8)))
    model = build("sparse", sparsity=0.05, sparsity_weight=3.0)
    code = model.embed(batch)
    assert ((code > 0) & (code < 1)).all()
    loss = model.loss(batch)
    torch.testing.assert_close(loss.penalty, activation_kl(0.05, code.logit()).sum().expand(4))
    torch.testing.assert_close(loss.objective, loss.reconstruction.mean() + 3 * loss.penalty.mean())


@pytest.mark.slow
def test_mean_activation_tends_to_its_target_as_the_weight_grows(two_prototypes):
    x = two_prototypes.images[two_prototypes.train].float() / 255
    distances = []
    for weight in (0.0, 1.0, 100.0):
        model = build("sparse", hidden=(64,), sparsity=0.2, sparsity_weight=weight)
        optimizer = torch.optim.Adam(model.parameters(), 2e-3)
        for step in range(200):
            optimizer.zero_grad()
            model.loss(batch_of(x, seed=step)).objective.backward()
            optimizer.step()
        distances.append((model.embed(batch_of(x)).mean(0) - 0.2).abs().mean().item())
    assert distances[0] > distances[1] > distances[2]
    assert distances[2] < 0.02


def test_the_contractive_penalty_of_one_sigmoid_layer_is_its_closed_form():
    """T12: sum_j (h_j (1 - h_j))^2 sum_i W_ji^2. Rifai et al. 2011, equation 7."""
    model, batch = build("contractive"), batch_of(images((1, 8, 8)))
    layer = nn.Linear(64, 3)
    model.encoder = nn.Sequential(nn.Flatten(), layer, nn.Sigmoid())
    h = model.embed(batch)
    expected = ((h * (1 - h)).square() * layer.weight.square().sum(1)).sum(1)
    torch.testing.assert_close(model.loss(batch).penalty, expected)
    with torch.no_grad():
        torch.testing.assert_close(model.loss(batch).penalty, expected)


def test_the_jacobian_agrees_with_finite_differences():
    model = build("contractive").double()
    x = torch.rand(2, 1, 8, 8, generator=Generator().manual_seed(0), dtype=torch.float64)
    code, slopes = jacobian(model.encoder.forward, x)
    moved = x.clone()
    moved[:, 0, 3, 4] += 1e-6
    torch.testing.assert_close((model.encoder(moved) - code) / 1e-6, slopes[:, :, 3 * 8 + 4], atol=1e-6, rtol=1e-5)


@pytest.mark.slow
def test_the_contraction_is_learned_from(two_prototypes):
    x = two_prototypes.images[two_prototypes.train].float() / 255
    norms = []
    for weight in (0.0, 1.0):
        model = build("contractive", contraction=weight)
        optimizer = torch.optim.Adam(model.parameters(), 2e-3)
        for step in range(40):
            optimizer.zero_grad()
            model.loss(batch_of(x, seed=step)).objective.backward()
            optimizer.step()
        norms.append(model.loss(batch_of(x)).penalty.mean().item())
    assert norms[1] < norms[0] / 4


def test_more_than_all_values_cannot_be_destroyed():
    with pytest.raises(ValueError, match=r"noise_level is 1\.5; masking replaces a share of the values, from 0 to 1"):
        DenoisingSettings(noise="masking", noise_level=1.5)
