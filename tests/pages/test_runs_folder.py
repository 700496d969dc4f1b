"""Pages where the runs folder, or a run in it, is not as it should be: each shows words, none an error of Python."""

import shutil
import sys
import threading

import pytest

from dashboard import jobs
from dashboard.classroom.progress import note_answer
from dashboard.classroom.rooms import make_room
from dashboard.jobs import server_sign
from dashboard.jobs.server_sign import ServerSign
from dashboard.server.lifespan import _take_over
from tests.support.pages import opened
from vae_core.config import RunConfig
from vae_core.runs.lock import hold
from vae_core.runs.run import create_run
from vae_core.runs_folder import folder_problem

PAGES = ("home", "map", "interpolate", "train", "runs", "compare", "learn", "room", "task")


def words_of(app):
    assert not app.exception, [one.value for one in app.exception]
    return " ".join(str(one.value).replace("\\", "") for one in (*app.error, *app.warning))


@pytest.mark.fault("R5", "T6")
@pytest.mark.parametrize("page", PAGES)
def test_a_file_in_the_place_of_the_runs_folder_is_explained_on_every_page(page, tmp_path, monkeypatch):
    (tmp_path / "runs").write_text("mine")
    monkeypatch.setenv("LATENT_LAB_RUNS", str(tmp_path / "runs"))
    app = opened(page)
    assert "The runs folder runs is a file; move it away, or set LATENT_LAB_RUNS" in words_of(app)
    assert str(tmp_path) not in words_of(app)
    assert "Errno" not in words_of(app)
    assert (tmp_path / "runs").read_text() == "mine"


@pytest.mark.fault("R5", "R4")
def test_an_answer_that_cannot_be_kept_and_a_training_that_cannot_be_submitted(tmp_path, monkeypatch):
    (tmp_path / "runs").write_text("mine")
    monkeypatch.setenv("LATENT_LAB_RUNS", str(tmp_path / "runs"))
    assert note_answer("a" * 32, "kl", 1, 1).is_first_right
    for act in (lambda: jobs.submit(RunConfig(data="digits")), lambda: make_room("A class", "a" * 32)):
        with pytest.raises(ValueError, match="The runs folder runs is a file"):
            act()


@pytest.mark.fault("R5")
@pytest.mark.parametrize("page", ["map", "runs"])
def test_a_runs_folder_that_cannot_be_written_is_explained_and_its_runs_are_shown(page, runs, monkeypatch):
    create_run(runs / ("a" * 32), RunConfig(data="digits"))
    monkeypatch.setattr("vae_core.runs_folder.os.access", lambda path, mode: False)
    assert "The runs folder runs cannot be written; change its permissions" in words_of(opened(page))
    with pytest.raises(ValueError, match="cannot be written"):
        jobs.submit(RunConfig(data="digits"))


@pytest.mark.fault("R5")
def test_a_folder_that_is_not_there_yet_has_no_problem(tmp_path):
    assert folder_problem(tmp_path / "a" / "b") == ""
    (tmp_path / "a").write_text("")
    assert "cannot be written" in folder_problem(tmp_path / "a" / "b")


@pytest.mark.fault("R3", "F13")
@pytest.mark.parametrize("page", ["map", "train", "compare"])
def test_a_damaged_title_is_named_where_its_run_is_asked_for(page, runs):
    run = create_run(runs / ("a" * 32), RunConfig(data="digits"))
    (run.path / "about.json").write_text('{"title": 3}')
    (run.path / "metrics.jsonl").write_bytes(b'\xff{"step": "x"}\n[]\n{"step": 1, "event": {}}')
    app = opened(page, **{"runs" if page == "compare" else "run": run.id})
    assert "about.json must hold a title, a list of tags, and notes" in words_of(app)


@pytest.mark.fault("R10")
def test_a_second_server_on_the_runs_folder_names_the_first_until_that_one_ends(runs, monkeypatch):
    monkeypatch.setattr(server_sign, "LOOK_AGAIN_SECONDS", 1e9)
    first, second = (ServerSign(runs, f"http://localhost:{port}/latent") for port in (8501, 8502))
    assert first.other_server() == first.other_server() == ""
    monkeypatch.setattr(server_sign, "_sign", second)
    assert jobs.other_server() == "http://localhost:8501/latent"
    assert "Another server uses the same runs folder: http://localhost:8501/latent." in words_of(opened("runs"))
    waiting = create_run(runs / "waits", RunConfig(data="digits"), is_job=True)
    queued, clients = [], []
    monkeypatch.setattr("dashboard.jobs.cluster.client", lambda: clients[0] if clients else None)
    monkeypatch.setattr("dashboard.jobs.cluster.connect", lambda: clients.append(object()))
    monkeypatch.setattr("dashboard.jobs.queue._queue", queued.append)
    jobs.start()
    assert queued == []
    first.release()
    assert jobs.other_server() != ""  # it looks again after some seconds
    monkeypatch.setattr(server_sign, "LOOK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(sys.modules[_take_over.__module__], "LOOK_AGAIN_SECONDS", 0.01)
    held = create_run(runs / "held", RunConfig(data="digits"), is_job=True, status="running")
    assert jobs.other_server() == ""
    with hold(held.path):  # the first has ended, and its worker ends a moment later
        assert not jobs.take_over()
    queued.clear()
    _take_over(threading.Event())  # the timer of the server, whose cluster runs already
    assert set(queued) == {waiting, held}
    jobs.start()
    assert len(queued) == 2
    second.release()


@pytest.mark.fault("R5", "R10")
def test_a_server_whose_runs_folder_was_deleted_and_taken_by_another_names_that_one(runs, monkeypatch):
    monkeypatch.setattr(server_sign, "LOOK_AGAIN_SECONDS", 0.0)
    first, second = (ServerSign(runs, f"http://localhost:{port}") for port in (8501, 8502))
    assert first.other_server() == ""
    shutil.rmtree(runs)
    assert first.other_server() == ""  # it made the folder again
    assert second.other_server() == "http://localhost:8501"
    shutil.rmtree(runs)
    assert second.other_server() == ""
    assert first.other_server() == "http://localhost:8502"
    second.release()
    first.release()
