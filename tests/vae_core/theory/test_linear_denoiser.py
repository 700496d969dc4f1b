"""The best linear denoiser against its matrix (T12) and against sampled noise."""

import pytest
import torch

from vae_core.models.pca import Components
from vae_core.theory.linear_denoiser import add_noise, decibels, expected_error, kept_shares, linear_denoise


@pytest.fixture(scope="module")
def known():
    """Components of a covariance C, and C itself."""
    root = torch.randn(6, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    covariance = root @ root.T / 6
    values, vectors = torch.linalg.eigh(covariance)
    mean = torch.linspace(0, 1, 6, dtype=torch.float64)
    return Components(mean, vectors.flip(1), values.flip(0), values.sum()), covariance


def test_it_is_the_covariance_times_the_inverse_of_the_noisy_one(known):
    components, covariance = known
    matrix = covariance @ torch.linalg.inv(covariance + 0.09 * torch.eye(6))
    noisy = torch.randn(4, 6, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    expected = components.mean + (noisy - components.mean) @ matrix.T
    assert torch.allclose(linear_denoise(noisy, components, 0.3), expected, atol=1e-10)


def test_drawn_noise_leaves_the_expected_error(known):
    components, covariance = known
    generator = torch.Generator().manual_seed(2)
    draws = torch.randn(50_000, 2, 6, generator=generator, dtype=torch.float64)
    clean = components.mean + draws[:, 0] @ torch.linalg.cholesky(covariance).T
    errors = (linear_denoise(clean + 0.5 * draws[:, 1], components, 0.5) - clean).square().mean(1)
    assert abs(float(errors.mean()) - expected_error(components.variances, 0.5)) < 4 * float(errors.std()) / 50_000**0.5


def test_it_keeps_half_where_noise_and_signal_are_equal_and_never_adds_error():
    assert kept_shares(torch.tensor([4.0, 1.0]), 2.0).tolist() == pytest.approx([0.5, 0.2])
    assert expected_error(torch.tensor([4.0, 1.0]), 2.0) < 4.0


def test_noise_has_the_asked_sd_and_is_the_same_for_a_seed():
    noisy = add_noise(torch.zeros(20_000), 0.5, 3)
    assert float(noisy.std()) == pytest.approx(0.5, rel=0.03)
    assert torch.equal(noisy, add_noise(torch.zeros(20_000), 0.5, 3))


def test_a_hundredth_of_error_is_twenty_decibels():
    assert decibels(0.01) == pytest.approx(20.0)


@pytest.mark.parametrize("sd", [0.0, -1.0, float("nan")])
def test_noise_that_is_none_is_refused(sd):
    with pytest.raises(ValueError, match="must be above 0"):
        kept_shares(torch.ones(2), sd)
