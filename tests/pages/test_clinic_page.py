"""The clinic: every patient is asked about on its own and diagnosed; a training of one's own changes what is shown."""

import pytest

from dashboard.ui.lab.clinic import BY_LETTER, FAULT_TITLES, outcome_of
from dashboard.ui.train_address import train_address
from tests.support.lessons import figures, guess
from tests.support.pages import opened
from tests.support.paths import ROOT
from vae_core.diagnosis.patients import HEALTHY


@pytest.mark.parametrize("letter", BY_LETTER)
def test_a_patient_is_diagnosed_once_it_was_guessed_and_not_before(letter, runs):
    fault = BY_LETTER[letter]
    app = opened("lab/clinic.py", patient=letter)
    assert not any(fault.title in text.value for text in app.markdown)
    guess(app, f"clinic_{letter}", next(title for title in FAULT_TITLES if title != fault.title))
    assert not app.exception
    assert f"The answer is: **{fault.title}**\n" in app.info[0].value
    words = fault.explain(outcome_of(fault, 0), outcome_of(None, 0))
    assert any(words in text.value for text in app.markdown)
    for code, place in zip(
        app.code, (text.value for text in app.caption if text.value.startswith("From ")), strict=False
    ):
        if place.startswith("From vae_core/diagnosis/broken_models.py"):
            file, line = place.removeprefix("From ").split(", line ")
            assert (ROOT / file).read_text().splitlines()[int(line) - 1].strip() == code.value.splitlines()[0]


def test_a_guess_about_one_patient_says_nothing_of_the_next(runs):
    app = opened("lab/clinic.py", patient="A")
    guess(app, "clinic_A", FAULT_TITLES[0])
    app.segmented_control[0].set_value("B").run()
    assert not app.exception
    assert not app.info
    assert not app.success
    assert app.radio[0].value is None


@pytest.mark.slow
def test_a_training_of_ones_own_is_made_and_shown(runs):
    app = opened("lab/clinic.py", patient="F")
    before = figures(app)
    next(button for button in app.button if button.label == "Train this patient").click().run()
    assert not app.exception
    assert app.slider[0].value == 1
    assert figures(app) != before


@pytest.mark.slow
def test_the_train_page_opens_with_the_healthy_one(runs):
    app = opened("train.py", **train_address(HEALTHY))
    assert not app.exception
    assert not app.error
    assert app.session_state["latent_dim"] == HEALTHY.latent_dim
    assert app.session_state["sd"] == HEALTHY.settings.sd
