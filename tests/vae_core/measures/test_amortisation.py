"""One image's own best posterior."""

import pytest
import torch
from torch import Generator

from tests.support.paths import ROOT
from vae_core.datasets import load_dataset
from vae_core.measures.amortisation import refine_posterior
from vae_core.models import Batch
from vae_core.models.vae import VAE, VaeSettings
from vae_core.nn.networks import Architecture
from vae_core.runs.run import Run
from vae_core.training.batches import BatchLoader


def batch_of(images):
    return Batch(images, images, torch.zeros(len(images), dtype=torch.int64), Generator().manual_seed(0))


def linear_vae():
    """A VAE with a linear decoder and a Gaussian likelihood, whose best posteriors are known in closed form."""
    torch.manual_seed(0)
    architecture = Architecture((1, 3, 3), 2, hidden=(4,), activation="linear")
    return VAE(architecture, VaeSettings(likelihood="gaussian", sd=0.5))


@pytest.mark.slow
def test_the_refined_posterior_of_a_linear_model_is_the_true_one():
    """The decoder is W z + b: the posterior is N(M^-1 W^T (x - b) / s^2, M^-1), M = I + W^T W / s^2, diagonal at best."""
    model, images = linear_vae(), torch.rand(1, 1, 3, 3, generator=Generator().manual_seed(1))
    with torch.no_grad():
        b = model.decode_output(torch.zeros(1, 2)).flatten()
        w = torch.stack([model.decode_output(row[None]).flatten() - b for row in torch.eye(2)], dim=1)
    precision = torch.eye(2) + w.T @ w / 0.25
    mean = torch.linalg.solve(precision, w.T @ (images.flatten() - b) / 0.25)
    refined = refine_posterior(model, batch_of(images), steps=1500)
    assert torch.allclose(refined.posterior.mean[0], mean, atol=0.06)
    assert torch.allclose(refined.posterior.log_var[0].exp(), 1 / precision.diag(), rtol=0.15)


@pytest.mark.slow
def test_refining_never_lowers_the_elbo_and_a_trained_encoder_is_near_its_best():
    model, mnist = Run(ROOT / "assets" / "pretrained" / "mnist-vae-2d").load_model(), load_dataset("mnist")
    loader = BatchLoader(mnist)
    for row in mnist.test[:3]:
        refined = refine_posterior(model, next(loader.grey_batches(row[None])))
        assert 0 <= refined.gap < 60
        assert refined.before < 0


def test_the_same_image_is_refined_alike_each_time_and_leaves_the_weights_alone():
    model, images = linear_vae(), torch.rand(1, 1, 3, 3, generator=Generator().manual_seed(1))
    weights = [parameter.clone() for parameter in model.parameters()]
    first, second = (refine_posterior(model, batch_of(images), steps=5) for _ in range(2))
    assert first.after == second.after
    assert all(torch.equal(a, b) for a, b in zip(weights, model.parameters(), strict=True))
    assert all(parameter.grad is None for parameter in model.parameters())


def test_more_than_one_image_is_refused():
    with pytest.raises(ValueError, match="holds 2 images; refine the posterior of one image"):
        refine_posterior(linear_vae(), batch_of(torch.rand(2, 1, 3, 3)))
