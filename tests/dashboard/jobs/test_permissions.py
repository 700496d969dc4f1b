"""Whose a run is: who may change it and in whose lists it stands."""

import pytest

from dashboard import jobs
from dashboard.jobs.sweep import stop_sweep, sweep_entries
from vae_core.config import RunConfig
from vae_core.runs.run import create_run, list_runs

ANNA, BEN = "a" * 32, "b" * 32
CONFIG = RunConfig(data="digits")


@pytest.fixture
def three(runs):
    """Anna's run, Ben's, and one of the command line."""
    return [
        create_run(runs / name, CONFIG, person=who, sweep="5" * 16) for name, who in (("anna", ANNA), ("ben", BEN))
    ] + [create_run(runs / "nobody", CONFIG)]


def names(runs):
    return {run.id for run in runs}


def test_a_list_holds_ones_own_runs_and_nobody_s_and_those_shown(three, runs):
    assert names(jobs.listed(list_runs(runs), ANNA)) == {"anna", "nobody"}
    assert names(jobs.listed(list_runs(runs), BEN, {"anna"})) == {"anna", "ben", "nobody"}


@pytest.mark.parametrize(
    ("setting", "is_listed", "may"), [("open", True, True), ("listed", True, False), ("hidden", False, False)]
)
def test_what_becomes_of_runs_of_the_command_line_is_a_setting(setting, is_listed, may, three, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_OWNERLESS", setting)
    assert ("nobody" in names(jobs.listed(list_runs(runs), ANNA))) == is_listed
    assert jobs.is_allowed(three[2], ANNA) == may
    assert jobs.is_allowed(three[2], None)
    assert jobs.is_allowed(three[0], ANNA)
    if not may:
        with pytest.raises(ValueError, match="made on the command line"):
            jobs.ask("nobody", "stop", person=ANNA)
        assert three[2].summary.status == "queued"


@pytest.mark.parametrize("command", [("stop", None), ("pause", None), ("resume", None), ("extend", 5), ("beta", 3.0)])
def test_nobody_steers_another_s_run(command, three):
    with pytest.raises(ValueError, match="somebody else's"):
        jobs.ask("anna", *command, person=BEN)
    assert not (three[0].path / "control.json").exists()


def test_nobody_stops_another_s_sweep(three):
    with pytest.raises(ValueError, match="somebody else's"):
        stop_sweep("5" * 16, BEN)
    assert three[0].summary.status == "queued"


def test_no_sweep_is_found_by_an_empty_name(three):
    assert sweep_entries("") == []
    assert len(sweep_entries("5" * 16)) == 2


def test_a_run_that_was_given_away_is_its_new_owner_s_at_once(three):
    assert not jobs.is_allowed(three[0], BEN)
    three[0].update_summary(person=BEN)
    assert jobs.is_allowed(three[0], BEN)


def test_what_cannot_be_read_is_nobody_s(three, runs, monkeypatch):
    (runs / "anna" / "summary.json").write_text("{")
    assert jobs.owner(three[0]) == ""
    monkeypatch.setenv("LATENT_LAB_OWNERLESS", "listed")
    assert not jobs.is_allowed(three[0], BEN)
