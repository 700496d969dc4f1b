"""The noisy channel against its closed forms and known values (T17)."""

import math

import pytest
import torch

from vae_core.theory.noise_channel import information, two_word_accuracy, two_word_information


@pytest.mark.parametrize(("sd", "accuracy"), [(0.001, 0.99999971), (0.005, 0.84134), (1.0, 0.50199)])
def test_apple_and_banana_are_understood_as_often_as_known(sd, accuracy):
    assert two_word_accuracy(0.01, sd) == pytest.approx(accuracy, abs=5e-6)


def test_listening_to_draws_gives_the_same_accuracy():
    noise = 0.8 * torch.randn(100_000, generator=torch.Generator().manual_seed(0))
    heard = float((noise < 0.5).double().mean())
    expected = two_word_accuracy(1.0, 0.8)
    assert abs(heard - expected) < 4 * math.sqrt(expected * (1 - expected) / 100_000)


def test_a_range_of_ten_carries_the_known_information_at_unit_noise():
    assert information(1.0) == pytest.approx(1.064, abs=5e-4)


def test_information_tends_to_the_logarithm_of_the_words_that_fit_and_to_nothing():
    assert information(0.001) == pytest.approx(math.log(10) - 0.5 * math.log(2 * math.pi * math.e * 1e-6), abs=1e-3)
    assert information(300.0) == pytest.approx(0, abs=1e-4)
    noises = [0.01, 0.1, 1.0, 10.0]
    assert sorted(map(information, noises), reverse=True) == [information(sd) for sd in noises]


def test_two_words_carry_at_most_one_bit_and_less_than_a_gaussian_of_their_variance():
    assert two_word_information(5.0, 0.1) == pytest.approx(math.log(2), abs=1e-9)
    for distance in (0.1, 1.0, 3.0):
        assert 0 < two_word_information(distance, 1.0) < 0.5 * math.log(1 + (distance / 2) ** 2)


@pytest.mark.parametrize("sd", [0.0, -1.0, float("nan")])
def test_noise_that_is_none_is_refused(sd):
    with pytest.raises(ValueError, match="must be above 0"):
        information(sd)
