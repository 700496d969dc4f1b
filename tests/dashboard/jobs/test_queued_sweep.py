"""A sweep: handed in together, watched together, stopped together."""

import json
from dataclasses import replace

import pytest

from dashboard.jobs.sweep import stop_sweep, submit_sweep, sweep_entries, sweep_progress
from tests.support.waiting import wait_until
from vae_core.config import RunConfig
from vae_core.runs.run import create_run, list_runs
from vae_core.training.report import Report

pytestmark = pytest.mark.may_retry("waits for workers of a real cluster, which start late on busy cores")
CONFIG = RunConfig(data="digits", hidden=(16,), epochs=2, device="cpu", threads=1)


def made(runs, *statuses, sweep="s"):
    for number, status in enumerate(statuses):
        create_run(runs / f"run{number}", CONFIG).update_summary(status=status, sweep=sweep, is_job=True)


def report(progress):
    return Report(5, 1.0, progress, 1.0, None, None, 1.0, 0.01, 100.0).to_json() + "\n"


@pytest.mark.slow
def test_a_sweep_trains_one_run_for_each_value_and_they_remember_it(cluster, runs):
    sweep = submit_sweep(CONFIG, "beta", "0.5,1,2")
    wait_until(lambda: sweep_progress(sweep).over == 3)
    assert sweep_progress(sweep) == (3, 3, 0, 1.0)
    entries = sweep_entries(sweep)
    assert sorted(entry.beta for entry in entries) == [0.5, 1.0, 2.0]
    assert all(entry.is_ready for entry in entries)


@pytest.mark.slow
def test_stopping_a_sweep_ends_what_trains_and_empties_the_queue(cluster, runs):
    sweep = submit_sweep(replace(CONFIG, epochs=100_000), "seed", "0,1,2")
    wait_until(lambda: any(entry.summary.status == "running" and entry.run.reports() for entry in sweep_entries(sweep)))
    stop_sweep(sweep)
    wait_until(lambda: sweep_progress(sweep).over == 3)
    statuses = sorted(entry.summary.status for entry in sweep_entries(sweep))
    assert statuses == ["cancelled", "cancelled", "stopped"]


def test_the_bar_of_a_sweep_stays_where_it_is_when_a_run_is_steered(runs):
    made(runs, "running", "finished")
    history = runs / "run0" / "metrics.jsonl"
    history.write_text(report(0.5))
    assert sweep_progress("s") == (2, 1, 0, 0.75)
    with open(history, "a") as file:
        file.write(
            json.dumps({"event": "beta", "step": 5, "epoch": 0.5, "serial": 1, "value": 2.0, "before": 1.0}) + "\n"
        )
    assert sweep_progress("s") == (2, 1, 0, 0.75)


def test_nothing_is_queued_where_one_value_cannot_be_trained(runs):
    with pytest.raises(ValueError, match="batch_size is 5000"):
        submit_sweep(CONFIG, "batch_size", "16,5000")
    assert list_runs(runs) == []


def test_progress_is_that_of_all_runs_together(runs):
    made(runs, "finished", "failed", "running", "queued")
    (runs / "run2" / "metrics.jsonl").write_text(report(0.25) + report(0.5) + '{"prog')
    made_by_another = create_run(runs / "other", CONFIG)
    made_by_another.update_summary(status="finished", sweep="t")
    assert sweep_progress("s") == (4, 2, 1, 2.5 / 4)


@pytest.mark.parametrize("content", ["", "\n", "[]\n", '{"step": 1, "progress": "x"}\n', "{}\n"])
def test_a_run_without_a_readable_report_has_not_begun(content, runs):
    made(runs, "running")
    (runs / "run0" / "metrics.jsonl").write_text(content)
    assert sweep_progress("s").fraction == 0.0
    assert sweep_progress("nobody") == (0, 0, 0, 0.0)
