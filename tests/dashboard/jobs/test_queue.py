"""The queue on real clusters: turns between people, cancelling, and the manual's own commands for several machines."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import jobs
from dashboard.classroom import rooms
from dashboard.jobs import queue
from dashboard.jobs.fair_queue import Turns
from dashboard.jobs.limits import limits
from dashboard.jobs.sweep import submit_sweep, sweep_entries
from tests.support.paths import ROOT
from tests.support.serving import free_port
from tests.support.waiting import PATIENCE, wait_for
from vae_core.config import RunConfig
from vae_core.runs.run import Run, create_run, open_run

pytestmark = pytest.mark.may_retry("waits for workers of a real cluster, which start late on busy cores")
CONFIG = RunConfig(data="digits", hidden=(8,), epochs=2, device="cpu", threads=1)
ANNA, BEN = "a" * 32, "b" * 32


@pytest.mark.fault("R13")
@pytest.mark.slow
def test_people_take_turns_and_are_told_how_many_are_before_them(cluster, runs, monkeypatch):
    first = open_run(runs / jobs.submit(replace(CONFIG, epochs=100_000, seconds=3600.0), ANNA))  # until it is stopped
    wait_for(first, lambda run: run.reports())
    # A fast machine needs less than its hour for all epochs.
    monkeypatch.setattr(queue, "_seconds_left", lambda run_id: 3600.0 if run_id == first.id else None)
    order = [open_run(runs / jobs.submit(CONFIG, person)) for person in (ANNA, ANNA, ANNA, BEN, BEN)]
    assert jobs.status_of(order[2]).message.startswith("4 before you. ")
    assert jobs.status_of(order[3]).message.startswith("You are next, about 60 min. ")
    jobs.ask(order[1].id, "stop", person=ANNA)
    assert order[1].summary.status == "cancelled"
    with pytest.raises(ValueError, match="somebody else's"):
        jobs.ask(first.id, "stop", person=BEN)
    jobs.ask(first.id, "stop", person=ANNA)
    left = [order[at] for at in (3, 0, 2, 4)]
    for run in left:
        wait_for(run, lambda run: run.is_over)
        assert run.summary.status == "finished", run.summary.message
    began = {run.id: (run.path / "metrics.jsonl").stat().st_mtime for run in left}
    assert sorted(began, key=began.get) == [order[at].id for at in (3, 0, 4, 2)]


@pytest.mark.fault("R13", "R19")
@pytest.mark.slow
def test_one_more_than_a_person_may_have_is_refused(cluster, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_QUEUED_EACH", "1")
    run = open_run(runs / jobs.submit(replace(CONFIG, epochs=100_000), ANNA))
    with pytest.raises(ValueError, match="1 of your runs wait or train already"):
        jobs.submit(CONFIG, ANNA)
    other = open_run(runs / jobs.submit(CONFIG, BEN))
    jobs.ask(run.id, "stop")
    wait_for(other, lambda run: run.is_over)


def test_thirty_who_wait_and_ask_are_told_their_places_by_one_look_at_the_queue(runs, monkeypatch):
    looked = []
    monkeypatch.setattr(queue, "_turns", Turns(queue._is_waiting))
    monkeypatch.setattr(queue, "_seconds_left", lambda run_id: looked.append(run_id) or 20.0)
    monkeypatch.setattr("dashboard.jobs.queue.time.monotonic", lambda: 1000.0)
    waiting = [create_run(runs / f"run{number}", CONFIG).id for number in range(30)]
    for run_id in waiting:
        queue._turns.take(run_id, run_id)
    words = [queue.place(run_id) for run_id in waiting]
    assert words[0].startswith("You are next")
    assert [told.split()[0] for told in words[1:]] == [str(before) for before in range(1, 30)]
    assert len(looked) == 30
    monkeypatch.setattr("dashboard.jobs.queue.time.monotonic", lambda: 1002.0)
    Run(runs / "run0").update_summary(status="running")
    assert queue.place("run1").startswith("You are next")
    assert queue.place("run0") == queue.place("nobody") == ""


def test_what_a_student_trains_in_a_room_is_on_its_board_sweeps_too(runs, monkeypatch):
    monkeypatch.setattr(queue, "start", lambda: None)
    monkeypatch.setattr(queue, "_queue", lambda run: None)
    room = rooms.make_room("A class", BEN)
    before = jobs.submit(CONFIG, ANNA)
    rooms.join(room.code, ANNA, "Anna")
    run_id, sweep = jobs.submit(CONFIG, ANNA), submit_sweep(CONFIG, "latent_dim", "2, 3", ANNA)
    shared = rooms.shared_with(BEN)
    assert set(shared) == {run_id, *(entry.run.id for entry in sweep_entries(sweep))}
    assert before not in shared
    assert len(shared) == 3


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows knows no nice")
def test_trainings_stand_back_behind_pages(no_cluster, monkeypatch):
    monkeypatch.delenv("LATENT_LAB_NICE")
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    assert limits().nice > 0
    assert set(jobs.start().run(os.nice, 0).values()) == {os.nice(0) + limits().nice}


@pytest.mark.slow
def test_a_run_that_takes_longer_than_this_server_trains_is_stopped(runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SECONDS", "0.5")
    run = create_run(runs / "one", replace(CONFIG, epochs=100_000))
    assert jobs.queue.train(str(run.path)) == "stopped"
    assert "Stopped at the time limit of this server" in run.summary.message


@pytest.mark.fault("R9")
def test_a_scheduler_that_is_not_there_is_named(no_cluster, runs, monkeypatch):
    monkeypatch.setattr("dashboard.jobs.cluster.Client", unreachable)
    monkeypatch.setenv("LATENT_LAB_SCHEDULER", "tcp://127.0.0.1:9")
    with pytest.raises(
        ValueError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9; start it as docs/server.md describes"
    ):
        jobs.submit(CONFIG)
    assert list(runs.iterdir()) == []


def unreachable(*arguments, **more):
    raise OSError("Timed out trying to connect")


@pytest.fixture
def processes(no_cluster, monkeypatch):
    """The manual's commands, started on a free port: a scheduler and two workers, each with all of its children."""
    port = str(free_port())
    text = (ROOT / "docs" / "server.md").read_text()
    commands = [line for line in text.splitlines() if re.match(r"(\S+=\S+ )+\.venv/bin/dask ", line)]
    assert len(commands) == 3
    dask = Path(sys.executable).parent / "dask"
    started = []
    for command in commands:
        command = command.replace("8786", port).replace(".venv/bin/dask", str(dask))
        started.append(
            subprocess.Popen(command, shell=True, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
        )
    monkeypatch.setenv("LATENT_LAB_SCHEDULER", f"tcp://127.0.0.1:{port}")
    yield started
    jobs.terminate()
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.fault("R9")
@pytest.mark.slow
def test_six_runs_on_the_manual_s_scheduler_and_workers_finish_though_one_worker_is_killed(processes, runs):
    connect_patiently()
    sweep = [replace(CONFIG, epochs=40, seed=seed) for seed in range(6)]
    found = [open_run(runs / jobs.submit(config)) for config in sweep]
    wait_for(found[0], lambda run: run.is_over)
    os.killpg(processes[2].pid, signal.SIGKILL)
    for run in found:
        wait_for(run, lambda run: run.is_over)
        assert run.summary.status == "finished", run.summary.message
    assert [run.reports()[-1].epoch for run in found] == [40] * 6


def connect_patiently():
    """The scheduler takes some seconds to start."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return jobs.start()
        except ValueError:
            assert time.monotonic() < deadline
