"""What is asked of a run while it trains: heard between steps, written into its history, done again after a resume."""

import json
import threading
import time
from dataclasses import replace

import pytest
import torch
from filelock import FileLock

from tests.support.waiting import wait_until
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_json, read_tensors
from vae_core.models.vae import VaeSettings
from vae_core.recording import recording
from vae_core.recording.recording import record
from vae_core.runs import control
from vae_core.runs.control import Mailbox, read, send
from vae_core.runs.history import changes_in_force
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=6, device="cpu", threads=1, learning_rate_schedule="one_cycle")


def trainer_of(run):
    return Trainer(run.config, load_for(run.config))


def weights(run):
    return read_tensors(run.path / "weights.safetensors")[0]


@pytest.fixture(autouse=True)
def reports_come_with_epochs(monkeypatch):
    monkeypatch.setattr("vae_core.training.trainer.REPORT_SECONDS", 1000.0)  # however slow the machine
    monkeypatch.setattr("vae_core.runs.control.LOOK_SECONDS", 0.0)


def script(asked):
    """Train a run, asking for `asked[epoch]` at the end of each epoch."""

    def follow(run, reports):
        for report in reports:
            for name, value in asked.get(round(report.epoch), []) if report.validation else []:
                run.ask(name, value)

    return follow


ASKED = {
    1: [("beta", 5.0), ("learning_rate", 0.01)],
    2: [("beta", 7), ("beta_schedule", "warm_up")],
    3: [("extend", 2), ("extend", 1)],
    7: [("beta", 0)],
}


def test_each_command_gets_the_next_serial_and_is_heard_once(tmp_path):
    mailbox = Mailbox(tmp_path, 0)
    assert mailbox.new_commands() == []
    send(tmp_path, CONFIG, "beta", 2.0)
    send(tmp_path, CONFIG, "pause")
    assert mailbox.has_changed()
    assert [(command.serial, command.name, command.value) for command in mailbox.new_commands()] == [
        (1, "beta", 2.0),
        (2, "pause", None),
    ]
    assert not mailbox.has_changed()
    assert mailbox.new_commands() == []
    assert [command.serial for command in Mailbox(tmp_path, 1).new_commands()] == [2]


@pytest.mark.fault("R6")
def test_commands_of_many_at_once_are_all_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(
        control, "FileLock", lambda path, timeout: FileLock(path)
    )  # a slow disk may take over 10 s for all
    threads = [threading.Thread(target=send, args=(tmp_path, CONFIG, "beta", float(n))) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    commands = read(tmp_path)
    assert [command.serial for command in commands] == list(range(1, 13))
    assert {command.value for command in commands} == set(range(12))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("beta", -1.0, "beta is -1"),
        ("beta", "many", "beta is 'many'"),
        ("beta_schedule", "weekly", "unknown beta_schedule"),
        ("learning_rate", 0, "learning_rate is 0"),
        ("extend", 0, "extend is 0; it must be a whole number of epochs"),
        ("extend", True, "extend is True"),
        ("explode", None, "unknown command 'explode'; choose from beta"),
    ],
)
def test_what_makes_no_sense_is_refused_at_the_door(name, value, words, tmp_path):
    with pytest.raises(ValueError, match=words):
        send(tmp_path, CONFIG, name, value)
    assert read(tmp_path) == []


def test_an_autoencoder_has_no_beta_to_change(tmp_path):
    with pytest.raises(ValueError, match="model 'autoencoder' has no beta"):
        send(tmp_path, replace(CONFIG, model="autoencoder", settings=None), "beta", 1.0)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"commands": 3}', *(f'{{"commands": [{{"serial": {serial}}}]}}' for serial in ('"x"', "1e400"))],
)
def test_a_file_that_nobody_could_have_meant_is_passed_over(text, tmp_path):
    (tmp_path / "control.json").write_text(text)
    assert read(tmp_path) == []


