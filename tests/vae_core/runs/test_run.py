"""A run's folder: complete, resumable, readable when torn, refused when damaged."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from shutil import copytree

import pytest
import torch

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import DamagedRun, read_tensors, write_tensors
from vae_core.models.vae import VaeSettings
from vae_core.recording.recording import record
from vae_core.runs.run import Run, create_run, known_model, known_summary, list_runs, new_run_id, open_run
from vae_core.training.report import Report
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="digits", hidden=(16,), epochs=2, device="cpu", threads=1)


def train(path, config=CONFIG):
    run = create_run(path, config)
    for _ in record(run, Trainer(config, load_for(config))):
        pass
    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return train(tmp_path_factory.mktemp("runs") / "one")


def test_a_finished_run_holds_all_its_files_and_nothing_else(finished):
    names = {path.name for path in finished.path.iterdir()}
    assert names == {
        "config.json",
        "summary.json",
        "metrics.jsonl",
        "weights.safetensors",
        "state.safetensors",
        "latents.safetensors",
        "live.safetensors",
        "encoder.onnx",
        "decoder.onnx",
        "frames",
        "lock",
    }


def test_a_run_remembers_how_it_came_about(finished):
    summary, image_set = finished.summary, load_for(CONFIG)
    assert summary.status == "finished"
    assert summary.dataset.checksum == image_set.checksum
    assert summary.more["versions"]["torch"] == torch.__version__
    assert (summary.more["seed"], summary.threads) == (0, 1)
    assert summary.parameters == sum(p.numel() for p in finished.load_model().parameters())
    assert summary.seconds > 0
    assert finished.config == CONFIG


def test_summary_and_model_are_read_again_only_where_their_files_changed(finished, tmp_path):
    run = Run(copytree(finished.path, tmp_path / "copy"))
    model = known_model(run)
    assert known_model(Run(run.path)) is model
    assert known_summary(run) is known_summary(run)
    run.update_summary(status="stopped")
    assert known_summary(run).status == "stopped"
    weights, _ = read_tensors(run.path / "weights.safetensors")
    write_tensors(run.path / "weights.safetensors", {name: weight + 1 for name, weight in weights.items()})
    changed = known_model(run).state_dict()
    assert all(torch.equal(changed[name], weight + 1) for name, weight in weights.items())


def test_codes_are_kept_with_the_test_images_first(finished):
    tensors, _ = read_tensors(finished.path / "latents.safetensors")
    image_set = load_for(CONFIG)
    count = len(image_set.test)
    assert (tensors["split"][:count] == 2).all()
    assert len(tensors["mean"]) == len(image_set.images)
    assert torch.equal(tensors["label"].long(), image_set.labels[tensors["index"].long()])
    assert torch.equal(tensors["index"][:count].long(), image_set.test)


def test_beside_each_code_stands_what_its_reconstruction_costs(finished):
    tensors, _ = read_tensors(finished.path / "latents.safetensors")
    model, images = finished.load_model(), load_for(CONFIG).images[tensors["index"][:50].long()].float() / 255
    with torch.no_grad():
        nll = model.likelihood.nll(images, model.decode_output(tensors["mean"][:50]))
    assert torch.allclose(tensors["reconstruction"][:50], nll, rtol=1e-4)


@pytest.mark.fault("R3")
def test_metrics_are_one_report_a_line_and_a_torn_last_one_is_left_out(finished, tmp_path):
    lines = (finished.path / "metrics.jsonl").read_text().splitlines()
    assert len(finished.reports()) == len(lines) >= 2
    (tmp_path / "metrics.jsonl").write_text("\n".join(lines) + '\n{"step": 9, "tra')
    assert [report.to_json() for report in Run(tmp_path).reports()] == lines


@pytest.mark.slow
def test_a_run_that_was_broken_off_goes_on_and_ends_with_the_same_weights(finished, tmp_path):
    config = replace(CONFIG, epochs=2)
    run = create_run(tmp_path / "run", config)
    reports = record(run, Trainer(config, load_for(config)))
    next(reports)  # the first report writes the first checkpoint
    reports.close()
    for _ in record(run, Trainer(config, load_for(config))):
        pass
    ours, theirs = (read_tensors(path / "weights.safetensors")[0] for path in (run.path, finished.path))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    steps = [report.step for report in run.reports()]
    assert steps == sorted(set(steps))


def test_a_run_that_has_reached_its_end_is_not_trained_again(finished):
    before = finished.summary
    with pytest.raises(ValueError, match="has no steps left to train"):
        next(record(finished, Trainer(CONFIG, load_for(CONFIG))))
    assert finished.summary == before


def test_a_model_that_is_fitted_at_once_gets_no_more_epochs(tmp_path):
    config = RunConfig(data="digits", model="pca", epochs=1, device="cpu", threads=1)
    run = create_run(tmp_path / "run", config)
    assert not run.is_fitted
    list(record(run, Trainer(config, load_for(config))))
    assert run.is_fitted
    with pytest.raises(ValueError, match="pca is fitted at once: more epochs would change nothing"):
        run.ask("extend", 5)
    with pytest.raises(ValueError, match="no steps left to train; the model pca is fitted at once"):
        next(record(run, Trainer(config, load_for(config))))


@pytest.mark.slow
@pytest.mark.fault("R3")
def test_reports_after_the_last_checkpoint_are_dropped_and_told_again(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.recording.recording.CHECKPOINT_SECONDS", 1000.0)
    monkeypatch.setattr(
        "vae_core.training.trainer.REPORT_SECONDS", 1000.0
    )  # a report an epoch, however slow the machine
    monkeypatch.setattr(
        "vae_core.recording.frame_keeper.FrameKeeper.is_due", lambda frames: False
    )  # nor one at a frame in between
    config = replace(CONFIG, epochs=6)
    run = create_run(tmp_path / "run", config)
    reports = record(run, Trainer(config, load_for(config)))
    for _ in range(4):  # only the first of them is followed by a checkpoint
        next(reports)
    reports.close()
    assert len(run.reports()) == 4
    for _ in record(run, Trainer(config, load_for(config))):
        pass
    assert [report.epoch for report in run.reports()] == [1, 2, 3, 4, 5, 6]


def test_a_run_asked_to_stop_keeps_what_was_learned(tmp_path):
    config = replace(CONFIG, epochs=100_000)
    run = create_run(tmp_path / "run", config)
    for _ in record(run, Trainer(config, load_for(config))):
        run.ask_to_stop()
    assert run.summary.status == "stopped"
    assert run.is_ready


def test_a_folder_that_is_not_empty_is_refused_and_unchanged(tmp_path):
    (tmp_path / "thesis.txt").write_text("all of it")
    with pytest.raises(ValueError, match="is not empty; choose another folder"):
        create_run(tmp_path, CONFIG)
    assert (tmp_path / "thesis.txt").read_text() == "all of it"


@pytest.mark.fault("T1")
def test_run_ids_carry_128_random_bits():
    assert len({new_run_id() for _ in range(100)}) == 100
    assert len(new_run_id()) * 4 == 128


def test_a_moved_run_opens_as_it_was(finished, tmp_path):
    copytree(finished.path, tmp_path / "elsewhere")
    assert open_run(tmp_path / "elsewhere").config == CONFIG
    assert [run.id for run in list_runs(tmp_path)] == ["elsewhere"]


@pytest.mark.fault("R3")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("config.json", "{", "config.json cannot be read"),
        ("config.json", '{"model": "bvae"}', "unknown model 'bvae'"),
        ("config.json", '{"latent_dim": -1}', "latent_dim is -1"),
        ("config.json", '{"latent_dim": "two"}', "latent_dim is 'two'; it must be a whole number"),
        ("config.json", '{"payload": 1}', "unknown setting 'payload'"),
        ("summary.json", '{"version": 99}', "version 99; this program reads 1"),
        ("summary.json", '{"version": 1}', "has no status"),
        ("summary.json", '{"version": 1, "status": 5}', "has status '5'"),
        ("summary.json", "", "summary.json cannot be read"),
        ("summary.json", "[" * 200_000, "summary.json cannot be read"),
    ],
)
def test_a_damaged_run_is_refused_naming_the_field(finished, tmp_path, name, content, words):
    copytree(finished.path, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_text(content)
    with pytest.raises(DamagedRun, match=words):
        open_run(tmp_path)


def test_lines_of_the_history_that_no_training_wrote_are_as_good_as_none(finished, tmp_path):
    copytree(finished.path, tmp_path, dirs_exist_ok=True)
    before, events = finished.reports(), finished.events()
    with open(tmp_path / "metrics.jsonl", "ab") as file:
        file.write(b'5\n{"a": 1}\n{"step": "x"}\n{"step": 1, "serial": "x", "event": "beta"}\n[\n\xff\xfe')
    run = open_run(tmp_path)
    assert run.reports() == before
    assert run.events() == events
    assert run.last_report() == finished.last_report()
    assert run.mailbox().last_serial == finished.mailbox().last_serial


def test_the_last_report_is_found_before_any_number_of_events(tmp_path, monkeypatch):
    run = create_run(tmp_path / "run", CONFIG)
    assert run.last_report() is None
    report = Report(7, 0.5, 0.5, 1.0, None, None, 1.0, 0.01, 100.0).to_json() + "\n"
    event = json.dumps({"event": "beta", "step": 7, "epoch": 0.5, "serial": 1, "value": 2.0}) + "\n"
    for tail_bytes in (10, 1000, 100_000):
        monkeypatch.setattr("vae_core.runs.run.TAIL_BYTES", tail_bytes)
        for text, step in [(report, 7), (report + 30 * event, 7), (5 * event + report + event, 7), (30 * event, None)]:
            (run.path / "metrics.jsonl").write_text(text)
            found = run.last_report()
            assert (found and found.step) == step


def test_a_run_without_weights_says_how_it_gets_some(finished, tmp_path):
    copytree(finished.path, tmp_path, dirs_exist_ok=True)
    (tmp_path / "weights.safetensors").unlink()
    Run(tmp_path).load_model()  # from the last checkpoint
    (tmp_path / "state.safetensors").unlink()
    with pytest.raises(DamagedRun, match="resume it first"):
        open_run(tmp_path).load_model()


def test_of_many_who_ask_for_one_folder_at_once_one_gets_it(tmp_path):
    def ask(folder, seed):
        gate.wait()
        with suppress(ValueError):
            return create_run(folder, replace(CONFIG, seed=seed))

    gate = threading.Barrier(8)
    with ThreadPoolExecutor(8) as people:
        for turn in range(10):
            made = [run for run in people.map(ask, [tmp_path / str(turn)] * 8, range(8)) if run]
            assert len(made) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda weights: {name: weight * float("nan") for name, weight in weights.items()}, "not finite"),
        (lambda weights: {name: weight[:1] for name, weight in weights.items()}, "does not fit config.json"),
        (lambda weights: {}, "does not fit config.json"),
    ],
    ids=["nan", "other shapes", "none"],
)
def test_weights_that_do_not_belong_are_refused(finished, tmp_path, change, words):
    copytree(finished.path, tmp_path, dirs_exist_ok=True)
    write_tensors(tmp_path / "weights.safetensors", change(read_tensors(tmp_path / "weights.safetensors")[0]))
    with pytest.raises(DamagedRun, match=words):
        open_run(tmp_path).load_model()


@pytest.mark.parametrize(
    "settings",
    [
        VaeSettings(),
        VaeSettings(likelihood="gaussian", scale="per_pixel"),
        VaeSettings(likelihood="gaussian", scale="optimal"),
    ],
    ids=["bernoulli", "per_pixel", "optimal"],
)
def test_a_run_that_diverges_at_once_says_so_and_opens(settings, tmp_path):
    run = train(tmp_path / "run", replace(CONFIG, learning_rate=10.0, settings=settings))
    assert run.summary.status == "diverged"
    assert "try 1" in run.summary.message
    assert run.load_model().decode(torch.zeros(1, 2)).isfinite().all()


@pytest.mark.parametrize("dataset", [None, {}, {"shape": "abc"}, {"shape": [8, 8]}, {"shape": [1, 8, -8]}], ids=str)
def test_a_summary_without_the_image_shape_is_named(finished, tmp_path, dataset):
    copytree(finished.path, tmp_path, dirs_exist_ok=True)
    Run(tmp_path).update_summary(dataset=dataset)
    with pytest.raises(DamagedRun, match=r"summary\.json has the image shape"):
        open_run(tmp_path).load_model()
