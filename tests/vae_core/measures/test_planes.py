"""The planes of PCA and of a model against independent computations."""

from dataclasses import replace

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.measures.planes import NEIGHBOURS, model_plane, pca_plane, trustworthiness
from vae_core.models.pca import principal_components


@pytest.fixture(scope="module")
def digits():
    return load_for(RunConfig(data="digits"))


def test_the_error_of_pca_on_its_own_images_is_the_sum_of_the_discarded_variances(digits):
    found = principal_components(digits, 64)
    on_train = replace(digits, test=digits.train)
    assert pca_plane(on_train, found).error == pytest.approx(float(found.variances[2:].sum()), rel=1e-5)


def test_a_model_s_plane_takes_the_codes_of_its_run_row_by_row(digits):
    class Echo:
        def decode(self, codes):
            return codes[:, :1, None, None].expand(-1, *digits.shape)

    order = torch.randperm(len(digits.images), generator=torch.Generator().manual_seed(0))
    mean = torch.stack([digits.labels[order] / 10, digits.labels[order] / 10], 1).float()
    plane = model_plane(Echo(), digits, {"index": order.int(), "mean": mean})
    assert torch.equal(plane.codes[:, 0], digits.labels[digits.test] / 10)
    assert plane.accuracy == 1.0
    first = digits.images[digits.test[0]] / 255 - plane.codes[0, 0]
    assert float(plane.errors[0]) == pytest.approx(float(first.square().sum()), rel=1e-5)


def test_trustworthiness_is_one_for_the_images_themselves_a_half_by_chance_and_the_papers_sum_between(digits):
    """Venna & Kaski 2001: 1 - 2 / (n k (2n - 3k - 1)) sum of (rank - k) over neighbours that are none among the images."""
    images, generator = digits.images[:120], torch.Generator().manual_seed(0)
    assert trustworthiness(images, images.flatten(1).float()) == 1.0
    assert trustworthiness(images, torch.randn(120, 2, generator=generator)) == pytest.approx(0.5, abs=0.06)
    codes = images.flatten(1).float()[:, :30]
    count, k = len(images), NEIGHBOURS
    far = torch.cdist(images.flatten(1).double(), images.flatten(1).double())
    ranks = far.argsort(dim=1, stable=True).argsort(1)
    near = torch.cdist(codes.double(), codes.double()).argsort(dim=1, stable=True)[:, 1 : k + 1]
    lost = sum(max(0, int(ranks[row, other]) - k) for row in range(count) for other in near[row].tolist())
    expected = 1 - 2 * lost / (count * k * (2 * count - 3 * k - 1))
    assert trustworthiness(images, codes) == pytest.approx(expected, abs=1e-3)  # ties may be broken another way
