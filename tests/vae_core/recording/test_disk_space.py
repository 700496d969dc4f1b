"""A training on a full disk waits for space and goes on."""

import math
from dataclasses import replace

import pytest
import torch

from dashboard import jobs
from vae_core.__main__ import main
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.recording import disk_space, recording
from vae_core.recording.disk_space import DiskSpace, HistoryFile
from vae_core.recording.recording import nothing, record, record_held
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

pytestmark = pytest.mark.fault("R4")
CONFIG = RunConfig(data="digits", hidden=(16,), epochs=3, subset=300, device="cpu", threads=1)


def full(*arguments, **more):
    raise OSError(28, "No space left on device")


def trained(path, **more):
    run = create_run(path, CONFIG)
    list(record(run, Trainer(CONFIG, load_for(CONFIG)), **more))
    return run


def test_a_training_waits_for_space_in_words_and_ends_with_the_same_weights(tmp_path, monkeypatch):
    other, seen, notes, save = trained(tmp_path / "other"), [], [], recording.save_checkpoint
    run = create_run(tmp_path / "run", CONFIG)
    monkeypatch.setattr(recording, "save_checkpoint", lambda *these: save(*these) if len(seen) > 2 else full())
    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: seen.append(jobs.status_of(run)))
    list(record(run, Trainer(CONFIG, load_for(CONFIG)), lambda: notes.append(run.id)))
    assert {(found.status, found.message) for found in seen} == {("paused", disk_space.WAITING)}
    assert {found.may for found in seen} == {("stop",)}
    assert notes == ["run"]
    assert (run.summary.status, run.summary.message) == ("finished", "Finished 3 epochs.")
    ours, theirs = (read_tensors(one.path / "weights.safetensors")[0] for one in (run, other))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_a_status_that_finds_no_space_is_written_as_soon_as_there_is_some(tmp_path, monkeypatch):
    run, tries = create_run(tmp_path / "run", CONFIG), iter([full, full, full, lambda: "written"])
    update, updates = type(run).update_summary, iter([full, None, None])

    def update_summary(self, **changes):
        return (next(updates) or update)(self, **changes)

    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(type(run), "update_summary", update_summary)
    assert DiskSpace(run, lambda: False, math.inf, nothing).written(lambda: next(tries)()) == "written"
    assert run.summary.status == "running"
    assert next(updates, "none left") == "none left"


def test_a_line_is_written_once_where_the_status_after_it_finds_no_space(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: None)
    run = create_run(tmp_path / "run", CONFIG)
    update, updates = type(run).update_summary, iter([None, full, None])  # "paused", "running", "running" again
    monkeypatch.setattr(type(run), "update_summary", lambda self, **new: (next(updates) or update)(self, **new))
    with HistoryFile(run.path / "metrics.jsonl", DiskSpace(run, lambda: False, math.inf, nothing)) as history:
        own, tries = history.file, iter([full, own_write := history.file.write, own_write])
        history.file = type("Full", (), {"write": lambda self, content: next(tries)(content)})()
        history.add('{"step": 1}')
        assert run.summary.status == "paused"
        history.add('{"step": 2}')
        history.file = own
    assert (run.path / "metrics.jsonl").read_text() == '{"step": 1}\n{"step": 2}\n'
    assert (run.summary.status, run.summary.message) == ("running", "")


def test_the_status_of_the_end_stays_where_the_last_files_waited_for_space(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: None)
    run = create_run(tmp_path / "run", CONFIG)
    tries = iter([full, lambda: run.update_summary(status="finished", message="Finished 3 epochs.")])
    DiskSpace(run, lambda: False, math.inf, nothing).written(lambda: next(tries)())
    assert (run.summary.status, run.summary.message) == ("finished", "Finished 3 epochs.")


def test_a_line_of_which_the_disk_took_a_part_is_completed(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: None)
    run = create_run(tmp_path / "run", CONFIG)
    with HistoryFile(run.path / "metrics.jsonl", DiskSpace(run, lambda: False, math.inf, nothing)) as history:
        own = history.file

        class Part:
            tries = iter([3, 0, 4, 100])

            def write(self, content):
                return own.write(content[:count]) if (count := next(self.tries)) else full()

        history.file = Part()
        history.add('{"step": 1}')
        history.file = own
    assert (run.path / "metrics.jsonl").read_text() == '{"step": 1}\n'


@pytest.mark.parametrize("is_stopped", [False, True], ids=["longest pause", "stopped"])
def test_a_disk_that_stays_full_interrupts_the_run_at_its_last_checkpoint(is_stopped, tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=500))
    reports = record_held(run, Trainer(run.config, load_for(CONFIG)), "queued", math.inf if is_stopped else 0.0)
    next(reports)
    before = (run.path / "state.safetensors").read_bytes()
    if is_stopped:
        run.ask_to_stop()
    monkeypatch.setattr(recording, "save_checkpoint", full)
    monkeypatch.setattr(recording, "CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr(disk_space.time, "sleep", lambda seconds: None)
    with pytest.raises(OSError, match="No space left"):
        list(reports)
    assert run.summary.status == "interrupted"
    assert "The disk is full. Delete runs or other files, then resume" in run.summary.message
    assert (run.path / "state.safetensors").read_bytes() == before


def test_the_command_line_names_the_full_disk_with_the_way_out_and_leaves_no_half_folder(tmp_path, monkeypatch, capsys):
    def full_disk(handle):
        raise OSError(28, "No space left on device", str(tmp_path / "run" / "config.json"))

    monkeypatch.setattr("vae_core.files.os.fsync", full_disk)
    options = ["--data", "digits", "--subset", "300", "--hidden", "8", "--threads", "1"]
    assert main(["train", *options, "--out", str(tmp_path / "run")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"error: the disk of {tmp_path / 'run' / 'config.json'} is full; delete runs or other files")
    assert "--out" in line
    assert not (tmp_path / "run").exists()
