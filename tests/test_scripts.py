"""Scripts can be imported as modules, and a wrong name is refused before anything is built."""

import importlib
import sys

import pytest
import torch

from scripts.arguments import chosen_names
from scripts.bundled_run import KEPT_CODES, KEPT_FILES, KEPT_REPORTS, train_run, trim
from tests.support.paths import ROOT
from vae_core.files import read_tensors
from vae_core.runs.run import Run

SCRIPTS = sorted(path.stem for path in (ROOT / "scripts").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_can_be_imported_and_then_does_nothing(script, capsys):
    assert importlib.import_module(f"scripts.{script}").__doc__
    assert capsys.readouterr().out == ""


def test_all_runs_are_built_where_none_is_named(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["script"])
    assert chosen_names("scripts.some", "Builds.", ("a", "b")) == ["a", "b"]
    monkeypatch.setattr(sys, "argv", ["script", "b"])
    assert chosen_names("scripts.some", "Builds.", ("a", "b")) == ["b"]


def test_an_unknown_run_is_a_usage_error_that_names_the_known_ones(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["script", "c"])
    with pytest.raises(SystemExit) as caught:
        chosen_names("scripts.some", "Builds.", ("a", "b"))
    assert caught.value.code == 2
    assert "unknown run 'c'; choose from a, b" in capsys.readouterr().err


@pytest.mark.slow
def test_a_trimmed_run_keeps_few_codes_few_reports_and_weights_of_half_precision(tmp_path):
    command = "train --data digits --hidden 8 --epochs 30 --threads 1 --device cpu"
    figures = train_run(command, tmp_path / "run")
    run = Run(tmp_path / "run")
    whole = {name: weight.half() for name, weight in run.load_model().state_dict().items()}
    trim(run)
    assert {path.name for path in run.path.iterdir()} == KEPT_FILES - {"prior.json"}  # N(0, I)
    weights, _ = read_tensors(run.path / "weights.safetensors")
    assert {name: weight.dtype for name, weight in weights.items()} == dict.fromkeys(whole, torch.float16)
    assert all(torch.equal(weights[name], weight) for name, weight in whole.items())
    kept = {name: max(map(len, read_tensors(run.path / name)[0].values())) for name in KEPT_CODES}
    assert kept == {"latents.safetensors": 500, "live.safetensors": 179}  # all validation images of the digits
    assert len((run.path / "metrics.jsonl").read_text().splitlines()) == KEPT_REPORTS
    assert figures["elbo"] < 0


def test_a_script_ends_where_the_training_fails(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        train_run("train --data digits --batch-size 0", tmp_path / "run")
    assert caught.value.code == 2
    assert "batch_size is 0" in capsys.readouterr().err
