"""What the tests of the jobs share."""

import pytest

from dashboard import jobs


@pytest.fixture
def cluster(runs):
    yield jobs.start()
    jobs.terminate()
