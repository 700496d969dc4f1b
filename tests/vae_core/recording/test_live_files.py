"""What a watcher sees of a training: the decoder as it is now, draws of the same noise, and nothing that changes the run."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import onnxruntime
import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for, pixels
from vae_core.files import read_tensors
from vae_core.models import MODELS
from vae_core.nn.networks import NETWORKS, Architecture
from vae_core.recording import live_files, recording
from vae_core.recording.live_files import LIVE_DECODER, LIVE_TENSORS, LiveDecoder, LiveFiles, write_live_tensors
from vae_core.recording.recording import record
from vae_core.runs import watched as watched_sign
from vae_core.runs.run import create_run
from vae_core.runs.watched import WATCHED_FILE, renew_watched
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=2, device="cpu", threads=1)


def trainer_of(**changes):
    config = replace(CONFIG, settings=None, **changes)
    return Trainer(config, load_for(config))


def decoded(path, **inputs):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, inputs)[0]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("network", NETWORKS)
def test_the_browser_decodes_with_the_weights_of_the_last_writing_not_of_the_first(name, network, tmp_path):
    torch.manual_seed(0)
    model = MODELS[name](Architecture((1, 8, 8), 3, network, labels=10))
    decoder, z, labels = LiveDecoder(tmp_path / LIVE_DECODER), torch.randn(5, 3), torch.arange(5)
    told = {"label": labels.numpy()} if model.is_conditional else {}
    for _ in range(2):
        with torch.no_grad():
            for weight in model.decoder.parameters():
                weight.add_(0.3 * torch.randn(weight.shape))
            wanted = model.decode(z, labels)
        decoder.write(model)
        np.testing.assert_allclose(decoded(tmp_path / LIVE_DECODER, z=z.numpy(), **told), wanted, atol=1e-5)


def test_draws_from_the_prior_are_of_the_same_noise_each_time(tmp_path):
    trainer = trainer_of()
    write_live_tensors(tmp_path, trainer)
    first = read_tensors(tmp_path / LIVE_TENSORS)[0]["samples"]
    write_live_tensors(tmp_path, trainer)
    assert torch.equal(read_tensors(tmp_path / LIVE_TENSORS)[0]["samples"], first)
    z = torch.randn(10, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        assert torch.equal(first, pixels(trainer.model.decode(z)))


def test_a_conditional_model_draws_one_label_after_the_other(tmp_path):
    trainer = trainer_of(model="conditional_vae")
    write_live_tensors(tmp_path, trainer)
    z = torch.randn(10, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = pixels(trainer.model.decode(z, torch.arange(10)))
    assert torch.equal(read_tensors(tmp_path / LIVE_TENSORS)[0]["samples"], wanted)


@pytest.mark.parametrize("model", ["autoencoder", "memorizer"])
def test_a_model_without_a_prior_draws_nothing(model, tmp_path):
    write_live_tensors(tmp_path, trainer_of(model=model))
    assert set(read_tensors(tmp_path / LIVE_TENSORS)[0]) == {"mean", "label", "inputs", "reconstructions"}


@pytest.mark.parametrize("model", ["vae", "factor_vae"])
def test_a_training_that_is_watched_at_each_report_ends_with_the_same_weights(model, tmp_path):
    alone, watched = trainer_of(model=model), trainer_of(model=model)
    list(alone.train())
    files = LiveFiles(tmp_path, watched)
    for _ in watched.train():
        files.write()
        torch.rand(3)  # whoever looks may use the process's own random numbers
    left, right = alone.model.state_dict(), watched.model.state_dict()
    assert all(torch.equal(left[name], right[name]) for name in left)


def test_writing_leaves_the_process_s_own_random_numbers_alone(tmp_path):
    files = LiveFiles(tmp_path, trainer_of(model="conditional_vae"))
    before = torch.get_rng_state()
    files.write()
    assert torch.equal(torch.get_rng_state(), before)


def test_the_live_decoder_is_there_while_the_run_trains_and_gives_way_to_the_final_one(tmp_path, monkeypatch):
    monkeypatch.setattr(recording, "LIVE_SECONDS", 0.0)
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=3))
    trainer = Trainer(run.config, load_for(run.config))
    reports = record(run, trainer)
    next(reports)
    z = torch.randn(4, 2)
    with torch.no_grad():
        np.testing.assert_allclose(decoded(run.path / LIVE_DECODER, z=z.numpy()), trainer.model.decode(z), atol=1e-5)
    list(reports)
    assert not (run.path / LIVE_DECODER).exists()
    assert (run.path / "decoder.onnx").exists()


def test_a_slow_network_shows_fewer_codes_but_always_as_many(tmp_path, monkeypatch):
    files = LiveFiles(tmp_path, trainer_of())
    monkeypatch.setattr(live_files, "_LEAST_IMAGES", 50)  # digits have fewer for validation than other sets
    monkeypatch.setattr(live_files, "_EMBED_SECONDS", 1e-9)
    files.write()
    monkeypatch.undo()
    files.write()
    assert len(read_tensors(tmp_path / LIVE_TENSORS)[0]["mean"]) == 50


@pytest.mark.slow
def test_live_files_are_renewed_while_somebody_watches_and_rarely_otherwise(tmp_path, monkeypatch):
    now = [50.0]
    for module in (recording, watched_sign):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    run = create_run(tmp_path / "run", replace(CONFIG, epochs=100_000))
    reports = record(run, Trainer(run.config, load_for(run.config)))

    def is_renewed_after(seconds):
        now[0] += seconds
        step = next(reports).step
        return read_tensors(run.path / LIVE_TENSORS)[1]["step"] == step

    assert [is_renewed_after(seconds) for seconds in (0, 1, 4, 4, 2, 1)] == [True, False, False, False, True, False]
    renew_watched(run.path)
    assert [is_renewed_after(seconds) for seconds in (1, 1, 0.5, 0.5, 2.5)] == [True, True, False, True, True]
    assert not is_renewed_after(2)  # the last look is longer ago than WATCHED_SECONDS
    run.ask_to_stop()
    list(reports)
    assert not (run.path / WATCHED_FILE).exists()
