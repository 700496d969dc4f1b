"""The diagnosis on the map and train pages, and that its links set what to try."""

import json
import shutil
from dataclasses import replace

import pytest

from dashboard.ui import diagnosis
from dashboard.ui.session import PRETRAINED, sweep_runs
from dashboard.ui.train_address import train_address
from tests.support.pages import opened, press_train
from vae_core.config import RunConfig, with_changes
from vae_core.diagnosis.rules import Finding
from vae_core.presets import quick


@pytest.mark.parametrize("page", ["map", "train"])
def test_a_run_that_is_over_is_diagnosed(page, runs):
    app = opened(page, run="mnist-ae-2d")
    assert not app.exception
    assert "Diagnosis: no problem, 1 note" in [expander.label for expander in app.expander]
    assert any("The model has no prior to sample from" in text.value for text in app.markdown)


def test_a_run_without_any_finding_is_told_to_be_well(runs):
    app = opened("map", run="mnist-vae-2d")
    assert any("training and validation losses agree" in text.value for text in app.markdown)


def test_an_illness_is_counted_and_offers_what_to_try(runs):
    copied = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("d" * 32))
    config = json.loads((copied / "config.json").read_text()) | {"beta": 0.0}
    (copied / "config.json").write_text(json.dumps(config))
    app = opened("map", run=copied.name)
    assert "Diagnosis: 1 problem" in [expander.label for expander in app.expander]
    assert "Try Beta 1" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.slow
def test_a_page_opens_on_the_newest_run_without_a_problem_or_on_the_bundled_one(runs):
    """Runs of nobody, as the command line makes them; the newest one has beta 0, which is a problem."""
    assert opened("map").selectbox[0].value == "mnist-vae-2d"
    bad = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("b" * 32))
    config = json.loads((bad / "config.json").read_text()) | {"beta": 0.0}
    (bad / "config.json").write_text(json.dumps(config))
    assert opened("map").selectbox[0].value == "mnist-vae-2d"
    good = shutil.copytree(PRETRAINED / "mnist-vae-10d", runs / ("a" * 32))
    summary = json.loads((good / "summary.json").read_text())
    (good / "summary.json").write_text(json.dumps(summary | {"created": "2020-01-01T00:00:00+00:00"}))
    assert opened("map").selectbox[0].value == good.name
    assert opened("interpolate").selectbox[0].value == good.name
    (good / "weights.safetensors").unlink()
    assert opened("map").selectbox[0].value == "mnist-vae-2d"


def test_trying_it_on_the_train_page_puts_the_form_back_to_the_run_with_the_change(submitted, runs):
    copied = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("d" * 32))
    config = json.loads((copied / "config.json").read_text()) | {"beta": 0.0}
    (copied / "config.json").write_text(json.dumps(config))
    app = opened("train", run=copied.name, latent_dim="7", beta="0", likelihood="gaussian")
    next(button for button in app.button if button.label == "Try Beta 1").click().run()
    assert not app.exception
    press_train(app)
    found = submitted[0].to_plain()
    assert (found["latent_dim"], found["beta"], found["likelihood"], found["epochs"]) == (2, 1.0, "bernoulli", 60)


@pytest.mark.parametrize(
    ("config", "changes"),
    [
        (quick("digits"), {"beta": 1 / 16, "seconds": 60.0}),
        (
            replace(quick("digits"), latent_dim=10, hidden=(64,), seconds=0.0, epochs=7),
            {"latent_dim": 4, "patience": 5},
        ),
        (RunConfig(data="digits", model="autoencoder", classes=("1", "7"), epochs=3), {"model": "vae"}),
        (quick("digits"), {"prior": "vamp", "prior_components": 50}),
        (quick("digits"), {"beta_schedule": "warm_up", "free_bits": 0.25}),
        (quick("digits"), {"learning_rate": 5e-4, "clip": 1.0, "hidden": (128, 64)}),
    ],
    ids=str,
)
def test_the_address_of_what_to_try_fills_the_form_with_it(config, changes, submitted):
    app = opened("train", **train_address(with_changes(config, changes)))
    press_train(app)
    assert not app.exception
    found = submitted[0].to_plain()
    for name, value in changes.items():
        assert found[name] == (list(value) if isinstance(value, tuple) else value)
    for name in ("data", "latent_dim", "activation", "classes", "batch_size", "learning_rate_schedule"):
        if name not in changes:
            assert found[name] == config.to_plain()[name], name


def test_in_brief_an_illness_comes_before_what_is_only_worth_knowing(monkeypatch):
    note = Finding("inactive", "Some are unused", "Two of ten.", {}, is_note=True)
    illness = Finding("holes", "Samples land where no data are", "30 %.", {}, is_note=False)
    for found, expected in (([note, illness], illness), ([note], note)):
        monkeypatch.setattr(diagnosis, "_findings_of", lambda run, found=found: found)
        title, words = diagnosis.in_brief(sweep_runs()[0])
        assert title.endswith(expected.title)
        assert words == expected.explanation
    monkeypatch.setattr(diagnosis, "_findings_of", lambda run: [])
    assert diagnosis.in_brief(sweep_runs()[0]) == (":material/check: No problem", "")


def test_it_cannot_be_tried_where_the_teacher_has_set_the_control(runs):
    copied = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("d" * 32))
    config = json.loads((copied / "config.json").read_text()) | {"beta": 0.0}
    (copied / "config.json").write_text(json.dumps(config))
    app = opened("train", run=copied.name, lock="beta:4")
    assert next(button for button in app.button if button.label == "Try Beta 1").disabled
