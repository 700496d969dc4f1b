"""A run as a zip file: out and in again unchanged, and nothing that is not a run gets in."""

import io
import json
import stat
import zipfile
from dataclasses import replace

import onnxruntime
import pytest
import torch
from safetensors.torch import load, save

from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.models import MODELS
from vae_core.models.vae import VaeSettings
from vae_core.recording.recording import record
from vae_core.runs.frame_list import frame_list
from vae_core.runs.frames import read_index
from vae_core.runs.library import About, about, write_about
from vae_core.runs.run import create_run, open_run
from vae_core.runs.run_zip import FILES, import_run, zip_run
from vae_core.training.trainer import Trainer

CODES = {"mean": torch.zeros(3, 2), **{name: torch.zeros(3, dtype=torch.int32) for name in ("label", "index", "split")}}
LIVE = {"mean": torch.zeros(3, 2), "label": torch.zeros(3).int()}
LIVE |= {name: torch.zeros(2, 1, 8, 8, dtype=torch.uint8) for name in ("inputs", "reconstructions")}


def summary(**entries):
    return json.dumps({"version": 1, "status": "finished", "message": "", "created": ""} | entries).encode()


def train(path, model="vae", settings=None):
    config = RunConfig(data="digits", model=model, hidden=(16,), epochs=1, device="cpu", threads=1, settings=settings)
    run = create_run(path, config)
    for _ in record(run, Trainer(config, load_for(config))):
        pass
    return run


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    run = train(tmp_path_factory.mktemp("runs") / "one")
    write_about(run, About("A title", ("good",)))
    return run


def unpacked(run):
    with zipfile.ZipFile(io.BytesIO(zip_run(run))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def refused(content, folder, words):
    with pytest.raises(ValueError, match=words):
        import_run(content, folder)
    assert list(folder.glob("*")) == list(folder.glob(".*")) == []


def test_an_exported_run_comes_back_as_it_was_under_another_name(finished, tmp_path):
    run = import_run(zip_run(finished), tmp_path)
    assert run.id != finished.id
    assert (run.config, about(run)) == (finished.config, about(finished))
    assert run.summary == replace(finished.summary, person="")
    assert run.is_ready
    same = {path.name for path in finished.path.iterdir() if path.suffix != ".onnx" and path.name in FILES}
    same -= {"summary.json"}
    assert all((run.path / name).read_bytes() == (finished.path / name).read_bytes() for name in same)
    codes = torch.zeros(2, 2)
    session = onnxruntime.InferenceSession(run.path / "decoder.onnx", providers=["CPUExecutionProvider"])
    wanted = finished.load_model().decode(codes).detach()
    assert torch.allclose(torch.tensor(session.run(None, {"z": codes.numpy()})[0]), wanted, atol=1e-5)
    assert [path.name for path in tmp_path.iterdir()] == [run.id]


def test_whose_a_run_is_does_not_leave_the_server(finished, tmp_path):
    theirs = train(tmp_path / "theirs")
    theirs.update_summary(person="a" * 32, is_job=True)
    assert b"aaaa" not in unpacked(theirs)["summary.json"]
    claimed = packed(unpacked(theirs) | {"summary.json": json.dumps(theirs.summary.to_plain()).encode()})
    summary = import_run(claimed, tmp_path, "b" * 32).summary
    assert (summary.person, summary.is_job) == ("b" * 32, False)


def test_a_prior_that_is_not_n_0_1_comes_back_too(tmp_path):
    run = train(tmp_path / "one", settings=VaeSettings(prior="mixture", prior_components=3))
    again = import_run(zip_run(run), tmp_path)
    assert json.loads((again.path / "prior.json").read_text()) == json.loads((run.path / "prior.json").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_a_run_of_any_model_goes_out_and_in(model, tmp_path):
    run = import_run(zip_run(train(tmp_path / "one", model)), tmp_path)
    assert open_run(run.path).is_ready
    run.load_model()


def test_a_folder_packed_by_hand_is_taken_too(finished, tmp_path):
    contents = {"first/": b""} | {f"first/{name}": content for name, content in unpacked(finished).items()}
    assert import_run(packed(contents), tmp_path).is_ready


def test_networks_are_made_again_from_the_weights_whatever_the_file_holds(finished, tmp_path):
    run = import_run(packed(unpacked(finished) | {"decoder.onnx": b"something else"}), tmp_path)
    assert (run.path / "decoder.onnx").stat().st_size > 1000


def test_frames_travel_and_their_decoder_is_made_again_from_the_settings(finished, tmp_path):
    contents = unpacked(finished)
    assert sum(name.startswith("frames/") for name in contents) > 4
    assert "frames/graph.onnx" not in contents
    run = import_run(packed(contents | {"frames/graph.onnx": b"something else"}), tmp_path)
    theirs, ours = (sorted((one.path / "frames").iterdir()) for one in (finished, run))
    assert [path.name for path in ours] == [path.name for path in theirs]
    assert all(path.read_bytes() == other.read_bytes() for path, other in zip(ours, theirs, strict=True))
    assert frame_list(run.path)["frames"] == frame_list(finished.path)["frames"]


def test_a_run_without_frames_comes_without_them(finished, tmp_path):
    contents = {name: content for name, content in unpacked(finished).items() if not name.startswith("frames/")}
    run = import_run(packed(contents), tmp_path)
    assert not (run.path / "frames").exists()


def frame_without(finished, name):
    """A frame of the run that lacks a tensor."""
    step = read_index(finished.path).frames[-1].step
    path = f"frames/{step}.safetensors"
    tensors = {key: value for key, value in load(unpacked(finished)[path]).items() if key != name}
    return path, save(tensors)


@pytest.mark.parametrize(
    ("name", "words"),
    [("mean", "no mean"), ("reconstructions", "no pictures"), ("decoder.0", "another decoder")],
)
def test_a_frame_that_is_not_the_run_s_own_is_refused_naming_it(name, words, finished, tmp_path):
    path, content = frame_without(finished, name)
    refused(packed(unpacked(finished) | {path: content}), tmp_path, f"{path}.*{words}")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("frames/index.json", b"{", "is not JSON"),
        ("frames/index.json", b'{"frames": 3, "slots": []}', "not the index"),
        ("frames/0.safetensors", b"torn", "no safetensors"),
        ("frames/subset.safetensors", save({"label": torch.tensor([99], dtype=torch.int32)}), "no classes"),
        ("frames/subset.safetensors", save({"label": torch.zeros(3)}), "no labels"),
        ("frames/subset.safetensors", save({"label": torch.zeros(3, dtype=torch.int32)}), "no pictures"),
        ("frames/../0.safetensors", b"", "leads out"),
        ("frames/evil.py", b"", "no file of a run"),
        ("frames/x.safetensors", b"", "no file of a run"),
        ("one/frames/0.safetensors", b"", "twice"),
        ("one/two/frames/0.safetensors", b"", "no file of a run"),
    ],
)
def test_frames_that_are_none_are_refused(name, content, words, finished, tmp_path):
    refused(packed(unpacked(finished) | {name: content}), tmp_path, words)


