"""Allowed cores and measured threads."""

import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.recording.recording import trainer_of
from vae_core.runs.run import create_run
from vae_core.training import device
from vae_core.training.device import allowed_cores, chosen, measured_threads, step_seconds
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), device="cpu")
HAS_AFFINITY = hasattr(os, "sched_setaffinity")


@pytest.fixture
def control_group(tmp_path, monkeypatch):
    """Puts a file cpu.max into this process's control group, and into the one above."""

    def put(own: str, above: str = "max 100000") -> None:
        (tmp_path / "group").write_text("4:memory:/elsewhere\n0::/docker/box\n")
        for folder, text in (("docker/box", own), ("docker", above)):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / "cpu.max").write_text(f"{text}\n")
        monkeypatch.setattr(device, "CGROUP", tmp_path / "group")
        monkeypatch.setattr(device, "CGROUP_ROOT", tmp_path)

    return put


@pytest.mark.fault("R18")
@pytest.mark.slow
@pytest.mark.skipif(not HAS_AFFINITY, reason="only Linux lets a process choose its cores")
def test_one_allowed_core_makes_one_slot_of_one_thread():
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        "from dashboard.jobs.cluster import cores_shared; from vae_core.training.device import MOST_THREADS\n"
        "print(*cores_shared(), MOST_THREADS)"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["1", "1", "1"]


@pytest.mark.fault("R18")
@pytest.mark.parametrize(
    ("own", "above", "cores"),
    [
        ("200000 100000", "max 100000", 2),
        ("150000 100000", "max 100000", 1),  # a second thread would be throttled half of the time
        ("50000 100000", "max 100000", 1),
        ("800000 100000", "300000 100000", 3),
        ("max 100000", "max 100000", 64),
        ("nonsense", "max", 64),
    ],
)
def test_the_limit_of_a_container_counts(own, above, cores, control_group, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(64)), raising=False)
    control_group(own, above)
    assert allowed_cores() == cores


def test_without_a_control_group_the_affinity_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(3)), raising=False)
    monkeypatch.setattr(device, "CGROUP", tmp_path / "missing")
    assert allowed_cores() == 3


@pytest.mark.parametrize(
    ("seconds", "threads"),
    [
        ({1: 8.0, 2: 4.0, 4: 3.9}, 2),
        ({1: 8.0, 2: 7.9, 4: 1.0}, 1),  # an outlier beyond a doubling that does not pay is not trusted
        ({1: 8.0, 2: 4.0, 4: 2.0}, 4),
        ({1: 8.0}, 1),
    ],
)
def test_a_doubling_must_pay(seconds, threads):
    assert chosen(seconds, worth=1.2) == threads


class Clock:
    """A clock that only its own work moves, so that other programs change nothing."""

    now = 0.0

    def read(self):
        return self.now

    def work(self):
        """Takes 8 ms, or less with more threads."""
        self.now += 0.008 / torch.get_num_threads() ** 2


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(device, "time", SimpleNamespace(perf_counter=made.read, thread_time=made.read))
    return made


def test_steps_are_timed_with_each_number_of_threads(clock):
    used = torch.get_num_threads()
    assert step_seconds(clock.work, [1, 2, 4]) == pytest.approx({1: 0.008, 2: 0.002, 4: 0.0005})
    assert torch.get_num_threads() == used


def test_waiting_for_other_programs_does_not_make_one_thread_look_slow(monkeypatch):
    work, waiting = Clock(), Clock()  # a step computes for 1 ms and then waits for 3 ms
    clocks = SimpleNamespace(perf_counter=lambda: work.now + waiting.now, thread_time=work.read)
    monkeypatch.setattr(device, "time", clocks)

    def step():
        work.now += 0.001
        waiting.now += 0.003

    assert step_seconds(step, [1, 2]) == pytest.approx({1: 0.001, 2: 0.004})


def test_threads_are_measured_once_for_the_same_work(clock, monkeypatch):
    monkeypatch.setattr(device, "_measured", {})
    made = []

    def make_step():
        made.append(1)
        return clock.work

    assert [measured_threads("work", make_step, most=2) for _ in range(3)] == [2, 2, 2]
    assert len(made) == 1
    assert measured_threads("other", make_step, most=1) == 1
    assert len(made) == 1


def test_a_trainer_takes_the_threads_that_pay_and_trains_as_with_that_number(monkeypatch):
    monkeypatch.setattr(device, "MOST_THREADS", 2)
    monkeypatch.setattr(device, "_measured", {})
    monkeypatch.setattr(device, "chosen", lambda seconds, worth: max(seconds))
    images, used = load_for(CONFIG), torch.get_num_threads()
    try:
        measured, given = Trainer(CONFIG, images), Trainer(replace(CONFIG, threads=2), images)
        assert measured.threads == torch.get_num_threads() == 2
        losses = [trainer._step().objective for trainer in (measured, given)]
        assert torch.equal(*losses)
    finally:
        torch.set_num_threads(used)


def test_a_resumed_run_keeps_its_threads(tmp_path, monkeypatch):
    run, used = create_run(tmp_path / "run", CONFIG), torch.get_num_threads()
    run.update_summary(threads=2)
    try:
        assert trainer_of(run, load_for(CONFIG)).threads == 2
    finally:
        torch.set_num_threads(used)


@pytest.mark.slow
def test_the_command_line_and_the_app_let_waiting_threads_sleep():
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    command = [sys.executable, "-m", "vae_core", "list"]
    found = subprocess.run(
        command, cwd=ROOT, env=environment | {"OMP_DISPLAY_ENV": "true"}, capture_output=True, text=True
    )
    assert "OMP_WAIT_POLICY = 'PASSIVE'" in found.stderr
