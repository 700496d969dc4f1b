"""What the tests of the jobs share."""

import time

import pytest

from dashboard import jobs


@pytest.fixture
def cluster(runs):
    yield jobs.start()
    jobs.terminate()


def wait_for(run, wanted, seconds=180):
    deadline = time.monotonic() + seconds
    while not wanted(run):
        assert time.monotonic() < deadline, run.summary
        time.sleep(0.05)
