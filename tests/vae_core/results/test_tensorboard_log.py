"""TensorBoard's files: read again by its own reader, and clear words where the package is missing."""

import sys

import numpy as np
import pytest

from tests.support.trained_runs import trained
from vae_core.__main__ import main
from vae_core.files import read_tensors, write_bytes
from vae_core.runs.run import Run

SMALL = ["--data", "digits", "--hidden", "16", "--subset", "300", "--epochs", "1", "--threads", "1", "--device", "cpu"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("runs"), "vae", latent_dim=2)


def events_in(folder):
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = accumulator.EventAccumulator(str(folder))
    events.Reload()
    return events


@pytest.mark.filterwarnings("ignore")  # of TensorBoard's own imports
def test_an_exported_run_has_its_curves_images_and_codes(run, tmp_path, capsys):
    pytest.importorskip("tensorboard")
    assert main(["export", str(run.path), "--to", "tensorboard", "--out", str(tmp_path)]) == 0
    events, reports = events_in(tmp_path / "tensorboard"), run.reports()
    assert [event.step for event in events.Scalars("kl/train")] == [report.step for report in reports]
    assert events.Scalars("kl/train")[-1].value == pytest.approx(reports[-1].train.kl)
    assert events.Scalars("elbo/validation")[-1].value == pytest.approx(reports[-1].validation.elbo)
    assert any(tag.startswith("reconstructions") for tag in events.Tags()["images"])
    (codes,) = (tmp_path / "tensorboard").rglob("tensors.tsv")
    places = np.loadtxt(codes)
    mean = read_tensors(run.path / "latents.safetensors")[0]["mean"].numpy()
    assert places.shape == (len(mean), 3)  # the projector shows three dimensions
    assert places[:, :2] == pytest.approx(mean, abs=1e-5)
    assert codes.with_name("metadata.tsv").read_text().splitlines()[0].split("\t") == ["class", "index", "split"]


@pytest.mark.filterwarnings("ignore")
def test_a_training_writes_them_as_it_goes_on(tmp_path):
    pytest.importorskip("tensorboard")
    assert main(["train", *SMALL, "--out", str(tmp_path / "run"), "--log", "tensorboard"]) == 0
    events = events_in(tmp_path / "run" / "tensorboard")
    assert len(events.Scalars("reconstruction/train")) == len(Run(tmp_path / "run").reports())
    assert main(["export", str(tmp_path / "run"), "--to", "zip", "--out", str(tmp_path / "run.zip")]) == 0


@pytest.mark.fault("R4")
@pytest.mark.filterwarnings("ignore")
def test_a_disk_that_gets_full_leaves_no_part_of_an_export(run, tmp_path, capsys, monkeypatch):
    pytest.importorskip("tensorboard")
    writes = iter([write_bytes])

    def write(path, content):
        if one := next(writes, None):
            return one(path, content)
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("vae_core.results.tensorboard_log.write_bytes", write)
    assert main(["export", str(run.path), "--to", "tensorboard", "--out", str(tmp_path / "out")]) == 1
    assert "is full; delete runs or other files" in capsys.readouterr().err
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_without_the_package_the_command_says_how_to_install_it(run, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("vae_core.commands.training.find_spec", lambda name: None)
    assert main(["train", *SMALL, "--out", str(tmp_path / "new"), "--log", "tensorboard"]) == 2
    assert "run `pip install tensorboard`" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    assert main(["export", str(run.path), "--to", "tensorboard", "--out", str(tmp_path)]) == 1
    assert "run `pip install tensorboard`" in capsys.readouterr().err
