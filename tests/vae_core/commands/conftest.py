"""What the tests of the commands share: a trained run, and one of a conditional model."""

import pytest

from tests.support.trained_runs import trained


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def run(folder):
    return trained(folder, "vae")


@pytest.fixture(scope="module")
def conditional(folder):
    return trained(folder, "conditional", model="conditional_vae", latent_dim=2)