def test_commands_written_by_hand_that_make_no_sense_are_passed_over(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    commands = [{"serial": n, "name": name, "value": -1} for n, name in enumerate(("beta", "explode", "extend"), 1)]
    (run.path / "control.json").write_text(json.dumps({"commands": commands}))
    list(record(run, trainer_of(run)))
    assert run.summary.status == "finished"
    assert run.events() == []


def test_a_change_holds_from_the_next_step_on_and_stands_in_the_history(tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", CONFIG)
    trainer, betas = trainer_of(run), []
    step = trainer._step

    def asks():
        loss = step()
        betas.append(loss.weight)
        if trainer.step == 20:
            run.ask("beta", 10.0)
        return loss

    monkeypatch.setattr(trainer, "_step", asks)
    list(record(run, trainer))
    assert betas == [1.0] * 20 + [10.0] * (len(betas) - 20)
    (event,) = run.events()
    assert (event["event"], event["step"], event["value"], event["before"]) == ("beta", 20, 10.0, 1.0)
    assert event["epoch"] == pytest.approx(20 / trainer.steps_per_epoch)
    assert 20 in [report.step for report in run.reports()]


@pytest.mark.slow
def test_a_run_longer_by_some_epochs_ends_after_them(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    script({2: [("extend", 3)]})(run, record(run, trainer_of(run)))
    assert run.reports()[-1].epoch == 9
    assert "9 epochs" in run.summary.message


@pytest.mark.slow
def test_a_finished_run_that_is_extended_goes_on_and_a_time_limit_grows_with_it(tmp_path, clock, monkeypatch):
    step = Trainer._step

    def timed(trainer):
        clock.now += 0.01
        return step(trainer)

    monkeypatch.setattr(Trainer, "_step", timed)
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000, seconds=0.3))
    list(record(run, trainer_of(run)))
    before = run.reports()[-1]
    assert run.summary.status == "time"
    run.ask("extend", 20)
    list(record(run, trainer_of(run)))
    after = run.reports()[-1]
    assert run.summary.status == "time"
    assert after.epoch == pytest.approx(before.epoch + 20, abs=0.1)
    assert after.seconds > before.seconds


@pytest.mark.slow
@pytest.mark.parametrize("breaks", [[1], [2, 3], [5], [4, 7, 8]], ids=str)
def test_a_run_broken_off_after_changes_makes_them_again_at_the_same_steps_bit_for_bit(breaks, tmp_path, monkeypatch):
    whole = create_run(tmp_path / "whole", CONFIG)
    script(ASKED)(whole, record(whole, trainer_of(whole)))
    run, told = create_run(tmp_path / "run", CONFIG), dict(ASKED)
    for epoch in breaks:
        monkeypatch.setattr(recording, "CHECKPOINT_SECONDS", 1000.0)
        monkeypatch.setattr(recording._Checkpoints, "__call__", checkpoint_once)
        reports = record(run, trainer_of(run))
        for report in reports:
            if report.epoch > epoch + 0.99:  # one epoch later, so that what was asked was heard
                break
            for name, value in told.pop(round(report.epoch), []) if report.validation else []:
                run.ask(name, value)
        reports.close()
        run.update_summary(status="running")  # as a kill leaves it
    script(told)(run, record(run, trainer_of(run)))
    assert all(torch.equal(weight, weights(run)[name]) for name, weight in weights(whole).items())
    assert [r.epoch for r in run.reports() if r.validation] == list(range(1, 10))
    assert len({event["serial"] for event in run.events() if "serial" in event}) == 7


def checkpoint_once(pace, report):
    if report.step < 20:
        recording.save_checkpoint(pace.run, pace.trainer)


@pytest.mark.fault("R6")
def test_a_later_word_makes_an_earlier_one_void_even_where_its_step_comes_later():
    first = {"event": "beta", "step": 500, "serial": 1, "value": 10}
    later = {"event": "beta", "step": 300, "serial": 2, "value": 2}
    other = {"event": "learning_rate", "step": 500, "serial": 3, "value": 0.1}
    assert changes_in_force([first, later, other, {"event": "pause", "step": 1, "serial": 4}]) == [later, other]
    assert changes_in_force([first, later | {"step": 600}]) == [first, later | {"step": 600}]


class Clock:
    """The clock of a training and the looks of its pauses: no time passes but what a test adds."""

    def __init__(self):
        self.now, self.looks = 0.0, 0

    def monotonic(self):
        return self.now

    perf_counter = monotonic

    def sleep(self, seconds):
        self.looks += 1
        time.sleep(0.001)


@pytest.fixture
def clock(monkeypatch):
    """The clock that trainer and pauses read."""
    made = Clock()
    for module in ("training.trainer", "recording.pause"):
        monkeypatch.setattr(f"vae_core.{module}.time", made)
    return made


@pytest.fixture
def paused(tmp_path, clock):
    """A run in training on a thread, paused."""
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000, settings=VaeSettings(beta=0.5)))
    run.ask("pause")
    thread = threading.Thread(target=lambda: list(record(run, trainer_of(run))))
    thread.start()
    wait_until(lambda: run.summary.status == "paused")
    yield run
    run.ask("stop")
    thread.join()
    assert run.summary.status == "stopped"


@pytest.mark.slow
def test_a_paused_run_stands_still_steps_one_by_one_and_goes_on(paused, clock):
    at, looks = paused.reached, clock.looks
    wait_until(lambda: clock.looks > looks + 3)
    assert paused.reached == at
    for count in range(1, 4):
        paused.ask("step")
        wait_until(lambda count=count: paused.reached == at + count)
    wait_until(lambda: read_json(paused.path / "step.json")["step"] == at + 3)
    assert paused.summary.status == "paused"
    paused.ask("beta", 3.0)
    paused.ask("step")
    wait_until(lambda: paused.reached == at + 4)
    assert paused.reports()[-1].beta == 3.0
    paused.ask("resume")
    wait_until(lambda: paused.reached > at + 50)
    assert paused.summary.status == "running"
    paused.ask("pause")
    wait_until(lambda: paused.summary.status == "paused")
    assert not (paused.path / "step.json").exists()


@pytest.mark.slow
def test_a_pause_costs_no_training_time(paused, clock):
    before = paused.reports()[-1].seconds if paused.reports() else 0.0
    clock.now += 1000.0
    paused.ask("step")
    wait_until(lambda: paused.reports())
    assert paused.reports()[-1].seconds == before


@pytest.mark.slow
def test_a_paused_run_that_lost_its_process_is_paused_again_and_one_that_is_taken_up_is_not(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    reports = record(run, trainer_of(run))
    next(reports)
    reports.close()
    run.ask("pause")
    trainer = trainer_of(run)
    assert list(recording.record_held(run, trainer, "running", patience=0.0)) == []
    assert run.summary.status == "interrupted"
    assert "The pause was too long" in run.summary.message
    assert list(recording.record_held(run, trainer_of(run), "paused", patience=0.0)) == []
    run.ask("resume")
    list(record(run, trainer_of(run)))
    assert run.summary.status == "finished"


def test_a_stop_that_was_heard_but_not_done_is_done_after_the_kill(tmp_path):
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000))
    reports = record(run, trainer_of(run))
    next(reports)
    run.ask("stop")
    with open(run.path / "metrics.jsonl", "a") as history:
        history.write('{"event": "stop", "step": 99, "epoch": 1.5, "serial": 1}\n')
    reports.close()
    run.update_summary(status="running")
    list(record(run, trainer_of(run)))
    assert run.summary.status == "stopped"
