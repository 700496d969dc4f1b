"""The train page opened by addresses of configurations, and its form filled with them, in one browser session."""

from dataclasses import replace

import pytest

from dashboard.ui.train_address import train_address
from tests.support.pages import cockpit_of, opened, press_train
from vae_core.models.vae import VaeSettings
from vae_core.presets import quick
from vae_core.runs.run import create_run


@pytest.mark.fault("S7")
def test_a_link_shows_its_beta_in_a_session_that_had_another_before(submitted):
    first, second = (replace(quick("digits"), settings=VaeSettings(beta=beta)) for beta in (0.3, 1 / 3))
    app = opened("train", **train_address(first))
    assert cockpit_of(app)["form"]["beta"] == 0.3
    app.switch_page("home.py").run()
    app.query_params.clear()
    for name, value in train_address(second).items():
        app.query_params[name] = value
    app.switch_page("train.py").run()
    assert cockpit_of(app)["form"]["beta"] == 1 / 3
    press_train(app)
    assert submitted == [second]


@pytest.mark.fault("S7")
@pytest.mark.parametrize(("seconds", "epochs"), [(33.0, 1000), (12.5, 7), (900.0, 1000)])
def test_a_time_limit_is_kept_exactly(seconds, epochs, submitted):
    config = replace(quick("digits"), seconds=seconds, epochs=epochs)
    app = opened("train", **train_address(config))
    press_train(app)
    assert submitted == [config]


def test_the_device_of_a_run_is_not_in_its_address(submitted):
    config = replace(quick("digits"), device="cpu", threads=3)
    app = opened("train", **train_address(config))
    press_train(app)
    assert submitted == [replace(config, device="auto", threads=0)]


@pytest.mark.slow
def test_the_form_holds_the_settings_of_a_run_that_is_opened(submitted, runs):
    config = replace(quick("digits"), settings=VaeSettings(beta=0.7), seconds=33.0, latent_dim=3)
    theirs = create_run(runs / ("c" * 32), config, person="f" * 32)
    app = opened("train", run=theirs.id)
    assert not app.exception
    press_train(app)
    assert submitted == [config]


def test_a_setting_in_the_address_comes_before_that_of_the_run(submitted, runs):
    config = replace(quick("digits"), settings=VaeSettings(beta=0.7), latent_dim=3)
    theirs = create_run(runs / ("c" * 32), config, person="f" * 32)
    press_train(opened("train", run=theirs.id, beta="4", latent_dim="9"))
    assert submitted == [replace(config, settings=VaeSettings(beta=4.0), latent_dim=9)]


def test_an_address_without_a_time_limit_is_passed_over(submitted):
    app = opened("train", data="digits", length="time", seconds="0")
    press_train(app)
    assert submitted[0].seconds == quick("digits").seconds


@pytest.mark.fault("S4")
def test_nonsense_in_the_address_is_named_once_and_taken_out(submitted):
    app = opened("train", data="digits", beta="abc", latent_dim="1e9", seconds="-5", model="xyz", run="../..")
    assert not app.exception
    words = app.warning[0].value.replace("\\", "")
    for part in ("beta is 'abc'", "latent_dim is 1000000000", "seconds is -5", "unknown model 'xyz'"):
        assert part in words
    assert list(app.query_params) == ["data"]
    press_train(app)
    assert submitted == [quick("digits")]
    assert not app.warning, "the note is shown once"


def test_a_run_that_is_not_there_is_taken_out_of_the_address(runs):
    app = opened("train", data="digits", run="../..")
    assert "Run '../..': This run was not found" in app.warning[0].value.replace("\\", "")
    assert "run" not in app.query_params


@pytest.mark.fault("S7")
@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("seconds", 0.0, "Seconds is 0; it must be at least 0.001"),
        ("latent_dim", 0, "Latent dimensions is 0; it must be at least 1"),
        ("learning_rate", -1.0, "Learning rate is -1; it must be above 0"),
        ("most_epochs", 0, "Epochs at most is 0; it must be at least 1"),
    ],
)
def test_a_number_that_cannot_be_is_an_error_at_its_field_and_train_refuses(key, value, words, submitted):
    app = opened("train", data="digits")
    app.number_input(key=key).set_value(value).run()
    assert app.error[0].value.startswith(words)
    cockpit = cockpit_of(app)
    assert cockpit["form"]["canTrain"] is False
    assert words in cockpit["note"]
    assert app.number_input(key=key).value == value, "the field keeps what was typed"
    app.number_input(key=key).set_value(type(value)(1)).run()
    assert not app.error
    assert cockpit_of(app)["form"]["canTrain"] is True


def test_a_run_to_start_from_is_chosen_kept_in_the_address_and_submitted(submitted, runs):
    app = opened("train", data="mnist", run="mnist-vae-2d")
    choice = app.selectbox(key="start_from")
    assert "random weights" in choice.options
    choice.set_value("mnist-vae-2d").run()
    assert app.query_params["start_from"] == "mnist-vae-2d"
    press_train(app)
    (config,) = submitted
    assert (config.start_from, config.hidden, config.latent_dim) == ("mnist-vae-2d", (256, 128), 2)
