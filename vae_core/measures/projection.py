"""Planes through a latent space, for maps of models with more than two latent dimensions."""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

PAIRS = 12  # latent dimensions up to which a map offers every pair; above it, only neighbouring ones


class Plane(NamedTuple):
    """A point of the latent space and two orthonormal directions: `origin` (D,), `axes` (2, D)."""

    origin: Tensor
    axes: Tensor


def dimension_plane(first: int, second: int, latent_dim: int) -> Plane:
    """The plane of two latent dimensions through the origin."""
    for dimension in (first, second):
        if not 0 <= dimension < latent_dim:
            raise ValueError(f"latent dimension {dimension} does not exist; choose from 0 to {latent_dim - 1}")
    return Plane(torch.zeros(latent_dim), torch.eye(latent_dim)[[first, second]])


def principal_plane(codes: Tensor) -> Plane:
    """The plane of largest variance of codes (N, D), D >= 2: their mean and first two principal components."""
    origin = codes.mean(0)
    # One code has no variance; a tiny data set has one validation image.
    covariance = torch.cov((codes - origin).double().T, correction=min(1, len(codes) - 1))
    axes = torch.linalg.eigh(covariance).eigenvectors[:, -2:].flip(1).T
    signs = torch.where(axes.sum(1, keepdim=True) < 0, -1.0, 1.0)  # fixed, because an eigenvector's sign is arbitrary
    return Plane(origin, (axes * signs).to(codes.dtype))


TSNE_CODES = 2000  # more codes take minutes


def tsne_view(codes: Tensor, seed: int = 0) -> Tensor:
    """The t-SNE embedding of the first TSNE_CODES codes: (N, D) -> (M, 2). It has no inverse, so no point can be decoded.

    van der Maaten & Hinton 2008. It starts from the principal components, so that the same codes give the same view.
    Raises a ValueError for fewer than 4 codes, which have no neighbourhoods.
    """
    from sklearn.manifold import TSNE  # imported here, because the import takes a second

    some = codes[:TSNE_CODES]
    if len(some) < 4:
        raise ValueError(f"there are {len(some)} codes and t-SNE needs at least 4; choose a plane of two dimensions")
    perplexity = min(30.0, (len(some) - 1) / 3)
    return torch.from_numpy(TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(some.numpy()))


def umap_view(codes: Tensor, seed: int = 0) -> Tensor:
    """Returns the UMAP embedding of the first TSNE_CODES codes: (N, D) -> (M, 2). No point of it can be decoded.

    McInnes et al. 2018. Raises a ValueError for fewer than 4 codes, and where umap-learn is not installed.
    """
    try:
        from umap import UMAP  # an optional package; its import takes seconds
    except ImportError as error:
        raise ValueError("UMAP needs umap-learn, which is not installed; run `pip install umap-learn`") from error
    some = codes[:TSNE_CODES]
    if len(some) < 4:
        raise ValueError(f"there are {len(some)} codes and UMAP needs at least 4; choose a plane of two dimensions")
    neighbours = min(15, len(some) - 1)
    start = "random" if len(some) < 16 else "spectral"  # the spectral start needs more codes than dimensions
    places = UMAP(n_neighbors=neighbours, init=start, random_state=seed, n_jobs=1).fit_transform(some.numpy())
    return torch.from_numpy(places).float()


EMBEDDINGS = {"tsne": tsne_view, "umap": umap_view}


def map_planes(latent_dim: int, principal: Callable[[], Plane]) -> list[dict[str, Any]]:
    """The planes that a map of so many dimensions offers, JSON-ready; above two, principal components come first."""
    if latent_dim == 1:
        return [_plain("1-1", "z1", Plane(torch.zeros(1), torch.tensor([[1.0], [0.0]])), ["z1", ""])]
    numbers = range(latent_dim)
    pairs = [(a, b) for a in numbers for b in range(a + 1, latent_dim) if latent_dim <= PAIRS or b == a + 1]
    kept = [
        _plain(
            f"{a + 1}-{b + 1}",
            f"z{a + 1} and z{b + 1}",
            dimension_plane(a, b, latent_dim),
            [f"z{a + 1}", f"z{b + 1}"],
        )
        for a, b in pairs
    ]
    if latent_dim == 2:
        return kept
    return [_plain("pca", "Principal components", principal(), ["PC 1", "PC 2"]), *kept]


def _plain(key: str, label: str, plane: Plane, names: list[str]) -> dict[str, Any]:
    return {"key": key, "label": label, "origin": plane.origin.tolist(), "axes": plane.axes.tolist(), "names": names}