def test_an_index_that_names_a_missing_frame_is_refused(finished, tmp_path):
    contents = {name: content for name, content in unpacked(finished).items() if name != "frames/0.safetensors"}
    refused(packed(contents), tmp_path, "no frames/0.safetensors")


@pytest.mark.parametrize(
    "limits",
    [{"seconds": 0.01}, {"patience": 1, "learning_rate": 0.05, "subset": 100, "batch_size": 20, "epochs": 300}],
)
def test_a_run_that_ended_before_its_epochs_is_taken_as_it_is(limits, tmp_path):
    config = RunConfig(data="digits", hidden=(16,), device="cpu", threads=1, **limits)
    run = create_run(tmp_path / "one", config)
    for _ in record(run, Trainer(config, load_for(config))):
        pass
    assert run.summary.status in ("time", "converged")
    assert import_run(zip_run(run), tmp_path).summary.status == run.summary.status


def test_a_run_that_went_on_elsewhere_is_interrupted_here(finished, tmp_path):
    contents = unpacked(finished)
    contents["summary.json"] = json.dumps(json.loads(contents["summary.json"]) | {"status": "running"}).encode()
    assert import_run(packed(contents), tmp_path).summary.status == "interrupted"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../config.json", "leads out"),
        ("/config.json", "leads out"),
        ("a/../config.json", "leads out"),
        ("C:/config.json", "leads out"),
        ("..\\config.json", "leads out"),
        ("a//config.json", "leads out"),
        ("a/b/config.json", "no file of a run"),
        ("evil.py", "no file of a run"),
        ("control.json", "no file of a run"),
        (".git/config", "no file of a run"),
        ("one/config.json", "config.json twice"),
        ("../", "leads out"),
    ],
)
def test_a_name_that_no_run_has_is_refused(name, words, finished, tmp_path):
    refused(packed(unpacked(finished) | {name: b"{}"}), tmp_path, words)


def test_a_link_is_refused(finished, tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("config.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    refused(file.getvalue(), tmp_path, "as a link")


def test_too_many_or_too_large_files_are_refused_before_they_are_unpacked(finished, tmp_path, monkeypatch):
    refused(packed({f"{number}.json": b"" for number in range(80)}), tmp_path, "holds 80 files")
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *arguments: pytest.fail("unpacked"))
    refused(packed({"metrics.jsonl": b"\0" * 250_000_000}), tmp_path, "250 MB when unpacked; at most 200 MB")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 60], ids=["empty", "text", "torn"])
