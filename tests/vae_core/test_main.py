"""The command line, from outside: options, exit codes, JSON, one line for an error."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import torch

import vae_core
from dashboard import jobs
from tests.support.paths import ROOT
from tests.support.waiting import PATIENCE
from vae_core.__main__ import COMMANDS, main
from vae_core.config import RunConfig
from vae_core.files import read_tensors, write_tensors
from vae_core.models import MODELS
from vae_core.runs.library import list_entries
from vae_core.runs.run import Run, list_runs, open_run
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
    "gap",
    "seconds",
    "images_per_second",
    "parameters",
}


def last_json(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a finished run, which no test changes."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    assert main([*QUICK, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def run(trained, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(trained, tmp_path / "run")


def test_train_ends_with_one_json_object(tmp_path, capsys):
    assert main([*QUICK, "--out", str(tmp_path / "run"), "--json", "--beta", "2", "--latent-dim", "3"]) == 0
    result = last_json(capsys)
    assert set(result) >= KEYS
    assert (result["beta"], result["latent_dim"], result["split"]) == (2.0, 3, "test")
    assert result["elbo"] == pytest.approx(-(result["reconstruction"] + result["kl"]), abs=1e-4)
    second = [report for report in open_run(tmp_path / "run").reports() if report.epoch > 1]  # a slow epoch has several
    trained = [report.train.elbo for report in second]
    assert result["gap"] == pytest.approx(sum(trained) / len(trained) - second[-1].validation.elbo)


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
    for count in ("-1", "1000000000"):  # refused, before it would take years
        assert main(["evaluate", str(run), "--nll-samples", count]) == 2
        assert "choose from 0 to 100,000" in capsys.readouterr().err


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


@pytest.mark.fault("S8")
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
        if entry.default in ((), ""):
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


@pytest.mark.fault("S1", "S2", "S6", "S8")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 0, "usage: "),
        (["list"], 0, "runs    in "),
        (["train", *SMALL_DIGITS, "--out", "new"], 0, "Finished 1 epoch."),
        # 1: the command failed
        (["train", "--data", "digits", "--subset", "5000", "--out", "new"], 1, "subset is 5000"),
        # 2: the command line is wrong
        (["train", "--colour", "red"], 2, "--colour"),
        (["evaluate", "full"], 2, "full holds no run, for it has no summary.json"),
        (["export", "full"], 2, "full holds no run, for it has no summary.json"),
        (["resume", "full"], 2, "full holds no run, for it has no summary.json"),
        (["train", "--data", "digits", "--out", "full"], 2, "full is not empty; choose another folder"),
        (["train", "--data", "kmnist", "--out", "full"], 2, "full is not empty"),  # before it looks for the images
        (["resume", "nowhere", "--device", "tpu"], 2, "nowhere is not a folder"),
        (["train", "--latent-dim", "0"], 2, "latent_dim is 0"),
        (["train", "--latent-dim", "two"], 2, "argument --latent-dim: 'two' is no whole number"),
        (["train", "--beta", "1,5"], 2, "argument --beta: '1,5' is no number; write 1.5, with a point"),
        (["train", "--beta", "high"], 2, "argument --beta: 'high' is no number (see"),
        (["train", "--out", ""], 2, "argument --out: an empty path; name a file or a folder"),
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
        (["import", "full/notes.txt", "--out", "full/notes.txt"], 2, "notes.txt is not a folder; choose another place"),
        (["import-model", "full/notes.txt", "--out", "full/notes.txt/x"], 2, "notes.txt is not a folder"),
        (["list", "nowhere"], 2, "nowhere is not a folder; give a folder that holds runs"),
        (["evaluate", "x", "--split", "all"], 2, "invalid choice: 'all'"),
        (["train", "--data", "digits", "--out", "x\udcff"], 2, "is not valid UTF-8; rename the file or folder"),
        (
            ["sweep", "--vary", f"epochs={','.join(map(str, range(1, 100_000)))}"],
            2,
            "99999 values of epochs in a sweep",
        ),
        (["sweep", "--vary", "beta=1,2", "--beta", "3"], 2, "--vary and --beta both set beta; leave --beta out"),
        (["train", "--model", "pca", "--beta", "2"], 2, "--beta 2 (see latent-lab train --model pca --help)"),
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


@pytest.mark.fault("S6")
@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("zip", "x.html", "has the ending '.html'; --to zip needs .zip, or a folder"),
        ("html", "x.ipynb", "--to html needs .html, or a folder"),
        ("onnx", "x.zip", "--to onnx needs no ending: a folder is written"),
    ],
)
def test_an_export_under_the_ending_of_another_kind_is_refused(kind, name, words, run, tmp_path, capsys):
    assert main(["export", str(run), "--to", kind, "--out", str(tmp_path / name)]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / name).exists()


@pytest.mark.fault("S6", "S8")
@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RuntimeError("out of memory\nat line 3"), 1, "error: out of memory\n"),
        (OSError("disk full"), 1, "error: disk full\n"),
        (FileNotFoundError(2, "No such file", "/proc/x"), 1, "error: '/proc/x' cannot be used: No such file; choose"),
        (KeyboardInterrupt(), 130, "error: interrupted\n"),
    ],
)
def test_an_error_of_a_command_becomes_an_exit_code(error, code, words, capsys, monkeypatch):
    def fail(options):
        raise error

    monkeypatch.setitem(COMMANDS, "list", fail)
    assert main(["list"]) == code
    assert words in capsys.readouterr().err


def test_a_name_that_the_terminal_cannot_show_is_listed_with_its_letters_replaced(run, tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    run.rename(tmp_path / "runs" / "größe")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["list", str(tmp_path / "runs")]) == 0
    terminal.flush()
    assert rb"gr\xf6\xdfe" in terminal.buffer.getvalue()


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


def started(path, *more):
    """A training in a process of its own that has written a checkpoint."""
    command = [sys.executable, "-m", "vae_core", *QUICK, "--epochs", "100000", "--out", str(path), *more]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)
    while not (path / "state.safetensors").exists():
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    return process


@pytest.mark.fault("S6")
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_stop_a_run_with_its_weights_and_exit_130(number, tmp_path):
    process = started(tmp_path / "run")
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "weights and checkpoint are kept; continue with" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    run = Run(tmp_path / "run")
    assert run.summary.status == "stopped"
    run.load_model()
    assert run.is_ready
    stop = threading.Thread(target=stop_once_it_runs, args=(run,))
    stop.start()
    assert main(["train", "--resume", "--out", str(tmp_path / "run")]) == 0
    stop.join()


@pytest.mark.fault("R15")
@pytest.mark.slow
def test_a_killed_command_line_run_is_interrupted_at_once_and_its_checkpoint_is_of_use(tmp_path, capsys):
    process = started(tmp_path / "run")
    process.kill()
    process.communicate(timeout=PATIENCE)
    run = Run(tmp_path / "run")
    assert (run.summary.status, run.status) == ("running", "interrupted")
    assert list_entries([run])[0][0].summary.status == "interrupted"
    assert main(["list", str(tmp_path), "--json"]) == 0
    assert last_json(capsys)["runs"][0]["status"] == "interrupted"
    assert main(["evaluate", str(run.path), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["images"] == 179
    assert "this run is interrupted; its last checkpoint is measured" in captured.err
    assert main(["export", str(run.path), "--out", str(tmp_path / "files")]) == 0
    assert (tmp_path / "files" / "decoder.onnx").exists()
    assert main(["resume", str(run.path), "--finish"]) == 0
    assert run.summary.status == "stopped"
    assert "last checkpoint, after" in run.summary.message
    assert run.is_ready
    assert main(["export", str(run.path), "--to", "html", "--out", str(tmp_path / "files")]) == 0


@pytest.mark.fault("R16")
def test_last_files_that_were_lost_are_completed(run):
    for name in ("weights.safetensors", "latents.safetensors", "decoder.onnx"):
        (run / name).unlink()
    assert main(["resume", str(run), "--finish"]) == 0
    assert Run(run).summary.status == "finished"
    assert Run(run).is_ready
    assert Run(run).load_model()


def test_a_run_without_a_checkpoint_cannot_be_finished(run, capsys):
    (run / "state.safetensors").unlink()
    assert main(["resume", str(run), "--finish"]) == 1
    assert "has no checkpoint (state.safetensors); train its configuration again" in capsys.readouterr().err


@pytest.mark.slow
def test_a_finished_run_goes_on_for_more_epochs(run, capsys):
    assert main(["resume", str(run)]) == 1
    assert "add epochs, with the button on the Train page or --more-epochs" in capsys.readouterr().err
    assert main(["resume", str(run), "--more-epochs", "3"]) == 0
    assert Run(run).summary.message == "Finished 5 epochs."
    assert main(["resume", str(run), "--more-epochs", "-1"]) == 2
    assert main(["resume", str(run), "--more-epochs", "99999999999"]) == 2
    assert "--more-epochs is 99999999999; choose from 0 to 100,000" in capsys.readouterr().err
    assert main(["resume", str(run), "--more-epochs", "1", "--finish"]) == 2


@pytest.mark.fault("R17")
def test_a_run_from_a_device_that_is_not_here_resumes_is_measured_and_exported(run, capsys):
    absent = "mps" if not torch.backends.mps.is_available() else "cuda"
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps(config | {"device": absent, "epochs": 3}))
    Run(run).update_summary(status="interrupted", device=absent)
    tensors, numbers = read_tensors(run / "state.safetensors")
    cuda = tensors | {"generator": torch.zeros(16, dtype=torch.uint8)}  # CUDA's state is 16 bytes
    write_tensors(run / "state.safetensors", cuda, numbers | {"stop_reason": ""})
    for command in (["evaluate", str(run)], ["export", str(run), "--out", str(run / "files")], ["resume", str(run)]):
        assert main(command) == 0, command
    assert "it continues on cpu, so its weights are no longer the same bit for bit" in capsys.readouterr().err
    assert Run(run).summary.message == "Finished 3 epochs."
    assert main(["resume", str(run), "--device", "tpu"]) == 2
    assert main(["evaluate", str(run), "--device", absent]) == 1
    errors = capsys.readouterr().err.splitlines()
    assert errors[0] == "error: unknown device 'tpu'; choose from auto, cpu, cuda, mps"
    assert f"device {absent!r} is not available on this machine" in errors[1]


@pytest.mark.fault("S1")
def test_a_batch_larger_than_the_data_shrinks_with_a_word(tmp_path, capsys):
    assert main([*QUICK, "--batch-size", "5000", "--out", str(tmp_path / "run")]) == 0
    assert "batch_size 5000 is larger than the 1439 training images; it is 1439 now" in capsys.readouterr().err
    assert Run(tmp_path / "run").config.batch_size == 1439


@pytest.mark.fault("S3")
def test_a_diverged_run_exits_1_and_keeps_weights_that_are_of_use(tmp_path, capsys):
    bad = ["--learning-rate", "10", "--likelihood", "gaussian", "--scale", "per_pixel", "--epochs", "200"]
    assert main([*QUICK, *bad, "--out", str(tmp_path / "run"), "--json"]) == 1
    captured = capsys.readouterr()
    assert "error: the training diverged. The loss stopped being a usable number" in captured.err.splitlines()[-1]
    result = json.loads(captured.out)
    assert abs(result["elbo"]) < 1000  # untrained it is about -60
    assert any(finding["name"] == "diverged" for finding in result["diagnosis"])


@pytest.mark.slow
def test_a_sweep_goes_on_after_a_diverged_value_and_exits_1(tmp_path, capsys):
    bad = ["--likelihood", "gaussian", "--scale", "per_pixel", "--epochs", "200"]
    rates = ["--vary", "learning_rate=10,0.001", "--patience", "1"]
    assert main(["sweep", *rates, *QUICK[1:5], *QUICK[7:], *bad, "--out", str(tmp_path)]) == 1
    assert "error: 1 of 2 trainings diverged. The loss" in capsys.readouterr().err.splitlines()[-1]
    assert {run.summary.status for run in list_runs(tmp_path)} == {"diverged", "converged"}


@pytest.mark.slow
def test_a_negative_loss_is_explained_and_a_diagnosis_is_printed(tmp_path, capsys):
    options = ["--model", "pca", "--latent-dim", "10"]
    assert main([*QUICK, *options, "--out", str(tmp_path / "run")]) == 0
    assert "the reconstruction loss is negative, which is no error" in capsys.readouterr().err
    assert main([*QUICK, "--beta", "60", "--out", str(tmp_path / "other")]) == 0
    assert "problem  " in capsys.readouterr().out


def test_a_run_goes_out_as_a_zip_file_and_in_again(run, tmp_path, capsys):
    assert main(["export", str(run), "--to", "zip", "--out", str(tmp_path / "home")]) == 0
    assert main(["import", str(tmp_path / "home" / "run.zip"), "--out", str(tmp_path / "taken"), "--json"]) == 0
    taken = last_json(capsys)
    assert taken["passed_over"] == []
    assert main(["evaluate", taken["run"]]) == 0


def test_an_import_exits_1_for_a_refused_file_and_2_for_none(run, tmp_path, capsys):
    (tmp_path / "text.zip").write_text("no zip")
    assert main(["import", str(tmp_path / "text.zip"), "--out", str(tmp_path / "taken")]) == 1
    assert main(["import", str(tmp_path / "nothing.zip"), "--out", str(tmp_path / "taken")]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert f"{tmp_path / 'text.zip'}: This is no zip file that can be read" in errors[0]
    assert "nothing.zip is not a file; give the zip file of a run" in errors[1]
    assert not list((tmp_path / "taken").glob("*"))


CODES_COMMANDS = ("encode", "reconstruct", "traverse", "interpolate")


@pytest.mark.fault("S8")
@pytest.mark.parametrize("command", COMMANDS)
def test_advice_to_download_is_an_option_of_each_command_that_loads_images(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    loads_images = command in ("train", "sweep", "resume", "evaluate", *CODES_COMMANDS)
    assert ("--download" in capsys.readouterr().out) == loads_images


@pytest.mark.parametrize("value", ["", " ", "~/mine", "mine", "../mine"])
def test_the_runs_folder_is_one_place_in_command_line_and_app(value, tmp_path, monkeypatch, capsys):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LATENT_LAB_RUNS", value)
    wanted = {"~/mine": "home/mine", "mine": "here/mine", "../mine": "mine"}.get(value, "here/runs")
    assert jobs.runs_folder() == tmp_path / wanted
    assert main(["list"]) == 0
    assert f"runs    in {tmp_path / wanted}: none" in capsys.readouterr().out


@pytest.mark.slow
def test_a_sweep_trains_each_value_and_the_runs_remember_that_they_belong_together(tmp_path, capsys):
    out = ["--out", str(tmp_path), "--json", "--data", "digits", "--hidden", "8", "--epochs", "1", "--threads", "1"]
    assert main(["sweep", "--vary", "beta=0.5,2", *out]) == 0
    assert [json.loads(line)["beta"] for line in capsys.readouterr().out.splitlines()] == [0.5, 2.0]
    runs = list_runs(tmp_path)
    assert len(runs) == 2
    assert len({run.summary.sweep for run in runs}) == 1


@pytest.mark.parametrize("words", ["beta=1,two", "beta", "colour=1,2", "beta=1,-1", "subset=160,5000", "sd=0.1,1"])
def test_a_sweep_with_a_value_that_cannot_be_trains_nothing(words, tmp_path, capsys):
    assert main(["sweep", "--vary", words, "--data", "digits", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list_runs(tmp_path) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("--sd 0.1", "--sd has no effect here, for it needs likelihood gaussian"),
        ("--warm-up 0.5", "--warm-up has no effect here, for it needs beta_schedule warm_up"),
        ("--prior-components 5", "--prior-components has no effect here, for it needs prior mixture or vamp"),
        ("--model pca --network conv", "--network has no effect here, for it needs a model with hidden layers"),
        ("--model pca --clip 1", "--clip has no effect here, for it needs a model that is trained in steps"),
        ("--model memorizer --code one_hot --memories 9", "--memories has no effect here, for it needs code free"),
        ("--likelihood gaussian --sd 0.1", ""),
    ],
)
def test_a_setting_that_changes_nothing_is_named_with_what_it_needs(given, words, tmp_path, capsys):
    tiny = ["train", "--data", "digits", "--subset", "32", "--epochs", "1", "--threads", "1"]
    assert main([*tiny, *given.split(), "--out", str(tmp_path / "run")]) == 0
    error = capsys.readouterr().err
    assert words in error
    assert error.count("no effect") == bool(words)


@pytest.mark.slow
def test_a_sweep_over_models_and_likelihoods_takes_what_one_of_them_needs(tmp_path):
    out = ["--out", str(tmp_path), "--data", "digits", "--hidden", "8", "--epochs", "1", "--threads", "1"]
    assert main(["sweep", "--vary", "likelihood=bernoulli,gaussian", "--sd", "0.3", *out]) == 0
    assert main(["sweep", "--vary", "model=vae,pca", *out]) == 0
    settings = [run.config.settings for run in list_runs(tmp_path)]
    assert sorted((each.likelihood, each.sd) for each in settings) == [
        ("bernoulli", 0.3),
        ("bernoulli", 1.0),
        ("gaussian", 0.3),
        ("gaussian", 1.0),
    ]


@pytest.mark.fault("S6")
@pytest.mark.slow
def test_a_reader_that_closes_the_pipe_early_ends_the_command_without_a_complaint(trained):
    command = [sys.executable, "-m", "vae_core", "curves", str(trained)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 1)
