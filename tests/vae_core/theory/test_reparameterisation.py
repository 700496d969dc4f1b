"""Samples of a posterior, and the variance of gradients through them (T10)."""

import math

import numpy as np
import pytest
import torch

from tests.support.paths import ROOT
from vae_core.datasets import load_for
from vae_core.runs.run import open_run
from vae_core.theory.reparameterisation import (
    decoded_cloud,
    posterior_cloud,
    repeated_reconstructions,
    square_gradient_sds,
    square_gradients,
)


def test_a_cloud_has_the_posterior_s_mean_and_sd_and_the_share_theory_says():
    model = open_run(ROOT / "assets" / "pretrained" / "mnist-vae-2d").load_model()
    cloud = posterior_cloud(model, torch.full((1, 28, 28), 40, dtype=torch.uint8), 20_000)
    error = (cloud.samples.mean(0) - cloud.mean).abs() / (cloud.sd / math.sqrt(20_000))
    assert (error < 4).all()
    assert torch.allclose(cloud.samples.std(0) / cloud.sd, torch.ones(2), atol=0.02)
    for sds in (1, 2):
        expected = 1 - math.exp(-(sds**2) / 2)
        assert abs(cloud.share_within(sds) - expected) < 4 * math.sqrt(expected * (1 - expected) / 20_000)


def test_the_pathwise_estimates_are_those_of_autograd():
    noise = torch.randn(1000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    mean = torch.full((1000,), 0.7, dtype=torch.float64, requires_grad=True)
    (mean + 0.3 * noise).square().sum().backward()
    assert torch.allclose(square_gradients(noise, 0.7, 0.3).pathwise, mean.grad)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (1.5, 0.4), (-2.0, 2.0)])
def test_all_estimates_are_right_on_average_and_have_the_sds_of_the_closed_form(mean, sd):
    nodes, weights = (torch.from_numpy(part) for part in np.polynomial.hermite_e.hermegauss(32))
    weights = weights / weights.sum()
    for values, expected in zip(square_gradients(nodes, mean, sd), square_gradient_sds(mean, sd), strict=True):
        average = (values * weights).sum()
        assert float(average) == pytest.approx(2 * mean, abs=1e-10)
        assert float(((values - average).square() * weights).sum().sqrt()) == pytest.approx(expected, rel=1e-10)


def test_the_score_function_is_always_the_noisier_one():
    for mean in (0.0, 0.5, 3.0):
        for sd in (0.1, 1.0, 3.0):
            pathwise, score, baseline = square_gradient_sds(mean, sd)
            assert score >= baseline > pathwise


def test_without_noise_all_reconstructions_are_one_and_with_it_edges_are_the_least_sure():
    run = open_run(ROOT / "assets" / "pretrained" / "mnist-vae-10d")
    model, images = run.load_model(), load_for(run.config).images
    still = repeated_reconstructions(model, images[60_000], 16, 0.0)
    assert float(still.sd.max()) < 1e-6
    moved = repeated_reconstructions(model, images[60_000], 64, 1.0)
    mean = moved.images.mean(0)[0]
    edges, ink, ground = ((mean > 0.15) & (mean < 0.85), mean >= 0.85, mean <= 0.15)
    assert moved.sd[edges].mean() > 2 * max(moved.sd[ink].mean(), moved.sd[ground].mean())


@torch.no_grad()
def test_a_decoded_cloud_is_the_mean_the_moved_mean_and_samples():
    model = open_run(ROOT / "assets" / "pretrained" / "mnist-vae-2d").load_model()
    cloud = posterior_cloud(model, torch.full((1, 28, 28), 40, dtype=torch.uint8), 5)
    mean, moved, *samples = decoded_cloud(model, cloud, (1.0, -0.5), 3)
    torch.testing.assert_close(mean, model.decode(cloud.mean[None])[0], atol=1e-5, rtol=0)
    torch.testing.assert_close(
        moved, model.decode(cloud.mean[None] + torch.tensor([[1.0, -0.5]]))[0], atol=1e-5, rtol=0
    )
    torch.testing.assert_close(torch.stack(samples), model.decode(cloud.samples[:3]), atol=1e-5, rtol=0)
