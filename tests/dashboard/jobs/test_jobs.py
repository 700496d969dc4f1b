"""Trainings outside this process, on a real Dask cluster."""

from dataclasses import replace

import pytest
import torch

from dashboard import jobs
from dashboard.jobs import queue
from dashboard.jobs.worker import train
from tests.support.waiting import wait_for
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.recording.recording import explain_error, record
from vae_core.runs.lock import hold
from vae_core.runs.run import create_run, open_run
from vae_core.training.trainer import Trainer

pytestmark = pytest.mark.may_retry("waits for workers of a real cluster, which start late on busy cores")
CONFIG = RunConfig(data="digits", hidden=(16,), epochs=5, device="cpu", threads=1)


@pytest.mark.slow
def test_a_job_gives_the_weights_of_the_same_training_without_one(cluster, runs, tmp_path):
    run = open_run(runs / jobs.submit(CONFIG))
    direct = create_run(tmp_path / "direct", CONFIG)
    for _ in record(direct, Trainer(CONFIG, load_for(CONFIG))):
        pass
    wait_for(run, lambda run: run.is_over)
    assert run.summary.status == "finished"
    ours, theirs = (read_tensors(path / "weights.safetensors")[0] for path in (run.path, direct.path))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


@pytest.mark.slow
def test_stopping_keeps_what_was_learned_and_takes_the_next_out_of_the_queue(cluster, runs):
    endless = replace(CONFIG, epochs=100_000)
    first, second = (open_run(runs / jobs.submit(endless)) for _ in range(2))
    wait_for(first, lambda run: run.summary.status == "running" and run.reports())
    jobs.ask(second.id, "stop")
    assert second.summary.status == "cancelled"
    jobs.ask(first.id, "stop")
    wait_for(first, lambda run: run.is_over)
    assert first.summary.status == "stopped"
    assert first.is_ready


@pytest.mark.slow
def test_a_training_that_starts_the_cluster_is_not_taken_for_one_that_lost_its_worker(no_cluster, runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", "1")
    list_unfinished, found = jobs.queue._unfinished, []
    monkeypatch.setattr("dashboard.jobs.queue._unfinished", lambda: found.extend(list_unfinished()) or [])
    run = open_run(runs / jobs.submit(CONFIG))
    assert found == []
    wait_for(run, lambda run: run.is_over)
    assert run.summary.status == "finished"


def test_an_error_that_nobody_foresaw_ends_the_run_in_words(runs):
    class Failed:
        status = "error"

        def exception(self):
            return KeyError("mean")

    run = create_run(runs / "one", CONFIG)
    jobs.queue._ended(run, 0, Failed())
    assert run.summary.status == "failed"
    assert run.summary.message == "KeyError: 'mean'"


@pytest.mark.slow
def test_a_run_whose_lock_somebody_held_when_its_turn_came_is_trained_once_they_let_go(cluster, runs, monkeypatch):
    monkeypatch.setattr(queue, "_queue", lambda run: None)
    run = open_run(runs / jobs.submit(CONFIG))
    monkeypatch.undo()
    monkeypatch.setenv("LATENT_LAB_RUNS", str(runs))
    with hold(run.path):
        assert train(str(run.path)) == "queued"  # a worker that gave up after a moment
    queue._ended(run, 0, Future())
    wait_for(run, lambda run: run.is_over)
    assert run.summary.status == "finished"


class Future:
    """What Dask tells of a task that ended by itself."""

    status = "finished"


def test_a_stop_in_the_moment_in_which_a_run_leaves_the_queue_is_obeyed(runs):
    run = create_run(runs / "one", CONFIG)
    run.ask_to_stop()
    assert train(str(run.path)) == "cancelled"
    assert run.summary.status == "cancelled"


def test_a_model_that_was_fitted_at_once_offers_no_more_epochs(runs):
    config = RunConfig(data="digits", model="pca", epochs=1, device="cpu", threads=1)
    run = create_run(runs / ("a" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    assert jobs.status_of(run).may == ()


def test_what_cannot_be_trained_is_refused_before_a_folder_is_made(runs):
    with pytest.raises(ValueError, match="batch_size is 5000"):
        jobs.submit(replace(CONFIG, batch_size=5000))
    assert not runs.exists()


@pytest.mark.slow
def test_a_training_that_fails_says_why(runs, monkeypatch):
    run = create_run(runs / "one", CONFIG)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.jobs.worker.record_held", full)
    assert train(str(run.path)) == "failed"
    assert "The disk is full" in run.summary.message


def test_errors_are_explained_in_words():
    assert "Not enough memory" in explain_error(RuntimeError("DefaultCPUAllocator: out of memory"))
    assert explain_error(ValueError("beta is -1")) == "beta is -1"
