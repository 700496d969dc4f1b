"""The planes of PCA and of a model measure what they say."""

from dataclasses import replace

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models.pca import principal_components
from vae_core.planes import model_plane, pca_plane


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
