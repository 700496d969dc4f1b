"""Whatever dies, worker, server or command line: the run goes on and ends with the weights of an undisturbed one."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from types import SimpleNamespace

import dask
import pytest
import torch

from dashboard import jobs
from dashboard.jobs.cluster import LOST_WORKER_TIMEOUT
from dashboard.jobs.status import QUIET_SECONDS
from dashboard.jobs.worker import DEATHS, train
from dashboard.server.lifespan import _take_over
from tests.support.paths import ROOT
from tests.support.waiting import wait_for
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import DamagedRun, read_tensors, write_json
from vae_core.recording.recording import record
from vae_core.runs.library import About, write_about
from vae_core.runs.run import Run, create_run, open_run
from vae_core.training.trainer import Trainer

pytestmark = pytest.mark.may_retry("kills processes at moments that depend on how busy the cores are")
# A training ends when its test stops it, so no kill comes too late, and its weights are compared at the step where it stopped.
CONFIG = RunConfig(data="digits", hidden=(64,), epochs=100_000, target="binarised", device="cpu", threads=1)
CLI = [sys.executable, "-m", "vae_core"]


def weights(run):
    return read_tensors(run.path / "weights.safetensors")[0]


def assert_undisturbed(run):
    """Checks that the run has the weights that as many steps give without any disturbance."""
    undisturbed = Trainer(run.config, load_for(run.config))
    while undisturbed.step < run.summary.steps:
        undisturbed._step()
    theirs = undisturbed.model.state_dict()
    assert all(torch.equal(weight, theirs[name]) for name, weight in weights(run).items())


def assert_goes_on_undisturbed(run):
    """Waits until the run gets further, stops it, and checks its weights."""
    before = run.reached
    wait_for(run, lambda run: run.reached > before)
    jobs.ask(run.id, "stop")
    wait_for(run, lambda run: run.is_over)
    assert run.summary.status == "stopped"
    assert_undisturbed(run)


@pytest.mark.fault("R1")
@pytest.mark.slow
def test_a_worker_killed_at_random_moments_is_replaced_and_its_run_ends_bit_for_bit_the_same(cluster, runs):
    run, moments = open_run(runs / jobs.submit(CONFIG)), random.Random(3)
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        enough = run.reached + moments.randrange(200)
        wait_for(run, lambda run, enough=enough: run.reached > enough and run.is_alive)
        os.kill(*cluster.run(os.getpid).values(), number)
    assert_goes_on_undisturbed(run)
    assert [report.step for report in run.reports()] == sorted({report.step for report in run.reports()})


@pytest.mark.slow
def test_a_worker_that_is_being_started_when_dask_looks_for_one_lost_before_comes_back(cluster, runs):
    assert (
        dask.config.get("distributed.deploy.lost-worker-timeout")
        == LOST_WORKER_TIMEOUT["distributed.deploy.lost-worker-timeout"]
    )
    run = open_run(runs / jobs.submit(CONFIG))
    wait_for(run, lambda run: run.reports())
    os.kill(*cluster.run(os.getpid).values(), signal.SIGKILL)
    assert_goes_on_undisturbed(run)
    assert len(cluster.cluster.workers) == 1


@pytest.mark.slow
def test_a_command_line_run_that_is_killed_twice_is_resumed_bit_for_bit(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    for steps in (20, 200):
        enough = run.reached + steps
        process = subprocess.Popen([*CLI, "resume", str(run.path)], cwd=ROOT, stderr=subprocess.DEVNULL)
        wait_for(run, lambda run, enough=enough: run.reached > enough)
        process.kill()
        process.wait()
        assert run.summary.status == "running"
        assert not run.is_alive
    for _ in record(run, Trainer(CONFIG, load_for(CONFIG))):
        run.ask_to_stop()
    assert run.summary.status == "stopped"
    assert_undisturbed(run)


@pytest.mark.slow
def test_control_c_leaves_a_stopped_run_that_resume_finishes(tmp_path):
    run = create_run(tmp_path / "run", CONFIG)
    process = subprocess.Popen([*CLI, "train", "--resume", "--out", str(run.path)], cwd=ROOT, stderr=subprocess.PIPE)
    wait_for(run, lambda run: run.reports())
    process.send_signal(signal.SIGINT)
    assert f"python -m vae_core resume {run.path}".encode() in process.communicate()[1]
    assert process.returncode == 130
    assert run.summary.status == "stopped"
    write_json(run.path / "config.json", replace(CONFIG, epochs=1 + int(run.reports()[-1].epoch)).to_file())
    subprocess.run([*CLI, "resume", str(run.path)], cwd=ROOT, check=True, capture_output=True)
    assert run.summary.status == "finished"


@pytest.mark.fault("R2")
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "stopped with its container"])
def test_a_run_that_lost_server_and_worker_goes_on_at_the_next_start(number, no_cluster, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    code = "import signal, sys; from dashboard import jobs; from vae_core.config import config_from_json\n"
    # As the server ends itself (dashboard/server/lifespan.py).
    code += "signal.signal(signal.SIGTERM, lambda *more: (jobs.terminate(), sys.exit()))\n"
    code += "if __name__ == '__main__': print(jobs.submit(config_from_json(sys.argv[1])), flush=True); sys.stdin.read()"
    server = serving(code)
    run = Run(runs / server.stdout.readline().strip())
    wait_for(run, lambda run: run.reports())
    server.send_signal(number)
    server.communicate()
    wait_for(run, lambda run: not run.is_alive)  # its worker ends with it
    assert run.summary.status == "running"
    jobs.start()
    assert_goes_on_undisturbed(run)


def serving(code):
    """A process that runs the code of a server, with the configuration of a training; it ends with the test at the latest."""
    command = [sys.executable, "-c", code, CONFIG.to_json()]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


# As app.py: a server has its sign in the runs folder, and takes over (dashboard/server/lifespan.py).
SERVER = """
import sys
from dashboard import jobs
from vae_core.config import config_from_json

