"""The encoder's Jacobian: linear encoders, whose derivative is their matrix, and what shrinking does to it."""

import pytest
import torch

from tests.support.models import build, images
from vae_core.measures.jacobian import Sensitivity, displaced, plane_sensitivity, sensitivity

SHAPE = (1, 3, 3)


def test_a_linear_encoder_has_the_singular_values_of_its_matrix_everywhere():
    model = build("linear_autoencoder", shape=SHAPE, latent_dim=2)
    found = sensitivity(model, images(SHAPE, 5))
    wanted = torch.linalg.svdvals(model.encoder[1].weight.detach())
    torch.testing.assert_close(found.singular_values, wanted.expand(5, 2))
    torch.testing.assert_close(found.norms, model.encoder[1].weight.detach().norm().expand(5))
    norms = plane_sensitivity(model, torch.linspace(-1, 1, 4), torch.linspace(-2, 2, 3))
    torch.testing.assert_close(norms, found.norms[0].expand(3, 4))


def test_the_plane_is_walked_along_its_rows():
    model = build("contractive", shape=SHAPE, latent_dim=2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3)  # so that images differ enough to have derivatives of their own
    across, along = torch.tensor([-5.0, 4.0]), torch.tensor([0.0, 3.0, 9.0])
    norms = plane_sensitivity(model, across, along)
    assert len(norms.flatten().unique()) == 6
    for row, z2 in enumerate(along):
        for column, z1 in enumerate(across):
            here = sensitivity(model, model.decode(torch.stack([z1, z2])[None]))
            torch.testing.assert_close(norms[row, column], here.norms[0])


def test_shrinking_all_codes_lowers_the_norm_but_not_the_norm_in_units_of_their_spread():
    codes, values = torch.randn(20, 2), torch.rand(20, 2)
    before, after = Sensitivity(codes, values), Sensitivity(0.1 * codes, 0.1 * values)
    torch.testing.assert_close(after.norms, 0.1 * before.norms)
    torch.testing.assert_close(torch.tensor(after.relative), torch.tensor(before.relative))


def test_the_spread_is_the_root_of_the_summed_variances():
    codes = torch.tensor([[1.0, 5.0], [-1.0, 5.0]])
    assert Sensitivity(codes, codes).spread == 1.0


def test_of_two_changes_of_an_image_the_code_follows_one_as_its_singular_value_says_and_ignores_the_other():
    model, image, size = build("contractive", shape=SHAPE, latent_dim=2), images(SHAPE, 1)[0], 1e-2
    found = displaced(model, image, size)
    torch.testing.assert_close((found.images[1:] - image).flatten(1).norm(dim=1), torch.full((2,), size))
    followed, ignored = found.moves
    largest = float(sensitivity(model, image[None]).singular_values[0, 0])
    assert followed == pytest.approx(size * largest, rel=0.02)
    assert ignored < 0.02 * followed
