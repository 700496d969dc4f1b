"""Trainings that go on from the weights of an imported run, on the command line."""

import pytest
import torch
from safetensors.torch import save_file

from tests.support.foreign_models import SequentialVae, dense_vae_weights, onnx_files, settled
from vae_core.__main__ import main
from vae_core.foreign.found_model import ModelChoices
from vae_core.foreign.import_model import import_model
from vae_core.options import PROGRAM
from vae_core.runs.run import open_run

STILL = "1e-12"  # a learning rate at which the weights stay where they start
SHORT = ["--epochs", "1", "--subset", "300", "--threads", "1", "--device", "cpu", "--learning-rate", STILL]


def dense_files(folder):
    save_file(dense_vae_weights(), folder / "model.safetensors")
    return [folder / "model.safetensors"]


def convolutional_files(folder):
    return onnx_files(settled(SequentialVae(4, norms=True)), folder)


KINDS = {"dense": (dense_files, "digits"), "convolutional": (convolutional_files, "fashion_mnist_10k")}


@pytest.fixture(params=KINDS)
def imported(request, tmp_path):
    torch.manual_seed(0)
    files, data = KINDS[request.param]
    (tmp_path / "runs").mkdir()
    return import_model(files(tmp_path), tmp_path / "runs", "imported", ModelChoices(data, "relu")).run


def weights(run):
    return run.load_model().state_dict()


def test_the_command_that_the_refused_resume_names_trains_from_the_imported_weights(imported, tmp_path, capsys):
    assert main(["resume", str(imported.path)]) != 0
    command = f"`{PROGRAM} train --start-from {imported.path}`"
    assert command in capsys.readouterr().err
    words = command.strip("`").removeprefix(f"{PROGRAM} ").split()
    assert main([*words, *SHORT, "--out", str(tmp_path / "next")]) == 0
    run = open_run(tmp_path / "next")
    named = ("data", "model", "settings", "network", "hidden", "latent_dim", "activation", "layers")
    assert all(getattr(run.config, name) == getattr(imported.config, name) for name in named)
    assert (run.config.start_from, run.config.epochs, run.config.subset) == ("imported", 1, 300)
    ours, theirs = weights(run), weights(imported)
    assert all(torch.allclose(ours[name], theirs[name], atol=1e-6) for name in theirs)
    assert main(["resume", str(run.path), "--more-epochs", "1"]) == 0
    assert run.summary.status == "finished"
    assert next(run.newest_first()).epoch == 2


def test_a_sweep_starts_all_its_runs_from_the_imported_weights(imported, tmp_path):
    words = ["--start-from", str(imported.path), *SHORT, "--vary", "beta=1,4", "--out", str(tmp_path / "sweep")]
    assert main(["sweep", *words]) == 0
    runs = [open_run(path) for path in (tmp_path / "sweep").iterdir()]
    assert sorted(run.config.beta for run in runs) == [1, 4]
    for run in runs:
        assert run.config.layers == imported.config.layers
        ours, theirs = weights(run), weights(imported)
        assert all(torch.allclose(ours[name], theirs[name], atol=1e-6) for name in theirs)


def test_images_of_another_shape_are_refused_with_both_shapes(imported, tmp_path, capsys):
    words = ["train", "--start-from", str(imported.path), "--data", "sprites", "--out", str(tmp_path / "next")]
    assert main([*words, *SHORT]) != 0
    said = capsys.readouterr().err
    assert imported.id in said
    assert "its shape" in said
    assert not (tmp_path / "next").exists()
