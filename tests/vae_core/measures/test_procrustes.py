"""Turning one cloud of codes onto another: closed forms, and what a turn must not change."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Generator

from vae_core.measures.procrustes import aligned_plane, rotation_onto
from vae_core.measures.projection import Plane, dimension_plane


def cloud(latent_dim, seed=0, images=40):
    return torch.randn(images, latent_dim, generator=Generator().manual_seed(seed)).double()


def orthogonal(latent_dim, is_mirrored, seed=1):
    """A turn, or a turn and a reflection."""
    matrix = torch.linalg.qr(cloud(latent_dim, seed, latent_dim)).Q
    matrix[:, 0] *= torch.sign(torch.det(matrix)) * (-1 if is_mirrored else 1)
    return matrix


@pytest.mark.parametrize("latent_dim", [1, 2, 3, 10])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_turned_and_mirrored_cloud_comes_back_exactly(latent_dim, is_mirrored):
    points, matrix = cloud(latent_dim), orthogonal(latent_dim, is_mirrored)
    found = rotation_onto(points @ matrix, points)
    assert torch.allclose(found, matrix.T, atol=1e-12)
    assert torch.allclose(points @ matrix @ found, points, atol=1e-12)


def test_a_quarter_turn_is_found_as_one():
    points = cloud(2)
    turned = torch.stack([-points[:, 1], points[:, 0]], dim=1)
    assert torch.allclose(rotation_onto(points, turned), torch.tensor([[0.0, 1.0], [-1.0, 0.0]]).double(), atol=1e-12)


@given(latent_dim=st.integers(1, 6), seed=st.integers(0, 10_000))
def test_no_distance_changes_and_no_other_turn_brings_the_clouds_nearer(latent_dim, seed):
    points, target = cloud(latent_dim, seed), cloud(latent_dim, seed + 1)
    found = rotation_onto(points, target)
    assert torch.allclose(torch.pdist(points @ found), torch.pdist(points), atol=1e-9)
    best = (points @ found - target).square().sum()
    for other in range(5):
        matrix = orthogonal(latent_dim, bool(other % 2), seed + other)
        assert best <= (points @ matrix - target).square().sum() + 1e-9


def places(plane, codes):
    return (codes - plane.origin.double()) @ plane.axes.double().T


@pytest.mark.parametrize("latent_dim", [2, 5])
def test_codes_lie_in_the_turned_plane_as_the_target_lies_in_the_plane(latent_dim):
    target = cloud(latent_dim)
    plane = dimension_plane(0, 1, latent_dim)
    codes = target @ orthogonal(latent_dim, True)
    turned = aligned_plane(plane, codes, target, is_centred=False)
    assert torch.allclose(places(turned, codes), places(plane, target), atol=1e-5)
    assert torch.allclose(turned.origin, torch.zeros(latent_dim), atol=1e-6)


def test_a_cloud_that_has_wandered_is_brought_back_only_where_its_middle_means_nothing():
    target = cloud(3) + torch.tensor([4.0, 0.0, -2.0])
    plane = Plane(target.float().mean(0), torch.eye(3)[:2])
    codes = target @ orthogonal(3, False) + 5
    centred, about_origin = (aligned_plane(plane, codes, target, is_centred) for is_centred in (True, False))
    assert torch.allclose(places(centred, codes), places(plane, target), atol=1e-4)
    assert not torch.allclose(places(about_origin, codes), places(plane, target), atol=0.5)


def test_the_last_frame_lies_as_it_is():
    codes = cloud(4)
    plane = dimension_plane(0, 1, 4)
    turned = aligned_plane(plane, codes, codes, is_centred=True)
    assert torch.allclose(turned.axes, plane.axes, atol=1e-6)
    assert torch.allclose(turned.origin, plane.origin, atol=1e-6)
