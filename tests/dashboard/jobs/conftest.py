"""What the tests of the jobs share."""

import pytest

from dashboard import jobs
from tests.support.waiting import wait_until
from vae_core.runs.run import list_runs


@pytest.fixture(scope="module")
def end_of_cluster():
    """Ends the cluster of a module's tests."""
    yield
    jobs.terminate()


@pytest.fixture
def cluster(runs, monkeypatch, end_of_cluster):
    """A cluster with one worker, so that a test knows who trains and who waits; the module's tests share it.

    A worker needs 5 s of CPU time to start. At its end a test's runs leave the queue.
    """
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    yield jobs.start()
    for run in list_runs(runs):
        if not run.is_over:
            jobs.ask(run.id, "stop")
    wait_until(lambda: not sum(jobs.queue_length()), jobs.queue_length)


@pytest.fixture
def no_cluster(runs):
    """For tests that start, or must not find, a cluster: ends that of earlier tests."""
    jobs.terminate()
    yield
    jobs.terminate()
