"""Runs as people keep them: listed, titled, tagged, deleted and taken back."""

import json
import os
import time

import pytest

from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.runs.library import (
    KEPT_DAYS,
    KEPT_RUNS,
    TRASH,
    About,
    about,
    discard,
    empty_bin,
    list_bin,
    list_entries,
    restore,
    write_about,
)
from vae_core.runs.lock import hold
from vae_core.runs.run import create_run, list_runs

CONFIG = RunConfig(data="digits")


def over(folder, name="one", **more):
    run = create_run(folder / name, CONFIG)
    run.update_summary(**{"status": "finished", **more})
    return run


def test_what_people_say_of_a_run_is_kept_and_its_summary_untouched(tmp_path):
    run = over(tmp_path)
    before = run.summary
    words = About("A title", ("class 5b", "good"), "two\nlines")
    write_about(run, words)
    assert about(run) == words
    assert run.summary == before


@pytest.mark.fault("S5")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"title": "x" * 81}, "at most 80"),
        ({"title": "a\nb"}, "one line"),
        ({"tags": ("a,b",)}, "without a comma"),
        ({"tags": (" ",)}, "from 1 to 30"),
        ({"tags": ("a",) * 13}, "13 tags"),
        ({"notes": "x" * 2001}, "2,001 characters"),
    ],
    ids=str,
)
def test_too_many_words_are_refused_by_name(words, complaint):
    with pytest.raises(ValueError, match=complaint):
        About(**words)


@pytest.mark.parametrize("content", ['{"title": 3}', '{"tags": "x"}', '{"colour": "red"}', "[]"])
def test_a_damaged_about_file_is_named(content, tmp_path):
    run = over(tmp_path)
    (run.path / "about.json").write_text(content)
    with pytest.raises(DamagedRun, match=r"about\.json"):
        about(run)
    assert run in list_entries([run])[1]


def test_a_list_reads_a_file_again_only_when_it_changed(tmp_path, monkeypatch):
    run = over(tmp_path)
    assert list_entries([run])[0][0].about.title == ""
    monkeypatch.setattr("vae_core.runs.library.about", lambda run: pytest.fail("read again"))
    assert list_entries([run])[0][0].summary.status == "finished"
    monkeypatch.undo()
    write_about(run, About("New"))
    assert list_entries([run])[0][0].about.title == "New"


def test_a_run_is_ready_when_it_is_over_and_has_codes(tmp_path):
    run = over(tmp_path)
    assert [entry.is_ready for entry in list_entries([run])[0]] == [False]
    (run.path / "latents.safetensors").write_bytes(b"")
    assert [entry.is_ready for entry in list_entries([run])[0]] == [True]
    run.update_summary(status="running")
    with hold(run.path):
        assert [entry.is_ready for entry in list_entries([run])[0]] == [False]
    (interrupted,) = list_entries([run])[0]  # no process trains it, and no queue has it
    assert (interrupted.summary.status, interrupted.is_ready) == ("interrupted", True)


@pytest.mark.parametrize(
    "change", [{"status": 3}, {"created": 5}, {"validation": []}, {"seconds": "long"}, {"active_units": True}], ids=str
)
def test_a_summary_with_entries_that_no_run_has_is_named(change, tmp_path):
    run = over(tmp_path, **change)
    assert next(iter(change)) in list_entries([run])[1][run]


def test_words_are_looked_for_everywhere_and_all_of_them_must_occur(tmp_path):
    run = over(tmp_path)
    write_about(run, About("My first", ("class 5b",), "Blurry threes"))
    entry = list_entries([run])[0][0]
    for text in ("", "first", "DIGITS vae", "5b finished", "blurry my", "one"):
        assert entry.matches(text), text
    assert not entry.matches("first mnist")


def test_a_deleted_run_comes_back_as_it_was(tmp_path):
    run = over(tmp_path)
    files, before = {path.name: path.read_bytes() for path in run.path.iterdir()}, time.time()
    deleted = discard(run)
    assert list_runs(tmp_path) == []
    assert [entry.run_id for entry in list_bin(tmp_path)] == [deleted.run_id] == ["one"]
    assert before - 0.001 <= deleted.when <= time.time()  # in milliseconds
    back = restore(tmp_path, "one")
    assert {path.name: path.read_bytes() for path in back.path.iterdir()} == files
    assert list_bin(tmp_path) == []


def test_a_run_that_is_being_trained_is_not_deleted(tmp_path):
    run = create_run(tmp_path / "one", CONFIG)
    with pytest.raises(ValueError, match="is queued; stop it"):
        discard(run)
    (run.path / "summary.json").write_text("{")  # damaged: nobody trains it
    discard(run)


@pytest.mark.fault("R8")
def test_a_run_deleted_after_the_clock_was_set_back_is_the_last_one_to_leave_the_bin(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.runs.library.KEPT_RUNS", 2)
    now, names = time.time_ns(), ("a", "b", "c")
    for name, hours in zip(names, (0, 1, -1), strict=True):
        monkeypatch.setattr("vae_core.runs.library.time.time_ns", lambda hours=hours: now + hours * 3600 * 10**9)
        discard(over(tmp_path, name))
    assert [deleted.run_id for deleted in list_bin(tmp_path)] == ["c", "b"]
    assert restore(tmp_path, "c").id == "c"


def test_a_run_is_not_put_back_over_another(tmp_path):
    discard(over(tmp_path))
    over(tmp_path)
    with pytest.raises(ValueError, match="there is another run one"):
        restore(tmp_path, "one")
    with pytest.raises(ValueError, match="not in the bin"):
        restore(tmp_path, "../one")


def test_the_bin_lets_go_of_the_oldest_and_of_what_lay_too_long(tmp_path):
    now = int(time.time() * 1000)
    for number in range(KEPT_RUNS + 3):
        (tmp_path / TRASH / f"{now - number}-run{number}").mkdir(parents=True)
    old = int((time.time() - (KEPT_DAYS + 1) * 86_400) * 1000)
    (tmp_path / TRASH / f"{old}-old").mkdir()
    empty_bin(tmp_path)
    assert {entry.run_id for entry in list_bin(tmp_path)} == {f"run{number}" for number in range(KEPT_RUNS)}
    empty_bin(tmp_path, also=["run0"])
    assert "run0" not in {entry.run_id for entry in list_bin(tmp_path)}
    assert len(os.listdir(tmp_path / TRASH)) == KEPT_RUNS - 1


def test_strangers_in_the_bin_are_left_alone(tmp_path):
    (tmp_path / TRASH / "notes-of-mine").mkdir(parents=True)
    (tmp_path / TRASH / "1-file").write_text(json.dumps({}))
    empty_bin(tmp_path, also=["of-mine", "file"])
    assert sorted(os.listdir(tmp_path / TRASH)) == ["1-file", "notes-of-mine"]
