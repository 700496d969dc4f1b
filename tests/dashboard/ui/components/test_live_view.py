"""The live view's Python half: what it tells the browser."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ui.components.assets import asset_version
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.runs.run import create_run


def page(path):
    from pathlib import Path

    import streamlit as st

    from dashboard.ui.components.live_view import live_training
    from vae_core.runs.run import Run

    lines = {"floor": 45.5, "no latent code": 205.8}
    st.session_state["ended"] = live_training(Run(Path(path)), 12, lines, is_over=False)


@pytest.fixture
def shown(tmp_path):
    run = create_run(tmp_path / ("a" * 32), RunConfig(data="digits"))
    app = AppTest.from_function(page, args=(str(run.path),), default_timeout=30).run()
    assert not app.exception
    return app


def test_the_browser_is_told_which_run_to_follow_and_nothing_it_can_fetch_itself(shown):
    data = json.loads(shown.get("bidi_component")[0].proto.json)
    assert data["runUrl"] == "/runs/" + "a" * 32
    assert data["baselines"] == [{"label": "floor", "nats": 45.5}, {"label": "no latent code", "nats": 205.8}]
    assert data["isOver"] is False
    assert len(data["colours"]) == 12
    assert set(data) == {"runUrl", "colours", "baselines", "isOver", "settings"}


def test_a_training_has_not_ended_before_the_browser_says_so(shown):
    assert shown.session_state["ended"] == (False, [])


def test_the_browser_half_is_imported_by_an_address_with_the_version(shown):
    script = shown.get("bidi_component")[0].proto.js_content
    assert f"/assets/{asset_version()}/js/streamlit/live.js" in script
    assert "\n" in script  # a single line would be taken for a path
    assert (ASSETS / "js" / "streamlit" / "live.js").exists()
