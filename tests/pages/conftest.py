"""Fixtures of the page tests."""

import pytest

from vae_core.runs.run import create_run


@pytest.fixture
def submitted(runs, monkeypatch):
    """The configurations that a page hands in; none is trained."""
    handed_in = []

    def submit(config, person):
        assert len(person) == 32
        handed_in.append(config)
        return create_run(runs / ("b" * 32), config).id

    monkeypatch.setattr("dashboard.jobs.submit", submit)
    return handed_in
