"""T11: the ends are exact, slerp keeps the norm, the midpoint under lerp has half the variance."""

import pytest
import torch
from torch import Generator

from vae_core.measures.interpolation import lerp, slerp


@pytest.mark.parametrize("path", [lerp, slerp])
def test_ends_are_the_two_codes(path):
    a, b = torch.randn(2, 10, generator=Generator().manual_seed(0))
    torch.testing.assert_close(path(a, b, 0.0), a)
    torch.testing.assert_close(path(a, b, 1.0), b)


def test_slerp_keeps_the_norm_on_the_sphere():
    a, b = torch.nn.functional.normalize(torch.randn(2, 10, generator=Generator().manual_seed(0)), dim=1)
    for share in (0.1, 0.5, 0.9, 1.4):
        assert slerp(a, b, share).norm().item() == pytest.approx(1.0, abs=1e-6)


def test_slerp_is_straight_where_there_is_no_arc():
    a = torch.tensor([1.0, 2.0])
    torch.testing.assert_close(slerp(a, 2 * a, 0.5), 1.5 * a)
    torch.testing.assert_close(slerp(a, torch.zeros(2), 0.5), 0.5 * a)


def test_the_straight_midpoint_of_two_normal_codes_has_half_the_variance():
    a, b = torch.randn(2, 40_000, generator=Generator().manual_seed(0))
    middle = lerp(a, b, 0.5)
    error = middle.square().std() / 200
    assert abs(middle.square().mean() - 0.5) < 4 * error
