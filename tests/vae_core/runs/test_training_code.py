"""The script of a run: its steps and the changes of its settings come from the run's folder."""

import contextlib
import io
import json

import pytest
import torch

from vae_core.config import config_from_plain
from vae_core.datasets import load_for, torchvision_import  # noqa: F401 (repairs torchvision)
from vae_core.files import DamagedRun
from vae_core.recording.recording import record
from vae_core.runs.run import create_run
from vae_core.runs.training_code import course_of, notebook_of, script_of
from vae_core.training.trainer import Trainer

PLAIN = {
    "data": "digits",
    "hidden": [16],
    "epochs": 4,
    "batch_size": 100,
    "subset": 500,
    "latent_dim": 3,
    "threads": 1,
    "device": "cpu",
}


def new_run(folder, **changes):
    config = config_from_plain(PLAIN | changes)
    return create_run(folder / "one", config), Trainer(config, load_for(config))


def test_a_run_that_was_steered_and_extended_gives_its_losses_again(tmp_path, monkeypatch):
    run, trainer = new_run(tmp_path)
    for report in record(run, trainer):
        if report.epoch == 1:
            run.ask("beta", 20.0)
            run.ask("learning_rate", 0.01)
            run.ask("extend", 2)
    course = course_of(run)
    assert course.last.epochs == 6
    assert course.last.beta == 20.0
    assert 5 <= course.pieces[-1][0] <= 10
    monkeypatch.chdir(tmp_path)
    names = {}
    with contextlib.redirect_stdout(io.StringIO()), torch.random.fork_rng():
        exec(compile(script_of(run), "script.py", "exec"), names)
    assert names["step"] == run.summary.steps == 30
    validation = run.summary.validation
    assert names["history"][-1] == pytest.approx((validation.reconstruction, validation.kl), rel=1e-3, abs=1e-3)


def test_a_run_that_is_not_over_or_took_no_step_has_no_script(tmp_path):
    run, _ = new_run(tmp_path)
    with pytest.raises(DamagedRun, match="is queued; its script can be made when it has ended"):
        script_of(run)
    run.update_summary(status="cancelled")
    with pytest.raises(DamagedRun, match="took no step; train it first"):
        notebook_of(run)


def test_an_interrupted_run_takes_the_steps_of_its_last_report(tmp_path):
    run, trainer = new_run(tmp_path)
    reports = record(run, trainer)
    next(reports)
    reports.close()
    assert run.summary.status == "interrupted"
    assert course_of(run).steps == run.reached > 0
    assert json.loads(notebook_of(run))["nbformat"] == 4