def test_what_is_no_zip_file_is_refused(content, tmp_path):
    refused(content, tmp_path, "no zip file that can be read")


def test_a_zip_file_with_a_changed_byte_is_refused(finished, tmp_path):
    content = bytearray(zip_run(finished))
    content[len(content) // 2] ^= 255
    refused(bytes(content), tmp_path, "no zip file|Error|Bad CRC")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("config.json", b"{", "config.json is not JSON"),
        ("config.json", b'{"beta": -1}', "beta is -1"),
        ("config.json", b'{"hidden": [999999999, 9]}', "a layer has at most"),
        ("config.json", b'{"payload": 1}', "unknown setting"),
        ("config.json", b"[]", "holds list"),
        ("config.json", b"[" * 100_000, "not JSON"),
        ("summary.json", b"{}", "version None"),
        ("summary.json", b'{"version": 1}', "no status"),
        ("summary.json", b'{"version": 1, "status": "<b>"}', "status '<b>'"),
        ("summary.json", b'{"seconds": NaN}', "NaN is no number"),
        ("summary.json", b'{"version": 1, "status": "finished", "dataset": {"shape": [9]}}', "another image shape"),
        ("about.json", b'{"title": 3}', "about.json must hold"),
        ("metrics.jsonl", b'{"step": "x"}\n{"step": 1}\n', "line 1, has step 'x'"),
        ("metrics.jsonl", b"[]\n{}\n", "line 1, holds list"),
        ("metrics.jsonl", b'{"step": 1, "event": "beta", "value": 2}', "event 'beta' without serial"),
        ("metrics.jsonl", b'{"step": 1, "serial": 1, "event": "beta"}', "event 'beta' without value"),
        ("metrics.jsonl", b'{"step": 1, "serial": 1, "event": "beta", "value": "x"}', "beta is 'x'"),
        ("metrics.jsonl", b'{"step": 1, "serial": 1, "event": "extend", "seconds": 0}', "'extend' without epochs"),
        (
            "metrics.jsonl",
            b'{"step": 1, "serial": 1, "event": "extend", "seconds": 0, "epochs": "x"}',
            "epochs is 'x'",
        ),
        ("summary.json", summary(dataset={"shape": [1, 8, 8], "class_names": 3}), "class_names '3'"),
        ("summary.json", summary(validation={"kl": [1]}), r"validation has kl '\[1\]'; it must be a number"),
        ("weights.safetensors", b"short", "weights.safetensors is no safetensors"),
        ("state.safetensors", b"\xff" * 8, "state.safetensors is no safetensors"),
        ("state.safetensors", save({"w": torch.zeros(3)}), "state.safetensors does not fit config.json"),
        ("weights.safetensors", save({"w": torch.zeros(3)}), "does not fit config.json"),
        ("live.safetensors", save({"w": torch.zeros(3)}), "has no mean"),
        ("live.safetensors", save(LIVE | {"samples": torch.zeros(2, 1, 9, 9).byte()}), "samples that are no images"),
        ("latents.safetensors", save({"mean": torch.zeros(3, 2)}), "has no label"),
        ("latents.safetensors", save(CODES | {"mean": torch.zeros(3, 5)}), r"codes \(3, 5\)"),
        ("latents.safetensors", save(CODES | {"index": torch.full((3,), -1)}), "an index that names no images"),
        ("latents.safetensors", save(CODES | {"label": torch.full((3,), 99)}), "labels that digits has not"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_file_that_does_not_belong_is_refused_naming_it(name, content, words, finished, tmp_path):
    refused(packed(unpacked(finished) | {name: content}), tmp_path, words)


@pytest.mark.parametrize("name", ["config.json", "summary.json"])
def test_a_run_without_its_settings_or_its_story_is_refused(name, finished, tmp_path):
    contents = unpacked(finished)
    del contents[name]
    refused(packed(contents), tmp_path, f"has no {name}")


def test_moments_of_another_size_which_adam_would_write_beyond_are_refused(finished, tmp_path):
    tensors, numbers = read_tensors(finished.path / "state.safetensors")
    small = {name: torch.zeros(1) if "exp_avg" in name else value for name, value in tensors.items()}
    content = save(small, {"numbers": json.dumps(numbers)})
    refused(packed(unpacked(finished) | {"state.safetensors": content}), tmp_path, "under optimizer")


def test_weights_that_are_not_finite_are_refused(finished, tmp_path):
    weights = read_tensors(finished.path / "weights.safetensors")[0]
    content = save({name: weight * float("nan") for name, weight in weights.items()})
    refused(packed(unpacked(finished) | {"weights.safetensors": content}), tmp_path, "not finite")
