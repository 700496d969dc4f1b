"""ONNX files that are made from a run's weights at first use."""

import io
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import onnxruntime
import pytest
import torch

from tests.support.batches import batch_of
from tests.support.paths import PRETRAINED
from vae_core.assets import ASSETS
from vae_core.export.onnx_files import export_onnx
from vae_core.files import DamagedRun
from vae_core.runs import onnx_cache
from vae_core.runs.onnx_cache import NETWORK_FILES, onnx_file, onnx_source
from vae_core.runs.run import Run, list_runs
from vae_core.runs.run_zip import zip_run

BUNDLED = [*list_runs(PRETRAINED), *list_runs(ASSETS / "sweeps" / "mnist-beta")]
FIRST = Run(PRETRAINED / "mnist-vae-2d")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty folder of downloaded data."""
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "onnx"


@pytest.fixture
def copied(tmp_path):
    """A copy of a bundled run that a test may change."""
    return Run(shutil.copytree(FIRST.path, tmp_path / "copied"))


def computed(path, **inputs):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {name: values.numpy() for name, values in inputs.items()})[0]


@pytest.mark.parametrize("run", BUNDLED, ids=[run.id for run in BUNDLED])
def test_the_files_of_each_bundled_run_compute_what_its_weights_compute(run):
    model, generator = run.load_model(), torch.Generator().manual_seed(0)
    z = torch.randn(5, model.architecture.latent_dim, generator=generator)
    images = torch.rand(5, *model.architecture.shape, generator=generator)
    with torch.no_grad():
        decoded, mean = model.decode(z), model.embed(batch_of(images))
    np.testing.assert_allclose(computed(onnx_file(run, "decoder.onnx"), z=z), decoded, rtol=0, atol=1e-5)
    scale = max(1.0, float(mean.abs().max()))  # codes of an autoencoder reach 15
    np.testing.assert_allclose(computed(onnx_file(run, "encoder.onnx"), images=images), mean, rtol=0, atol=1e-5 * scale)
    assert not [path for path in run.path.iterdir() if path.suffix == ".onnx"]


def test_threads_that_ask_at_once_get_one_file_that_was_made_once(cache, monkeypatch):
    made, start = [], Barrier(8)

    def export(model, folder):
        made.append(folder)
        return export_onnx(model, folder)

    def ask(number):
        start.wait()
        return onnx_file(FIRST, NETWORK_FILES[number % 2])

    monkeypatch.setattr(onnx_cache, "export_onnx", export)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert len(made) == 1
    assert found == {made[0] / name for name in NETWORK_FILES}
    assert sorted(path.name for path in cache.rglob("*.*")) == ["decoder.onnx", "encoder.onnx"]


def test_models_are_exported_by_several_threads_at_once(tmp_path):
    start = Barrier(4)

    def export(number):
        model, folder = FIRST.load_model(), tmp_path / str(number)
        folder.mkdir()
        start.wait()
        return [path.read_bytes() for path in export_onnx(model, folder)]

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(export, range(4))
    assert others == [first] * 3


def test_a_file_is_not_made_again(monkeypatch):
    path = onnx_file(FIRST, "decoder.onnx")
    monkeypatch.setattr(onnx_cache, "export_onnx", lambda model, folder: pytest.fail("made again"))
    assert onnx_file(FIRST, "decoder.onnx") == path
    assert onnx_file(Run(FIRST.path), "encoder.onnx") == path.with_name("encoder.onnx")


def test_other_weights_have_other_files(copied):
    before = onnx_file(copied, "decoder.onnx")
    shutil.copy(PRETRAINED / "mnist-ae-2d" / "weights.safetensors", copied.path)
    shutil.copy(PRETRAINED / "mnist-ae-2d" / "config.json", copied.path)
    after = onnx_file(copied, "decoder.onnx")
    assert before != after
    assert before.read_bytes() != after.read_bytes()


def test_a_run_keeps_its_own_file(copied, cache):
    (copied.path / "decoder.onnx").write_bytes(b"its own")
    assert onnx_file(copied, "decoder.onnx") == onnx_source(copied, "decoder.onnx") == copied.path / "decoder.onnx"
    assert not cache.exists()
    assert onnx_source(copied, "encoder.onnx") == copied.path / "weights.safetensors"


def test_a_training_that_goes_on_has_no_file_yet(copied):
    copied.update_summary(status="running")
    with pytest.raises(DamagedRun, match=r"run copied has no decoder.onnx, .* of a finished training"):
        onnx_file(copied, "decoder.onnx")


def test_a_run_without_weights_says_what_is_missing(copied):
    (copied.path / "weights.safetensors").unlink()
    with pytest.raises(DamagedRun, match=r"has no encoder.onnx, and no weights.safetensors .*; resume its training"):
        onnx_file(copied, "encoder.onnx")


def test_a_cache_that_cannot_be_written_is_named_with_the_way_out(cache):
    cache.parent.write_text("a file where the folder would be")  # like a read-only folder, also for root
    with pytest.raises(ValueError, match=r"data/onnx/\w+ cannot be written: Not a directory; .* LATENT_LAB_DATA"):
        onnx_file(FIRST, "decoder.onnx")


def test_the_zip_file_of_a_bundled_run_holds_the_files():
    with zipfile.ZipFile(io.BytesIO(zip_run(FIRST))) as archive:
        for name in NETWORK_FILES:
            assert archive.read(name) == onnx_file(FIRST, name).read_bytes()


def test_a_zip_file_goes_without_them_where_they_cannot_be_made(cache):
    cache.parent.write_text("a file where the folder would be")
    with zipfile.ZipFile(io.BytesIO(zip_run(FIRST))) as archive:
        assert not {*NETWORK_FILES} & {*archive.namelist()}
