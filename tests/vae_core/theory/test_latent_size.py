"""Latent spaces that are too small, too large or overcomplete: gains against trained linear models and theory (T7, T8)."""

import pytest
import torch

from tests.support.batches import batch_of
from tests.support.linear_models import SHAPE, P, data, minimise
from tests.support.models import build
from vae_core.models.pca import Components
from vae_core.theory.latent_size import (
    apply_gains,
    autoencoder_gains,
    gain_error,
    noise_image,
    vae_gains,
)
from vae_core.theory.linear_vae import linear_optimum

VARIANCES = torch.tensor([4.0, 2.0, 0.6, 0.3, 0.0], dtype=torch.float64)


def test_an_autoencoder_loses_the_discarded_variances_and_nothing_once_it_is_as_large_as_the_image():
    errors = [gain_error(VARIANCES, autoencoder_gains(VARIANCES, size)) for size in (0, 1, 2, 4, 5, 7)]
    assert errors == pytest.approx([6.9, 2.9, 0.9, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("s2", [0.1, 0.5, 1.0, 3.0])
def test_a_vae_uses_no_more_numbers_than_directions_that_vary_more_than_its_noise(s2):
    """T7: the bound on the active units, whatever the size."""
    for size in range(1, 8):
        used = int((vae_gains(VARIANCES, size, s2) > 0).sum())
        assert used == linear_optimum(VARIANCES, size, 1.0, s2).active == min(size, int((s2 < VARIANCES).sum()))


@pytest.mark.slow
def test_a_linear_autoencoder_as_large_as_the_image_is_trained_to_error_0_and_copies_noise():
    x, model = data(), build("linear_autoencoder", shape=SHAPE, latent_dim=P, likelihood="gaussian")
    minimise(model, x)
    for images in (x, torch.rand(8, *SHAPE)):
        error = (model.reconstruct(batch_of(images)).detach() - images).square().flatten(1).sum(1)
        assert float(error.max()) < 1e-4 * float(images.square().flatten(1).sum(1).mean())


@pytest.mark.slow
def test_a_linear_vae_of_that_size_keeps_of_each_direction_what_the_gains_say():
    x, s2 = data(20_000), 0.7
    model = build("linear_vae", shape=SHAPE, latent_dim=P, scale="fixed", sd=s2**0.5)
    minimise(model, x)
    centred = (x - x.mean(0)).flatten(1).double()
    variances, directions = torch.linalg.eigh(centred.T @ centred / len(x))
    variances, directions = variances.flip(0), directions.flip(1)
    kept = (model.reconstruct(batch_of(x)).detach().flatten(1).double() - x.mean(0).flatten()).T @ centred / len(x)
    found = (directions.T @ kept @ directions).diagonal() / variances
    torch.testing.assert_close(found, vae_gains(variances, P, s2), atol=0.03, rtol=0)


def test_images_that_pass_are_projected_and_shrunk():
    mean, directions = torch.tensor([1.0, 2.0]).double(), torch.tensor([[0.6, -0.8], [0.8, 0.6]]).double()
    found = Components(mean, directions, torch.tensor([2.0, 1.0]).double(), torch.tensor(3.0))
    image = mean + 5 * directions[:, 0] + 7 * directions[:, 1]
    expected = mean + 2.5 * directions[:, 0]
    torch.testing.assert_close(apply_gains(image[None], found, torch.tensor([0.5, 0.0]))[0], expected)


def test_noise_is_the_same_for_the_same_seed_and_a_decoder_without_noise_is_refused():
    assert torch.equal(noise_image((1, 4, 4), 3), noise_image((1, 4, 4), 3))
    with pytest.raises(ValueError, match="the decoder's variance is 0; it must be above 0"):
        vae_gains(VARIANCES, 2, 0)
