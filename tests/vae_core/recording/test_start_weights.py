"""A training that starts from the weights of another run."""

import pytest
import torch

from tests.support.trained_runs import trained
from vae_core.__main__ import main
from vae_core.config import config_from_plain
from vae_core.datasets import load_for
from vae_core.files import DamagedRun
from vae_core.models import MODELS, model_class
from vae_core.recording.recording import record, trainer_of
from vae_core.recording.start_weights import start_weights
from vae_core.runs.run import START, create_run, open_run
from vae_core.runs.training_code import script_of

LIKE_ORIGIN = "--data digits --epochs 1 --latent-dim 3 --hidden 16 --subset 300 --threads 1 --device cpu"
STILL = 1e-12  # a learning rate at which the weights stay where they start


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("runs"), "first")


def successor(origin, **changes):
    plain = origin.config.to_plain() | {"start_from": origin.id, "learning_rate": STILL, "seed": 7} | changes
    return config_from_plain(plain)


def assert_starts_from(run, origin):
    ours, theirs = run.load_model().state_dict(), origin.load_model().state_dict()
    assert all(torch.allclose(ours[name], theirs[name], atol=1e-6) for name in theirs)


def test_a_training_starts_from_the_weights_of_its_origin_even_after_a_crash(origin, tmp_path):
    config = successor(origin)
    run = create_run(tmp_path / "second", config, start_weights(config, origin))
    for _ in range(2):  # a worker that dies before the first checkpoint is followed by another one
        trainer = trainer_of(run, load_for(config))
        assert torch.equal(next(trainer.model.parameters()), next(origin.load_model().parameters()))
    list(record(run, trainer))
    assert_starts_from(run, origin)
    assert open_run(run.path).config.start_from == "first"
    assert not (run.path / START).exists()
    with pytest.raises(ValueError, match="started from the weights of run first"):
        script_of(run)


def test_without_its_file_of_weights_a_run_does_not_start_from_random_ones(origin, tmp_path):
    run = create_run(tmp_path / "second", successor(origin))
    with pytest.raises(DamagedRun, match=r"starts from run first, and its start.safetensors is missing"):
        trainer_of(run, load_for(run.config))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latent_dim": 2}, "latent_dim is 2, and the run has 3"),
        ({"hidden": [8]}, r"hidden is \[8\], and the run has \[16\]"),
        ({"data": "mnist"}, r"the image shape is \[1, 28, 28\], and the run has \[1, 8, 8\]"),
    ],
)
def test_weights_of_another_shape_are_refused_with_the_difference(origin, changes, words):
    with pytest.raises(ValueError, match=words):
        start_weights(successor(origin, **changes), origin)


@pytest.mark.parametrize("model", [name for name in MODELS if model_class(name).holds_images])
def test_a_model_fitted_to_its_own_images_starts_from_no_run(origin, model):
    with pytest.raises(ValueError, match=f"model '{model}' is fitted to its own images"):
        start_weights(config_from_plain({"model": model, "data": "digits", "start_from": origin.id}), origin)


def test_no_sweep_varies_the_run_it_starts_from(capsys):
    assert main(["sweep", "--vary", "start_from=a,b"]) == 2
    assert "start_from" in capsys.readouterr().err


def test_a_name_that_leads_out_of_the_folder_is_refused():
    for name in ("../x", ".rooms", "a/b"):
        with pytest.raises(ValueError, match="start_from is"):
            config_from_plain({"start_from": name})


@pytest.mark.parametrize("command", [["train", "--out", "new"], ["sweep", "--vary", "beta=1,2", "--out", "."]])
def test_the_command_line_starts_from_the_run_in_a_folder(origin, tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    words = [*LIKE_ORIGIN.split(), "--start-from", str(origin.path), "--learning-rate", str(STILL)]
    assert main([*command, *words]) == 0
    found = [open_run(path) for path in tmp_path.iterdir()]
    assert len(found) == (1 if command[0] == "train" else 2)
    for run in found:
        assert run.config.start_from == "first"
        assert_starts_from(run, origin)
    assert main(["train", "--out", "other", *words, "--latent-dim", "2"]) != 0
    assert "latent_dim is 2, and the run has 3" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_model_networks_and_images_are_the_runs_unless_the_command_states_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    short = ["--epochs", "1", "--threads", "1", "--device", "cpu"]
    first = ["--model", "beta_tcvae", "--data", "digits", "--latent-dim", "3", "--hidden", "16", "--tc-weight", "5"]
    assert main(["train", "--out", "first", *first, *short]) == 0
    assert main(["train", "--out", "second", "--start-from", "first", "--subset", "300", *short]) == 0
    assert main(["train", "--out", "third", "--start-from", "first", "--tc-weight", "2", "--seed", "3", *short]) == 0
    second, third = (open_run(tmp_path / name).config for name in ("second", "third"))
    assert (second.model, second.data, second.latent_dim, second.hidden) == ("beta_tcvae", "digits", 3, (16,))
    assert (second.subset, second.settings.tc_weight, third.settings.tc_weight, third.seed) == (300, 5, 2, 3)
