"""Samples beside real images: distances in closed form, and a model that leaves a class out."""

import pytest
import torch

from tests.support.batches import batch_of
from tests.support.models import built_on
from vae_core.measures.sample_quality import nearest_squares, sample_quality, squared_error


def test_the_nearest_image_and_its_squared_distance_are_found():
    known = torch.tensor([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    squares, rows = nearest_squares(torch.tensor([[3.0, 4.0], [0.0, 0.0], [2.0, 0.0]]), known)
    torch.testing.assert_close(squares, torch.tensor([9.0, 0.0, 1.0], dtype=torch.float64))
    assert rows.tolist() == [2, 0, 1]


def test_draws_that_are_one_prototype_look_real_and_leave_the_other_out(two_prototypes):
    """A decoder that gives the first prototype whatever the code."""
    model = built_on(two_prototypes.images[:4] / 255, "autoencoder", likelihood="gaussian")
    first = (two_prototypes.images[two_prototypes.labels == 0] / 255).mean(0)
    with torch.no_grad():
        for parameter in model.decoder.parameters():
            parameter.zero_()
        model.decoder[-1].bias.copy_(first)
    found = sample_quality(model, two_prototypes, 50)
    assert found.labels.tolist() == [50, 0]
    assert found.unlike == 0
    assert found.to_real < 0.1 * found.from_real
    assert found.images.shape == (50, *two_prototypes.shape)
    assert torch.equal(sample_quality(model, two_prototypes, 50).codes, found.codes)
    assert not torch.equal(sample_quality(model, two_prototypes, 50, seed=1).codes, found.codes)


def test_samples_far_from_every_image_count_for_no_class(two_prototypes):
    """A decoder that gives white images, which are far from both prototypes."""
    model = built_on(two_prototypes.images[:4] / 255, "autoencoder", likelihood="gaussian")
    with torch.no_grad():
        for parameter in model.decoder.parameters():
            parameter.zero_()
        model.decoder[-1].bias.fill_(1.0)
    found = sample_quality(model, two_prototypes, 50)
    assert (found.labels.sum().item(), found.unlike) == (0, 50)


def test_the_squared_error_is_that_of_the_reconstructions(two_prototypes):
    model = built_on(two_prototypes.images[:4] / 255, "vae")
    x = two_prototypes.images[two_prototypes.test] / 255
    expected = (model.reconstruct(batch_of(x)) - x).square().flatten(1).sum(1).mean().item()
    assert squared_error(model, two_prototypes, two_prototypes.test) == pytest.approx(expected, rel=1e-5)
