"""Bits against closed forms: a fair coin, a uniform code, Shannon's entropy, PNG read back, PCA without rounding."""

import math

import pytest
import torch
from torch import Generator

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.measures.compression import (
    ROUNDING_STEPS,
    bits,
    black_and_white,
    code_length,
    model_cost,
    png_bits,
    rounded_pca,
)
from vae_core.models.pca import principal_components
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import build_model


def made(**settings):
    config = RunConfig(data="digits", hidden=(16,), **settings)
    images = load_for(config)
    return build_model(config, images), images


def test_a_nat_is_as_many_bits_as_a_fair_coin_says():
    assert bits(math.log(2)) == pytest.approx(1.0)
    assert bits(784 * math.log(2)) == pytest.approx(784)


def test_a_code_for_even_numbers_takes_their_logarithm_and_a_skewed_one_their_entropy():
    even = torch.arange(8).repeat(100_000)
    assert code_length(even, even) == pytest.approx(3.0, abs=1e-6)
    skewed = torch.tensor([0] * 500_000 + [1] * 250_000 + [2] * 125_000 + [3] * 125_000)
    assert code_length(skewed, skewed) == pytest.approx(1.75, abs=1e-4)


def test_a_code_for_other_frequencies_costs_the_kl_more():
    known, asked = torch.tensor([0] * 900_000 + [1] * 100_000), torch.tensor([0, 1])
    assert code_length(known, asked) == pytest.approx(-0.5 * (math.log2(0.9) + math.log2(0.1)), abs=1e-4)


def test_a_number_that_was_never_seen_has_a_code_word_too():
    assert code_length(torch.tensor([0, 0, 0]), torch.tensor([5])) == pytest.approx(math.log2(3 + 6))


def test_png_keeps_noise_at_its_entropy_and_an_empty_image_at_next_to_nothing():
    noise = torch.randint(256, (200, 1, 28, 28), generator=Generator().manual_seed(0)).to(torch.uint8)
    assert 8 * 784 < png_bits(noise) < 8 * 784 * 1.02
    assert png_bits(torch.zeros(200, 1, 28, 28, dtype=torch.uint8)) < 30
    coins = black_and_white(torch.full((200, 1, 28, 28), 128, dtype=torch.uint8))
    assert 784 < png_bits(coins) < 1.15 * 784


def test_finer_steps_cost_more_bits_and_leave_less_error_down_to_what_pca_leaves_out():
    _, images = made()
    found = rounded_pca(images, images.test, 10)
    assert [each.step for each in found] == list(ROUNDING_STEPS)
    assert [each.bits for each in found] == sorted(each.bits for each in found)
    assert [each.squared_error for each in found] == sorted((each.squared_error for each in found), reverse=True)
    pca = principal_components(images, 10)
    flat = images.images[images.test].flatten(1).double() / 255 - pca.mean
    outside = (flat - flat @ pca.components @ pca.components.T).square().sum(1).mean().item()
    # Rounding to a step adds step^2 / 12 for each component, where the step is fine beside its spread.
    assert found[-1].squared_error == pytest.approx(outside + 10 * ROUNDING_STEPS[-1] ** 2 / 12, rel=0.03)


def test_a_code_costs_its_kl_and_black_and_white_images_the_negative_elbo():
    model, images = made()
    cost = model_cost(model, images, images.test, samples=3)
    assert cost.code == pytest.approx(mean_terms(model, BatchLoader(images), images.test).kl / math.log(2))
    drawn = BatchLoader(images, "binarised", torch.device("cpu"))
    assert cost.bound == pytest.approx(-mean_terms(model, drawn, images.test).elbo / math.log(2))
    assert cost.likelihood < cost.bound + 3 * cost.likelihood_error


def test_without_a_posterior_or_a_bernoulli_only_what_has_a_meaning_is_given():
    model, images = made(model="autoencoder")
    plain = model_cost(model, images, images.test)
    assert (plain.code, plain.bound, plain.likelihood) == (None, None, None)
    with torch.no_grad():
        batch = next(BatchLoader(images).grey_batches(images.test))
        wanted = (model.reconstruct(batch) - batch.images).square().flatten(1).sum(1).mean().item()
    assert plain.squared_error == pytest.approx(wanted)
    gaussian, images = made(settings=type(RunConfig().settings)(likelihood="gaussian"))
    found = model_cost(gaussian, images, images.test)
    assert found.code is not None
    assert found.bound is None
