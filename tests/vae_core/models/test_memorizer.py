"""Learning by heart: steps 1 to 3 before an autoencoder."""

import pytest
import torch

from tests.support.batches import batch_of
from tests.support.models import built_on
from vae_core.datasets import load_dataset


@pytest.fixture(scope="module")
def digits():
    image_set = load_dataset("digits")
    return image_set.images[image_set.train[:20]].float() / 255


def learned(x, steps=300, latent_dim=3, **settings):
    model = built_on(x, "memorizer", latent_dim=latent_dim, hidden=(64,), likelihood="gaussian", sd=0.1, **settings)
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for step in range(steps):
        optimizer.zero_grad()
        model.loss(batch_of(x, seed=step)).objective.backward()
        optimizer.step()
    return model


@pytest.mark.slow
def test_step_1_a_constant_draws_one_image_exactly_and_the_mean_of_several(digits):
    for count in (1, 5):
        x = digits[:count]
        model = learned(x, code="constant")
        assert model.embed(batch_of(x)).abs().max() == 0
        torch.testing.assert_close(model.decode(torch.zeros(1, 3))[0], x.mean(0), atol=0.02, rtol=0)


@pytest.mark.slow
def test_step_2_row_i_decodes_image_i(digits):
    x = digits[:6]
    model = learned(x, latent_dim=6, code="one_hot")
    torch.testing.assert_close(model.embed(batch_of(x)), torch.eye(6))
    torch.testing.assert_close(model.decode(torch.eye(6)), x, atol=0.1, rtol=0)


@pytest.mark.slow
def test_step_3_free_codes_draw_every_remembered_image_and_are_learned(digits):
    model = learned(digits, steps=500, code="free", memories=20)
    start = built_on(digits, "memorizer", hidden=(64,), memories=20)
    assert (model.embed(batch_of(digits)) - start.embed(batch_of(digits))).abs().min() > 0
    error = (model.reconstruct(batch_of(digits)) - digits).square().mean()
    assert error < 0.05 * (digits - digits.mean(0)).square().mean()


def test_an_image_never_seen_gets_the_code_of_the_nearest_one(digits):
    model = built_on(digits[:10], "memorizer", memories=10)
    unseen = (0.9 * digits[3] + 0.1 * digits[15])[None]
    torch.testing.assert_close(model.embed(batch_of(unseen)), model.embed(batch_of(digits[3:4])))


def test_codes_beyond_the_training_images_are_never_looked_up(digits):
    model = built_on(digits[:3], "memorizer", memories=100)
    model.loss(batch_of(digits)).objective.backward()
    used = model.encoder[0].codes.grad.abs().sum(1) > 0
    assert used[:3].all()
    assert not used[3:].any()
