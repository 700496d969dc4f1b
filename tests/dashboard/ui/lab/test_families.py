"""The table of generative models."""

import pytest

from dashboard.ui.lab.families import FAMILIES, NEEDS, best_first


def test_each_family_has_a_score_and_a_reason_for_each_need():
    for row in FAMILIES.values():
        assert len(row) == len(NEEDS)
        assert all(score in (0, 1, 2) and reason for score, reason in row)


def test_no_family_is_best_at_everything_and_none_at_nothing():
    for row in FAMILIES.values():
        scores = [score for score, _ in row]
        assert min(scores) < 2
        assert max(scores) == 2


def test_the_best_families_for_a_need_come_first():
    assert best_first("code")[0] == "VAE"
    assert [name for name, row in FAMILIES.items() if row[NEEDS.index("code")][0] == 2] == ["VAE"]
    assert set(best_first("likelihood")[:2]) == {"Flow", "Autoregressive"}
    with pytest.raises(ValueError, match="price"):
        best_first("price")
