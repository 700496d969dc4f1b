"""Planes through a latent space."""

import sys
import types

import pytest
import torch
from sklearn.decomposition import PCA
from torch import Generator

from vae_core.measures.projection import dimension_plane, principal_plane, tsne_view, umap_view


def test_the_principal_plane_is_that_of_scikit_learn():
    codes = torch.randn(300, 5, generator=Generator().manual_seed(0)) * torch.tensor([1.0, 3.0, 0.5, 2.0, 0.1]) + 4
    plane, theirs = principal_plane(codes), PCA(2).fit(codes.numpy())
    overlap = plane.axes @ torch.from_numpy(theirs.components_).T.float()
    torch.testing.assert_close(overlap.abs(), torch.eye(2), atol=1e-4, rtol=0)
    torch.testing.assert_close(plane.origin, torch.from_numpy(theirs.mean_).float())


def test_the_same_codes_give_the_same_axes_whatever_their_order():
    codes = torch.randn(300, 5, generator=Generator().manual_seed(0)) * torch.arange(1, 6)
    torch.testing.assert_close(principal_plane(codes).axes, principal_plane(codes.flip(0)).axes, atol=1e-4, rtol=0)


def test_a_dimension_plane_has_the_two_unit_axes():
    plane = dimension_plane(3, 1, 5)
    assert plane.axes.tolist() == [[0, 0, 0, 1, 0], [0, 1, 0, 0, 0]]
    with pytest.raises(ValueError, match="latent dimension 5 does not exist; choose from 0 to 4"):
        dimension_plane(0, 5, 5)


def test_t_sne_keeps_groups_together_and_gives_the_same_view_again():
    codes = (
        torch.randn(60, 5, generator=Generator().manual_seed(0)) + 40 * torch.arange(3).repeat_interleave(20)[:, None]
    )
    view = tsne_view(codes)
    assert view.shape == (60, 2)
    distances = torch.cdist(view, view).fill_diagonal_(torch.inf)
    assert torch.equal(distances.argmin(1) // 20, torch.arange(60) // 20)
    assert torch.equal(view, tsne_view(codes))
    with pytest.raises(ValueError, match="there are 3 codes and t-SNE needs at least 4; choose"):
        tsne_view(codes[:3])


def test_umap_gets_the_first_codes_and_says_how_to_install_it(monkeypatch):
    asked = {}

    class Umap:
        def __init__(self, **settings):
            asked.update(settings)

        def fit_transform(self, codes):
            asked["shape"] = codes.shape
            return codes[:, :2]

    monkeypatch.setitem(sys.modules, "umap", types.SimpleNamespace(UMAP=Umap))
    monkeypatch.setattr("vae_core.measures.projection.TSNE_CODES", 30)
    codes = torch.randn(40, 5)
    assert torch.equal(umap_view(codes), codes[:30, :2])
    assert (asked["shape"], asked["n_neighbors"], asked["random_state"]) == ((30, 5), 15, 0)
    with pytest.raises(ValueError, match="there are 3 codes and UMAP needs at least 4; choose"):
        umap_view(codes[:3])
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(ValueError, match=r"run `pip install umap-learn`"):
        umap_view(codes)


def test_one_code_alone_has_a_plane():
    plane = principal_plane(torch.tensor([[1.0, 2.0, 3.0]]))
    assert torch.allclose(plane.axes @ plane.axes.T, torch.eye(2))
    assert torch.equal(plane.origin, torch.tensor([1.0, 2.0, 3.0]))