if __name__ == "__main__":
    assert not jobs.claim("http://first")
    for _ in range(2):
        print(jobs.submit(config_from_json(sys.argv[1])), flush=True)
    sys.stdin.read()
"""


@pytest.mark.fault("R2", "R10")
@pytest.mark.slow
def test_a_second_server_continues_the_runs_of_a_first_that_was_killed(no_cluster, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    first = serving(SERVER)
    trains, waits = (Run(runs / first.stdout.readline().strip()) for _ in range(2))
    wait_for(trains, lambda run: run.reports())
    assert jobs.claim("http://second") == "http://first"
    jobs.start()
    assert not jobs.take_over()
    assert not jobs.queue.is_expected(trains.id)
    first.kill()
    first.communicate()
    _take_over(threading.Event())  # as the server's own thread; it returns when all runs are in the queue
    assert jobs.queue.is_expected(trains.id)
    assert jobs.queue.is_expected(waits.id)
    for run in (trains, waits):
        assert_goes_on_undisturbed(run)
    jobs.release()


@pytest.mark.fault("R2", "R10", "R15")
@pytest.mark.slow
def test_a_start_leaves_runs_alone_that_somebody_trains_or_that_wait_for_nobody(runs):
    ours = create_run(runs / "alive", CONFIG)
    reports = record(ours, Trainer(ours.config, load_for(CONFIG)))
    next(reports)
    made_by_hand = create_run(runs / "waits", CONFIG)
    assert jobs.queue._unfinished() == []
    assert train(str(ours.path)) == "running"  # a second server's worker
    assert ours.reached == next(reports).step or ours.is_alive
    reports.close()
    assert made_by_hand.summary.status == "queued"


@pytest.mark.fault("R2", "R8")
def test_after_a_restart_runs_in_training_come_first_and_waiting_ones_keep_their_places(runs):
    """The clock was set back between any two of them, so that their dates have the reverse order."""
    names = ("z", "a", "m", "b")
    queued = [create_run(runs / name, CONFIG, is_job=True, queue_serial=1 + at) for at, name in enumerate(names)]
    write_about(queued[0], About("A new title"))
    queued[2].update_summary(status="running")
    for place, run in enumerate(queued):
        os.utime(run.path / "summary.json", (100 - place, 100 - place))
    assert [run.id for run in jobs.queue._unfinished()] == ["m", "z", "a", "b"]


@pytest.mark.fault("R2")
def test_runs_without_a_serial_come_first_in_the_order_of_their_dates(runs):
    queued = [create_run(runs / name, CONFIG, is_job=True) for name in ("z", "a")]
    create_run(runs / "later", CONFIG, is_job=True, queue_serial=1)
    for place, run in enumerate(queued):
        os.utime(run.path / "summary.json", (place, place))
    assert [run.id for run in jobs.queue._unfinished()] == ["z", "a", "later"]


@pytest.mark.fault("R2")
def test_each_run_that_is_queued_has_a_serial_above_all_in_the_folder(runs, monkeypatch):
    monkeypatch.setattr(jobs.queue, "start", lambda: None)
    monkeypatch.setattr(jobs.queue, "_queue", lambda run: None)
    monkeypatch.setattr(jobs.queue, "_last_serial", 0)
    create_run(runs / "of-an-earlier-server", CONFIG, is_job=True, queue_serial=7)
    (create_run(runs / "damaged", CONFIG).path / "summary.json").write_text("{")
    first, second = (open_run(runs / jobs.submit(CONFIG)) for _ in range(2))
    assert [run.summary.queue_serial for run in (first, second)] == [8, 9]
    first.update_summary(status="interrupted")
    jobs.ask(first.id, "resume")
    assert first.summary.queue_serial == 10


def died(run, at_step):
    """Leave the folder as a worker does that dies at that step."""
    run.update_summary(status="running")
    (run.path / "metrics.jsonl").write_text(f'{{"step": {at_step}}}\n')


@pytest.mark.fault("R1")
def test_a_run_whose_workers_die_at_the_same_place_is_given_up_in_clear_words(runs, monkeypatch):
    monkeypatch.setattr("dashboard.jobs.worker.record_held", lambda run, *rest: died(run, 40) or [])
    run = create_run(runs / "one", CONFIG)
    for _ in range(DEATHS):
        assert train(str(run.path)) == "running"
    assert train(str(run.path)) == "interrupted"
    assert "died repeatedly, most often because memory ran out" in run.summary.message


def test_a_run_that_gets_further_with_each_worker_is_not_given_up(runs, monkeypatch):
    run, places = create_run(runs / "one", CONFIG), iter(range(1, 100))
    monkeypatch.setattr("dashboard.jobs.worker.record_held", lambda run, *rest: died(run, next(places)) or [])
    assert [train(str(run.path)) for _ in range(10)] == ["running"] * 10


@pytest.mark.slow
def test_a_stopped_run_can_be_taken_up_again_and_a_finished_one_not(cluster, runs):
    run = open_run(runs / jobs.submit(CONFIG))
    wait_for(run, lambda run: run.reports())
    jobs.ask(run.id, "stop")
    wait_for(run, lambda run: run.is_over)
    before = run.reached
    jobs.ask(run.id, "resume")
    wait_for(run, lambda run: run.reached > before)
    jobs.ask(run.id, "stop")
    wait_for(run, lambda run: run.is_over)
    assert run.summary.status == "stopped"
    run.update_summary(status="finished")
    with pytest.raises(ValueError, match="is finished; only an interrupted or stopped run"):
        jobs.ask(run.id, "resume")


def test_a_run_that_nobody_trains_can_be_stopped_so_that_it_can_be_deleted(runs):
    run = create_run(runs / "one", CONFIG)
    run.update_summary(status="running")
    assert jobs.status_of(run).status == "lost"
    jobs.ask(run.id, "stop")
    assert run.summary.status == "cancelled"
    (run.path / "state.safetensors").write_bytes(b"")
    run.update_summary(status="paused")
    jobs.ask(run.id, "stop")
    assert run.summary.status == "stopped"


@pytest.mark.fault("R5")
def test_a_training_whose_folder_was_deleted_ends_and_the_queue_goes_on(runs, monkeypatch):
    def delete(run, *rest):
        shutil.rmtree(run.path)
        run.update_summary(status="running")

    monkeypatch.setattr("dashboard.jobs.worker.record_held", delete)
    run = create_run(runs / "one", CONFIG)
    assert train(str(run.path)) == "deleted"
    for status in ("finished", "error"):
        future = SimpleNamespace(status=status, exception=lambda: DamagedRun("config.json is missing"))
        monkeypatch.setitem(jobs.queue._futures, run.id, future)
        jobs.queue._ended(run, 0, future)
        assert run.id not in jobs.queue._futures
    assert not run.path.exists()


@pytest.mark.fault("R8", "R15")
def test_a_clock_that_was_set_back_shows_no_dead_training_as_running(runs, monkeypatch):
    run = create_run(runs / "one", CONFIG)
    died(run, 40)
    date = (run.path / "metrics.jsonl").stat().st_mtime
    monkeypatch.setattr("dashboard.jobs.status.time", SimpleNamespace(time=lambda: date + QUIET_SECONDS - 1))
    assert jobs.status_of(run).status == "running"  # its last line is younger than three seconds
    ahead = date + 3600
    os.utime(run.path / "metrics.jsonl", (ahead, ahead))
    assert jobs.status_of(run).status == "lost"
