"""What the tests of the jobs share."""

import pytest

from dashboard import jobs


@pytest.fixture
def cluster(runs, monkeypatch):
    """A cluster with one worker, so that a test knows who trains and who waits."""
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    yield jobs.start()
    jobs.terminate()
