"""Training into a folder: the lock, pace of the checkpoints, and what is left after each way of breaking off."""

import os
from dataclasses import replace

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.recording import recording
from vae_core.recording.disk_space import DiskSpace
from vae_core.recording.recording import interrupt, record, record_held
from vae_core.runs.lock import RunBusyError, hold
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=3, device="cpu", threads=1)


def trainer_of(run):
    return Trainer(run.config, load_for(run.config))


def weights(run):
    return read_tensors(run.path / "weights.safetensors")[0]


@pytest.mark.fault("R10")
def test_a_run_in_training_is_alive_and_cannot_be_trained_twice(tmp_path):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=500))
    reports = record(run, trainer_of(run))
    next(reports)
    assert run.is_alive
    with pytest.raises(RunBusyError):
        next(record(run, trainer_of(run)))
    reports.close()
    assert not run.is_alive


def test_leaving_off_says_interrupted_and_an_error_says_failed(tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=500))
    reports = record(run, trainer_of(run))
    next(reports)
    reports.close()
    assert run.summary.status == "interrupted"
    assert "Resume" in run.summary.message
    monkeypatch.setattr(Trainer, "_step", lambda trainer: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(record(run, trainer_of(run)))
    assert run.summary.status == "failed"
    assert run.summary.message == "ZeroDivisionError: division by zero"


@pytest.mark.slow
def test_a_run_killed_while_its_last_files_were_written_gets_them_without_further_training(tmp_path, monkeypatch):
    whole = create_run(tmp_path / "whole", CONFIG)
    list(record(whole, trainer_of(whole)))
    run = create_run(tmp_path / "run", CONFIG)
    with monkeypatch.context() as patch:
        patch.setattr(recording, "write_final_files", lambda *arguments: None)
        list(record(run, trainer_of(run)))
    assert run.summary.status == "running"
    assert list(record(run, trainer_of(run))) == []
    assert run.summary.status == "finished"
    assert all(torch.equal(weight, weights(whole)[name]) for name, weight in weights(run).items())


def test_a_stopped_run_killed_while_its_last_files_were_written_stays_stopped(tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000))
    with monkeypatch.context() as patch:
        patch.setattr(recording, "write_final_files", lambda *arguments: None)
        for _ in record(run, trainer_of(run)):
            run.ask_to_stop()
    list(record(run, trainer_of(run)))
    assert run.summary.status == "stopped"


def test_a_checkpoint_is_saved_every_five_seconds_and_at_each_epoch_that_it_does_not_slow_down(tmp_path, monkeypatch):
    clock, saved = [0.0], []
    monkeypatch.setattr(recording.time, "monotonic", lambda: clock[0])

    def save(run, trainer):
        saved.append(clock[0])
        clock[0] += 0.01

    class Report:
        def __init__(self, validation):
            self.validation = validation

    monkeypatch.setattr(recording, "save_checkpoint", save)
    pace = recording._Checkpoints(None, None, DiskSpace(None, lambda: False, 0.0, recording.nothing))
    for second, validation in [
        (0, None),
        (0.1, "yes"),
        (1, None),
        (2, "yes"),
        (2.1, "yes"),
        (3, "yes"),
        (7, None),
        (8, None),
    ]:
        clock[0] = second
        pace(Report(validation))
    assert saved == [0, 2, 3, 8]


def test_an_interrupted_run_is_closed_with_its_last_checkpoint(tmp_path):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=500))
    reports = record(run, trainer_of(run))
    next(reports)
    reports.close()
    with hold(run.path):
        interrupt(run, load_for(run.config), "The worker died.")
    assert run.summary.status == "interrupted"
    assert run.summary.message.startswith("The worker died. This is its last checkpoint, after")
    assert run.is_ready
    assert run.load_model().decode(torch.zeros(1, 2)).shape == (1, 1, 8, 8)


def test_a_run_broken_off_before_its_first_checkpoint_says_so(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    interrupt(run, load_for(CONFIG))
    assert run.summary.status == "interrupted"
    assert "no checkpoint yet" in run.summary.message
    assert not run.is_ready


def test_a_stopped_run_that_is_queued_again_goes_on(tmp_path):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000))
    for _ in record(run, trainer_of(run)):
        run.ask_to_stop()
    before = run.reached
    run.ask("resume")
    reports = record_held(run, trainer_of(run), "queued")
    next(reports)
    assert run.reached > before
    reports.close()


@pytest.mark.fault("R16")
def test_files_that_only_watchers_need_never_end_a_training(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.files.REPLACE_WAITS", ())
    replace_really, refused = os.replace, []

    def refuse_those_of_watchers(source, target):
        if "live" in str(target) or "frames" in str(target):
            refused.append(target)
            raise PermissionError(13, "in use")
        replace_really(source, target)

    monkeypatch.setattr(os, "replace", refuse_those_of_watchers)
    run = create_run(tmp_path / "run", CONFIG)
    assert list(record(run, trainer_of(run)))[-1].stop_reason == "finished"
    assert refused
    assert (run.summary.status, run.is_ready) == ("finished", True)
