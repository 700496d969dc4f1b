"""The factors of beta and of the learning rate at each step."""

import pytest

from vae_core.nn.schedules import cyclical, one_cycle, warm_up


def test_warm_up_rises_linearly_and_stays():
    assert [warm_up(step, 4) for step in (1, 2, 4, 9)] == [0.25, 0.5, 1.0, 1.0]


def test_cyclical_starts_again_four_times():
    values = [cyclical(step, 80) for step in range(1, 81)]
    assert [step for step, value in enumerate(values) if value == 0] == [0, 20, 40, 60]
    assert values[10] == values[19] == 1.0
    assert values[5] == pytest.approx(0.5)


def test_one_cycle_peaks_once_and_ends_at_zero():
    rates = [one_cycle(step, 100) for step in range(1, 101)]
    assert max(rates) == rates[29] == 1.0
    assert rates[-1] == pytest.approx(0.0, abs=1e-12)
    assert rates[:30] == sorted(rates[:30])
    assert rates[29:] == sorted(rates[29:], reverse=True)
