"""The command line, from outside: options, exit codes, JSON, one line for an error."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import vae_core
from tests.support.paths import ROOT
from vae_core.__main__ import COMMANDS, main
from vae_core.config import RunConfig
from vae_core.models import MODELS
from vae_core.runs.run import Run, list_runs
from vae_core.settings import setting_fields, setting_of

QUICK = ["train", "--data", "digits", "--hidden", "16", "--epochs", "2", "--threads", "1", "--device", "cpu"]
KEYS = {
    "run",
    "model",
    "data",
    "latent_dim",
    "beta",
    "target",
    "split",
    "elbo",
    "reconstruction",
    "kl",
    "kl_per_dim",
    "active_units",
    "seconds",
    "images_per_second",
    "parameters",
}


def last_json(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture
def run(tmp_path, capsys):
    assert main([*QUICK, "--out", str(tmp_path / "run")]) == 0
    capsys.readouterr()
    return tmp_path / "run"


def test_train_ends_with_one_json_object(tmp_path, capsys):
    assert main([*QUICK, "--out", str(tmp_path / "run"), "--json", "--beta", "2", "--latent-dim", "3"]) == 0
    result = last_json(capsys)
    assert set(result) >= KEYS
    assert (result["beta"], result["latent_dim"], result["split"]) == (2.0, 3, "test")
    assert result["elbo"] == pytest.approx(-(result["reconstruction"] + result["kl"]), abs=1e-4)


def test_a_preset_is_trained_with_what_the_other_options_change(tmp_path, capsys):
    small = ["--data", "digits", "--latent-dim", "32", "--subset", "200", "--epochs", "1", "--threads", "1"]
    assert main(["train", "--preset", "400-200-400", *small, "--out", str(tmp_path / "run"), "--json"]) == 0
    result = last_json(capsys)
    assert (result["model"], result["parameters"]) == ("sparse", 64 * 32 + 32 + 32 * 64 + 64)
    assert Run(tmp_path / "run").config.network == "shallow"


def test_an_autoencoder_has_no_elbo_and_no_beta(tmp_path, capsys):
    assert main([*QUICK, "--model", "autoencoder", "--out", str(tmp_path / "run"), "--json"]) == 0
    result = last_json(capsys)
    assert set(result) >= KEYS
    assert result["elbo"] is result["beta"] is result["kl"] is None


def test_evaluate_adds_the_nll_when_it_is_asked_for(run, capsys):
    assert main(["evaluate", str(run), "--json"]) == 0
    plain = last_json(capsys)
    assert "nll" not in plain
    assert main(["evaluate", str(run), "--json", "--nll-samples", "5", "--split", "validation"]) == 0
    more = last_json(capsys)
    assert set(more) >= KEYS | {"nll", "nll_standard_error", "nll_samples"}
    assert more["split"] == "validation"
    assert more["nll_samples"] == 5


def test_evaluate_adds_the_parts_of_the_rate_when_it_is_asked_for(run, capsys):
    assert main(["evaluate", str(run), "--json", "--disentanglement"]) == 0
    result = last_json(capsys)
    assert result["mig"] is None  # the factors of digits are not known
    assert result["rate_parts"]["rate"] == pytest.approx(result["kl"], abs=1e-4)
    assert main(["evaluate", str(run), "--disentanglement"]) == 0
    assert "total_correlation" in capsys.readouterr().out


def test_evaluate_repeats_what_train_reported(tmp_path, capsys):
    main([*QUICK, "--out", str(tmp_path / "run"), "--json"])
    trained = last_json(capsys)
    main(["evaluate", str(tmp_path / "run"), "--json"])
    assert last_json(capsys)["elbo"] == pytest.approx(trained["elbo"], abs=1e-4)


def test_list_and_export_name_what_there_is(run, capsys, tmp_path):
    assert main(["list", str(tmp_path), "--json"]) == 0
    assert last_json(capsys)["runs"][0]["run"] == "run"
    assert main(["list", str(tmp_path)]) == 0
    assert "mnist" in capsys.readouterr().out
    assert main(["export", str(run), "--to", "onnx", "--out", str(tmp_path / "files")]) == 0
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == ["decoder.onnx", "encoder.onnx"]


@pytest.mark.parametrize(("kind", "ending"), [("script", ".py"), ("notebook", ".ipynb")])
def test_a_run_is_exported_as_a_script_and_as_a_notebook(kind, ending, run, tmp_path, capsys):
    assert main(["export", str(run), "--to", kind, "--out", str(tmp_path / "home"), "--json"]) == 0
    (path,) = last_json(capsys)["files"]
    assert path == str(tmp_path / "home" / f"run{ending}")
    text = Path(path).read_text()
    assert f"from the run {run.name}." in text
    if kind == "script":
        compile(text, path, "exec")
    assert main(["export", str(run), "--to", kind, "--out", str(tmp_path / f"mine{ending}")]) == 0
    assert (tmp_path / f"mine{ending}").read_text() == text


def test_every_setting_is_an_option(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    for entry in setting_fields(RunConfig):
        assert "--" + entry.name.replace("_", "-") in text


@pytest.mark.parametrize("model", MODELS)
def test_the_help_states_the_choices_and_the_default_of_every_setting(model, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "10000")  # no help text in two lines
    with pytest.raises(SystemExit):
        main(["train", "--model", model, "--help"])
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*(?=--)", capsys.readouterr().out)]
    for entry in (*setting_fields(RunConfig), *setting_fields(MODELS[model].Settings)):
        option, known = "--" + entry.name.replace("_", "-"), setting_of(entry)
        (block,) = [block for block in blocks if block.startswith((f"{option} ", f"{option},"))]
        if known.choices:
            assert block.startswith(f"{option} {{{','.join(known.choices)}}} {known.help} (default: ")
        words = block.rpartition("(default: ")[2].partition(")")[0]
        if entry.default == ():
            assert words == known.empty != ""
        else:
            assert words == {"True": "yes", "False": "no"}.get(str(entry.default), str(entry.default))


def test_the_help_shows_what_a_target_and_a_preset_can_be_and_what_empty_sizes_mean(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "10000")
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    text = capsys.readouterr().out
    for words in (
        "--target {grey,binarised}",
        "--preset {400-200-400,784-400-20}",
        "(default: sizes that suit the images)",
        "(default: all classes)",
        "(default: no)",
    ):
        assert words in text
    assert "default: all)" not in text


SMALL_DIGITS = ["--data", "digits", "--hidden", "8", "--epochs", "1", "--threads", "1"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 0, "usage: "),
        (["list"], 0, "runs    in "),
        (["train", *SMALL_DIGITS, "--out", "new"], 0, "Finished 1 epochs."),
        # 1: the command failed
        (["evaluate", "full"], 1, "summary.json is missing"),
        (["export", "full"], 1, "summary.json is missing"),
        (["resume", "full"], 1, "summary.json is missing"),
        (["train", "--data", "digits", "--batch-size", "5000", "--out", "new"], 1, "batch_size is 5000"),
        (["train", "--data", "digits", "--out", "full"], 1, "is not empty"),
        (["train", "--data", "digits", "--subset", "5000", "--out", "new"], 1, "subset is 5000"),
        # 2: the command line is wrong
        (["train", "--colour", "red"], 2, "--colour"),
        (["train", "--latent-dim", "0"], 2, "latent_dim is 0"),
        (["train", "--latent-dim", "two"], 2, "invalid int value: 'two'"),
        (["train", "--beta", "-1"], 2, "beta is -1"),
        (["train", "--beta", "inf"], 2, "beta is inf"),
        (["train", "--learning-rate", "1e30"], 2, "learning_rate is 1e+30"),
        (["train", "--data", "imagenet"], 2, "unknown data 'imagenet'"),
        (["train", "--model", "bvae"], 2, "unknown model 'bvae'"),
        (["train", "--model", "autoencoder", "--beta", "1"], 2, "--beta"),
        (["train", "--network", "conv", "--hidden", "8"], 2, "hidden is 8"),
        (["train", "--preset", "400"], 2, "unknown preset '400'; choose from 400-200-400"),
        (["train", "--resume"], 2, "--resume"),
        (["train", "--resume", "--preset", "400-200-400", "--out", "x"], 2, "no other setting"),
        (["train", "--resume", "--out", "nowhere"], 2, "nowhere is not a folder; give the folder of a run"),
        (["train", "--model"], 2, "--model: expected one argument"),
        (["resume", "nowhere"], 2, "nowhere is not a folder; give the folder of a run"),
        (["evaluate", "nowhere"], 2, "nowhere is not a folder; give the folder of a run"),
        (["export", "nowhere"], 2, "nowhere is not a folder; give the folder of a run"),
        (["export", "nowhere", "--to", "html"], 2, "nowhere is not a folder; give the folder of a run"),
        (["list", "nowhere"], 2, "nowhere is not a folder; give a folder that holds runs"),
        (["evaluate", "x", "--split", "all"], 2, "invalid choice: 'all'"),
        (["frobnicate"], 2, "invalid choice: 'frobnicate'"),
        (["--json"], 2, "required"),
    ],
)
def test_each_end_has_its_exit_code_and_an_error_is_one_clear_line(
    arguments, code, words, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    assert main(arguments) == code
    captured = capsys.readouterr()
    if code == 0:
        assert words in captured.out + captured.err
        return
    assert words in captured.err
    assert len(captured.err.splitlines()) == 1
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.name != "lock")
    assert left == ["full", "full/notes.txt"]
    assert (tmp_path / "full" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RuntimeError("out of memory\nat line 3"), 1, "error: out of memory\n"),
        (OSError("disk full"), 1, "error: disk full\n"),
        (KeyboardInterrupt(), 130, "the last checkpoint is kept"),
    ],
)
def test_an_error_of_a_command_becomes_an_exit_code(error, code, words, capsys, monkeypatch):
    def fail(options):
        raise error

    monkeypatch.setitem(COMMANDS, "list", fail)
    assert main(["list"]) == code
    assert words in capsys.readouterr().err


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"Latent Lab {vae_core.__version__}\n"


def test_missing_data_say_the_way_out(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path / "data"))
    assert main(["train", "--data", "kmnist", "--out", str(tmp_path / "run")]) == 1
    assert "kmnist is not on this machine" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def stop_once_it_runs(run):
    while run.summary.status != "running":
        time.sleep(0.05)
    run.ask("stop")


@pytest.mark.slow
@pytest.mark.may_retry("starts a training and ends it within 60 s, which may be too short on busy cores")
def test_ctrl_c_exits_130_and_the_same_run_goes_on(tmp_path):
    command = [sys.executable, "-m", "vae_core", *QUICK, "--epochs", "100000", "--out", str(tmp_path / "run")]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    while not (tmp_path / "run" / "state.safetensors").exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "last checkpoint is kept" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    stop = threading.Thread(target=stop_once_it_runs, args=(Run(tmp_path / "run"),))
    stop.start()
    assert main(["train", "--resume", "--out", str(tmp_path / "run")]) == 0
    stop.join()


def test_a_sweep_trains_each_value_and_the_runs_remember_that_they_belong_together(tmp_path, capsys):
    out = ["--out", str(tmp_path), "--json", "--data", "digits", "--hidden", "8", "--epochs", "1", "--threads", "1"]
    assert main(["sweep", "--vary", "beta=0.5,2", *out]) == 0
    assert [json.loads(line)["beta"] for line in capsys.readouterr().out.splitlines()] == [0.5, 2.0]
    runs = list_runs(tmp_path)
    assert len(runs) == 2
    assert len({run.summary.sweep for run in runs}) == 1


@pytest.mark.parametrize("words", ["beta=1,two", "beta", "colour=1,2", "beta=1,-1", "batch_size=16,5000"])
def test_a_sweep_with_a_value_that_cannot_be_trains_nothing(words, tmp_path, capsys):
    assert main(["sweep", "--vary", words, "--data", "digits", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list_runs(tmp_path) == []
