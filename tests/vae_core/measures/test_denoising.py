"""Decibels against closed forms, and what a model makes of noise."""

import math

import pytest
import torch
from torch import Generator

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.measures.denoising import measure_denoising, psnr
from vae_core.training.batches import BatchLoader
from vae_core.training.trainer import build_model


def test_psnr_of_a_constant_error_is_its_logarithm():
    clean = torch.rand(3, 1, 8, 8, generator=Generator().manual_seed(0))
    for error, decibels in ((1.0, 0.0), (0.1, 20.0), (0.01, 40.0)):
        assert psnr(clean + error, clean).tolist() == pytest.approx([decibels] * 3, abs=1e-3)
    assert psnr(clean, clean).tolist() == [math.inf] * 3


def test_gaussian_noise_of_one_half_is_at_six_decibels():
    config = RunConfig(data="digits", model="autoencoder", hidden=(16,))
    images = load_for(config)
    loader = BatchLoader(images)
    found = measure_denoising(build_model(config, images), loader, images.test, "gaussian", 0.5)
    # The mean of log MSE is a little off the log of the mean: by about 1 / pixels, in decibels 10 / ln 10 / 64.
    assert found.before[0] == pytest.approx(-20 * math.log10(0.5) + 10 / math.log(10) / 64, abs=4 * found.before[1])
    assert found.after[0] == pytest.approx(psnr(found.denoised, found.clean).mean().item())
    assert found.noisy.shape == found.denoised.shape == images.images[images.test].shape
    assert found.changed == len(images.test)
    with pytest.raises(ValueError, match="at least 0"):
        measure_denoising(build_model(config, images), loader, images.test, "gaussian", -1.0)


def test_images_that_the_noise_did_not_spoil_are_left_out():
    config = RunConfig(data="digits", model="autoencoder", hidden=(16,))
    images = load_for(config)
    model, loader = build_model(config, images), BatchLoader(images)
    found = measure_denoising(model, loader, images.test, "masking", 0.02)
    hit = [not torch.equal(noisy, clean) for noisy, clean in zip(found.noisy, found.clean, strict=True)]
    assert 0 < found.changed == sum(hit) < len(images.test)
    assert math.isfinite(found.before[0])
    assert found.after[0] == pytest.approx(psnr(found.denoised[hit], found.clean[hit]).mean().item())
    with pytest.raises(ValueError, match="changes none of the images"):
        measure_denoising(model, loader, images.test, "masking", 0.0)
