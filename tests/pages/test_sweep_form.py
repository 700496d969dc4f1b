"""A sweep on the pages."""

import pytest

from tests.support.pages import opened
from vae_core.config import RunConfig
from vae_core.runs.run import create_run, list_runs


def submit(app, name, values):
    app.selectbox(key="vary").select(name)
    app.text_input(key="values").set_value(values).run()
    return next(button for button in app.button if button.label == "Train them all").click().run()


@pytest.fixture
def queued(runs, monkeypatch):
    """The configurations that are queued; none is trained."""
    found = []

    def submit(config, person, **known):
        found.append(config)
        return create_run(runs / f"run{len(found)}", config).update_summary(**known)

    monkeypatch.setattr("dashboard.jobs.sweep.submit", submit)
    return found


def test_the_form_queues_a_run_for_each_value_and_shows_them_with_one_bar(queued, runs):
    app = submit(opened("train", data="digits", latent_dim="3"), "beta", "0.5, 2")
    assert not app.exception
    assert [(config.latent_dim, config.settings.beta) for config in queued] == [(3, 0.5), (3, 2.0)]
    assert app.title[0].value == "Compare"
    assert len({run.summary.sweep for run in list_runs(runs)}) == 1
    assert "0 of 2 trainings are over" in app.get("progress")[0].proto.text


def test_a_value_that_cannot_be_is_named_on_the_page(queued, runs):
    app = submit(opened("train", data="digits"), "latent_dim", "2, 65")
    assert "latent_dim is 65" in app.error[0].value.replace("\\", "")
    assert queued == []


@pytest.mark.fault("S5")
def test_s5_a_value_with_markup_is_shown_as_text(queued, runs):
    app = submit(opened("train", data="digits"), "beta", "$x^2$ <b>")
    assert r"\$x\^2\$ \<b\>" in app.error[0].value
    assert queued == []


def test_the_button_stops_what_is_not_over(runs, monkeypatch):
    stopped = []
    monkeypatch.setattr("dashboard.jobs.sweep.ask", lambda run_id, name, person: stopped.append((run_id, name)))
    for name, status in (("one", "finished"), ("two", "running"), ("three", "queued")):
        create_run(runs / name, RunConfig(data="digits")).update_summary(status=status, sweep="abc", is_job=True)
    app = opened("compare", sweep="abc")
    next(button for button in app.button if button.label == "Stop all").click().run()
    assert not app.exception
    assert stopped == [("three", "stop"), ("two", "stop")]


def test_a_sweep_that_is_over_has_no_bar(runs):
    for name in ("one", "two"):
        create_run(runs / name, RunConfig(data="digits")).update_summary(status="failed", sweep="abc")
    app = opened("compare", sweep="abc")
    assert not app.exception
    assert not app.get("progress")
