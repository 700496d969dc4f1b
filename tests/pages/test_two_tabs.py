"""Two tabs of one person on the same run: what one does, the other shows at its next update, and neither loses words."""

import pytest

from dashboard.ui.train import cockpit
from tests.support.pages import asking, cockpit_of, opened
from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.runs.control import read
from vae_core.runs.library import About, about, discard, write_about
from vae_core.runs.run import create_run

pytestmark = pytest.mark.fault("R6")


@pytest.fixture
def run(runs):
    return create_run(runs / ("a" * 32), RunConfig(data="digits"))


def rate(app):
    return app.session_state["learning_rate"]


def test_what_one_tab_asked_of_a_training_is_in_the_form_of_the_other_at_its_next_update(run):
    run.ask("learning_rate", 0.003)
    run.ask("beta", 4.0)
    app = opened("train", run=run.id)  # a tab that came later, or was loaded again
    assert (rate(app), cockpit_of(app)["form"]["beta"]) == (0.003, 4.0)
    run.ask("beta", 9.0)
    run.ask("learning_rate", 0.002)
    app.run()
    assert (rate(app), cockpit_of(app)["form"]["beta"]) == (0.002, 9.0)
    app.number_input(key="learning_rate").set_value(0.001).run()
    assert (rate(app.run()), read(run.path)[-1].value) == (0.001, 0.001)  # our own stays, and was asked for


def test_the_form_keeps_what_another_tab_asked_of_a_training_that_ended_meanwhile(run):
    app = opened("train", run=run.id)
    run.ask("beta", 9.0)
    run.update_summary(status="stopped")
    assert cockpit_of(app.run())["form"]["beta"] == 9.0
    assert cockpit_of(opened("train", run=run.id))["form"]["beta"] == 1.0  # a duplicate begins as the run began


def test_a_command_sent_before_the_browser_knew_of_the_run_leaves_the_run_in_the_address(run, monkeypatch):
    """The thumb was moved between a press of Train and the answer: the message has the older address."""
    monkeypatch.setattr("dashboard.ui.train.cockpit.run_of_the_address", lambda: run)
    app = asking(opened("train", data="digits"), ("beta", 4.0))
    assert app.query_params["run"] == run.id
    assert app.query_params["beta"] == "4"


def test_a_command_for_a_run_that_another_tab_deleted_is_answered_in_words(run):
    run.update_summary(status="stopped")
    app = opened("train", run=run.id)
    discard(run)
    asking(app, ("resume", None))
    assert not app.exception
    assert "This run was not found. It may have been deleted." in app.warning[0].value.replace("\\", "")
    assert "run" not in app.query_params


@pytest.mark.fault("R5", "T6")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DamagedRun("run a: config.json is missing"), "run a: config.json is missing"),
        (
            FileNotFoundError(2, "No such file", "/srv/mine/latents.safetensors"),
            "latents.safetensors is missing; it may have been deleted meanwhile. Load the page again.",
        ),
        (
            OSError(28, "No space left on device", "/srv/mine/about.json"),
            "The disk is full. Delete runs or other files",
        ),
        (
            OSError(30, "Read-only file system", "/srv/mine/about.json"),
            "about.json cannot be read or written: Read-only file",
        ),
        (OSError(5, "Input/output error", "/srv/mine/about.json"), "about.json cannot be used: Input/output error."),
        (TimeoutError("The file lock '/srv/mine/control.lock'"), "The file is in use by another process."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_file_that_goes_while_a_page_runs_is_answered_in_words_without_its_path(error, words, run, monkeypatch):
    def gone(*arguments):
        raise error

    monkeypatch.setattr(cockpit, "_shown", gone)
    app = opened("train", run=run.id)
    assert not app.exception
    said = app.error[0].value.replace("\\", "")
    assert words in said
    assert "/srv" not in said


def test_title_and_notes_written_in_two_tabs_are_both_kept(run, monkeypatch):
    run.update_summary(status="finished")
    write_about(run, About("Old", ("kept",)))
    chosen = lambda entries: [entry for entry in entries if entry.run.id == run.id]  # noqa: E731
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", chosen)
    first, second = opened("runs"), opened("runs")

    def save(app):
        next(button for button in app.button if button.label == "Save description").click().run()
        assert not app.exception

    second.text_input(key=f"title-{run.id}").set_value("New")
    save(second)
    first.text_area(key=f"notes-{run.id}").set_value("Blurry.")
    save(first)
    assert about(run) == About("New", ("kept",), "Blurry.")
    first.text_input(key=f"title-{run.id}").set_value("Newest")
    save(first)
    assert second.run().text_input(key=f"title-{run.id}").value == "Newest"
    assert about(run) == About("Newest", ("kept",), "Blurry.")
