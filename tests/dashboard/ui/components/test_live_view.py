"""The cockpit's Python half: what it sends to the browser."""

import json
from types import SimpleNamespace

import pytest

from dashboard.ui.components.assets import asset_version
from dashboard.ui.glossary import explain
from tests.support.app_test import AppTest
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.runs.run import create_run


def page(path):
    from pathlib import Path

    import streamlit as st

    from dashboard.ui.components.live_view import Form, ShownRun, live_training
    from vae_core.config import RunConfig
    from vae_core.models.vae import VaeSettings
    from vae_core.runs.run import Run

    lines = {"floor": 45.5, "no latent code": 205.8}
    classes = tuple(map(str, range(12)))
    run = Run(Path(path))
    shown = ShownRun(run, "digits", classes, lines, False, True, True, 1.0, run.config, values_per_image=64)
    form = RunConfig(data="digits", settings=VaeSettings(likelihood="gaussian", sd=0.5))
    st.session_state["told"] = live_training(shown, Form(4.0, can_train=True, config=form), note="refused")


@pytest.fixture
def shown(tmp_path):
    run = create_run(tmp_path / ("a" * 32), RunConfig(data="digits"))
    app = AppTest.from_function(page, args=(str(run.path),)).run()
    assert not app.exception
    return app


def test_the_browser_is_told_which_run_to_follow_and_nothing_it_can_fetch_itself(shown):
    data = json.loads(shown.get("bidi_component")[0].proto.json)
    assert set(data) == {"run", "form", "canResume", "note", "words"}
    assert data["words"]["beta"] == explain("beta")
    kl_weight = {"fixedSd": 0.5, "hasEffectiveBeta": True}
    assert data["form"] == {"beta": 4.0, "canTrain": True, "klWeight": kl_weight, "betaControl": "free"}
    run = data["run"]
    assert (run["klWeight"], run["valuesPerImage"]) == ({"fixedSd": None, "hasEffectiveBeta": True}, 64)
    assert run["url"] == "/runs/" + "a" * 32
    assert run["baselines"] == [{"label": "floor", "nats": 45.5}, {"label": "no latent code", "nats": 205.8}]
    assert [run["isOver"], run["isOwn"], run["isRecorded"], run["hasCircle"]] == [False, True, False, True]
    assert len(run["colours"]) == len(run["classes"]) == 12


def test_a_training_has_not_ended_before_the_browser_says_so(shown):
    assert shown.session_state["told"] == (False, [])


@pytest.mark.fault("R6")
def test_the_end_of_a_training_comes_once_with_the_commands_before_it(tmp_path, monkeypatch):
    run = create_run(tmp_path / ("a" * 32), RunConfig(data="digits"))
    message = [{"id": str(at), "name": name, "value": None} for at, name in enumerate(("pause", "ended", "resume"))]
    result = SimpleNamespace(asked=message[:2])
    monkeypatch.setattr("dashboard.ui.components.live_view._COMPONENT", lambda **given: result)
    app = AppTest.from_function(page, args=(str(run.path),)).run()
    assert app.session_state["told"] == (True, [("pause", None)])
    result.asked = message  # the browser repeats the latest with each new one
    assert app.run().session_state["told"] == (False, [("resume", None)])


def test_the_browser_half_is_imported_by_an_address_with_the_version(shown):
    script = shown.get("bidi_component")[0].proto.js_content
    assert f"/assets/{asset_version()}/js/streamlit/live.js" in script
    assert "\n" in script  # a single line would be taken for a path
    assert (ASSETS / "js" / "streamlit" / "live.js").exists()
