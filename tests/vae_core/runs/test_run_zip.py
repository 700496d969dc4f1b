"""A run as a zip file: out and in again unchanged, and nothing that is not a run gets in."""

import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from random import Random

import onnxruntime
import pytest
import torch
from safetensors.torch import load, save

from tests.support.edited_runs import edited, packed, taken_or_refused, unpacked
from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.diagnosis.rules import diagnose_run
from vae_core.files import read_tensors
from vae_core.models import MODELS
from vae_core.models.vae import VaeSettings
from vae_core.nn.priors import PRIORS
from vae_core.recording.recording import record
from vae_core.results.handout import handout
from vae_core.runs.frame_list import frame_list
from vae_core.runs.frames import read_index
from vae_core.runs.html_page import page
from vae_core.runs.library import About, about, discard, list_entries, write_about
from vae_core.runs.map_options import map_options
from vae_core.runs.run import Run, create_run, list_runs, open_run
from vae_core.runs.run_zip import import_run, import_zip, zip_run
from vae_core.runs.training_code import script_of
from vae_core.runs.zip_members import ZIPPED_FILES, unpack
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
    same = {path.name for path in finished.path.iterdir() if path.suffix != ".onnx" and path.name in ZIPPED_FILES}
    same -= {"summary.json"}
    assert all((run.path / name).read_bytes() == (finished.path / name).read_bytes() for name in same)
    codes = torch.zeros(2, 2)
    session = onnxruntime.InferenceSession(run.path / "decoder.onnx", providers=["CPUExecutionProvider"])
    wanted = finished.load_model().decode(codes).detach()
    assert torch.allclose(torch.tensor(session.run(None, {"z": codes.numpy()})[0]), wanted, atol=1e-5)
    assert [path.name for path in tmp_path.iterdir()] == [run.id]


@pytest.mark.fault("T5")
def test_whose_a_run_is_does_not_leave_the_server(finished, tmp_path):
    theirs = train(tmp_path / "theirs")
    theirs.update_summary(person="a" * 32, is_job=True, queue_serial=3)
    assert b"aaaa" not in unpacked(theirs)["summary.json"]
    claimed = packed(unpacked(theirs) | {"summary.json": json.dumps(theirs.summary.to_plain()).encode()})
    summary = import_run(claimed, tmp_path, "b" * 32).summary
    assert (summary.person, summary.is_job, summary.queue_serial) == ("b" * 32, False, 0)


@pytest.mark.slow
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


SYSTEM = (
    "lock",
    "picture.png",
    "prior.json",
    "control.json",
    "control.lock",
    ".DS_Store",
    "Thumbs.db",
    "README.md",
    "watched",
)


@pytest.mark.fault("F14")
@pytest.mark.parametrize("folder", ["", "first/", "home/runs/first/"], ids=["inside", "the folder", "two levels up"])
def test_a_folder_zipped_by_hand_is_taken_and_what_means_nothing_is_passed_over(folder, finished, tmp_path):
    contents = {f"{folder}{name}": content for name, content in unpacked(finished).items()}
    contents |= {f"{folder}{name}": b"something" for name in SYSTEM}
    contents |= {f"__MACOSX/{folder}._config.json": b"\0\5", "__MACOSX/": b""} | ({folder: b""} if folder else {})
    found = import_zip(packed(contents), tmp_path)
    assert found.run.is_ready
    assert set(found.passed_over) >= set(SYSTEM)
    assert not {path.name for path in found.run.path.iterdir()} & {*SYSTEM}


@pytest.mark.fault("F14")
def test_a_folder_of_two_runs_is_refused(finished, tmp_path):
    contents = {f"{run}/{name}": content for run in "ab" for name, content in unpacked(finished).items()}
    refused(packed(contents), tmp_path, "holds 2 runs")


@pytest.mark.fault("F15")
def test_an_import_that_was_killed_leaves_nothing_listed_and_is_cleared_away(finished, tmp_path):
    killed = shutil.copytree(finished.path, tmp_path / ".import-abc")
    assert list_runs(tmp_path) == []
    os.utime(killed, (0, 0))
    run = import_run(zip_run(finished), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [run.id]


@pytest.mark.slow
@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("model", ["vae", "iwae"])
def test_a_run_with_any_prior_goes_out_and_in(model, prior, tmp_path):
    settings = MODELS[model].Settings(prior=prior, prior_components=3)
    run = import_run(zip_run(train(tmp_path / "one", model, settings)), tmp_path)
    assert run.is_ready
    run.load_model()


HOSTILE = """
import resource, sys
from pathlib import Path
from vae_core.runs.run_zip import import_run
packed = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    import_run(packed, Path(sys.argv[2]))
except ValueError as error:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, error)
"""


@pytest.mark.fault("F12")
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no module resource")
def test_a_small_zip_whose_json_unpacks_to_190_mb_takes_no_memory(finished, tmp_path):
    large = b'{"a": [' + b"[]," * 63_000_000 + b"[]]}"
    content = packed(unpacked(finished) | {"summary.json": large})
    (tmp_path / "hostile.zip").write_bytes(content)
    command = [sys.executable, "-c", HOSTILE, str(tmp_path / "hostile.zip"), str(tmp_path / "runs")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    grown, _, words = done.stdout.partition(" ")
    assert int(grown) < 100_000  # kB
    assert "summary.json is of 189 MB when unpacked; at most 1 MB" in words


@pytest.mark.fault("F13")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("about.json", b'{"title": "\\ud800"}', "half of a surrogate pair"),
        ("about.json", b'\xef\xbb\xbf{"title": "x"}', "without a byte-order mark"),
        ("about.json", '{"title": "x"}'.encode("utf-16"), "not in UTF-8"),
        ("summary.json", summary(dataset={"shape": [1, 8, 8], "class_names": ["a"]}), "1 class names; digits has 10"),
        ("metrics.jsonl", b'{"step": 1, "epoch": "one"}\n{}\n', "line 1: the report has epoch 'one'"),
        ("metrics.jsonl", b'{"step": 1, "event": "pause", "epoch": "x"}\n', "must be a word at a number"),
        ("metrics.jsonl", b'{"step": 1, "a": "' + b"x" * 600_000 + b'"}\n', "has 600,020 characters"),
        *(
            ("latents.safetensors", save(CODES | {"split": torch.zeros(3).byte(), "mean": mean}), words)
            for mean, words in (
                (torch.zeros(3, 2, dtype=torch.float8_e4m3fn), "mean as float8_e4m3fn"),
                (torch.zeros(3, 2, dtype=torch.uint16), "mean as uint16"),
                (torch.zeros(3, 2, dtype=torch.complex64), "mean as complex64|no safetensors"),
                (torch.zeros(3, 2, dtype=torch.float16), "mean as float16; it must be float32"),
                (torch.zeros(()), "mean of 0 dimensions; a run has 2"),
                (torch.zeros(3, 2, 1), "mean of 3 dimensions; a run has 2"),
            )
        ),
        ("weights.safetensors", save({"w": torch.zeros(3, dtype=torch.uint64)}), "w as uint64"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_odd_texts_numbers_and_dimensions_are_refused_in_words(name, content, words, finished, tmp_path):
    refused(packed(unpacked(finished) | {name: content}), tmp_path, words)


@pytest.mark.fault("F13")
def test_a_run_without_class_names_and_checksum_gets_those_of_its_data_set(finished, tmp_path):
    contents = unpacked(finished)
    plain = json.loads(contents["summary.json"])
    del plain["dataset"]["class_names"], plain["dataset"]["checksum"]
    run = import_run(packed(contents | {"summary.json": json.dumps(plain).encode()}), tmp_path)
    assert run.trained_on.class_names == finished.trained_on.class_names
    assert handout(run)


@pytest.mark.fault("F13")
@pytest.mark.slow
def test_of_300_random_edits_each_is_refused_in_words_or_can_be_read_shown_and_deleted(finished, tmp_path):
    random, whole, taken = Random(0), unpacked(finished), 0
    turn = cycle((handout, script_of, page, diagnose_run, zip_run, Run.load_model))
    for number in range(300):
        folder = tmp_path / str(number)
        run = taken_or_refused(packed(edited(whole, random)), folder)
        if run is None:
            assert list(folder.glob("*")) == list(folder.glob(".*")) == [], number
            continue
        taken += 1
        entries, damaged = list_entries([run])
        assert (len(entries), damaged) == (1, {}), number
        _ = run.reports(), run.events(), run.last_report(), frame_list(run.path), about(run)
        with suppress(ValueError):  # its message is what the pages show
            next(turn)(run)
        map_options(run, "run", [])
        discard(run)
    assert 20 < taken < 280


@pytest.mark.fault("F10")
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
        ("one/frames/0.safetensors", b"", "no file of a run"),
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


@pytest.mark.fault("F2")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../config.json", "leads out"),
        ("/config.json", "leads out"),
        ("a/../config.json", "leads out"),
        ("C:/config.json", "leads out"),
        ("..\\config.json", "leads out"),
        ("a//config.json", "leads out"),
        ("a/b/config.json", "2 runs, or config.json twice"),
        ("evil.py", "no file of a run"),
        (".git/config", "no file of a run"),
        ("one/config.json", "config.json twice"),
        ("../", "leads out"),
    ],
)
def test_a_name_that_no_run_has_is_refused(name, words, finished, tmp_path):
    refused(packed(unpacked(finished) | {name: b"{}"}), tmp_path, words)


@pytest.mark.fault("F2")
def test_a_link_is_refused(finished, tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("config.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    refused(file.getvalue(), tmp_path, "as a link")


@pytest.mark.slow
@pytest.mark.fault("F1", "F12")
def test_too_many_or_too_large_files_are_refused_before_they_are_unpacked(finished, tmp_path, monkeypatch):
    frames = {f"frames/{number}.safetensors": b"" for number in range(80)}
    refused(packed(frames), tmp_path, "holds 80 files; a run has at most 64")
    refused(packed({f"{number}.DS_Store": b"" for number in range(2001)}), tmp_path, "holds 2,001 entries")
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *arguments: pytest.fail("unpacked"))
    refused(packed({"weights.safetensors": b"\0" * 250_000_000}), tmp_path, "250 MB when unpacked; at most 200 MB")
    for name, size in (("config.json", 2), ("summary.json", 2), ("frames/index.json", 2), ("metrics.jsonl", 60)):
        content = packed({name: b" " * (size * 1_000_000)})
        assert len(content) < 100_000
        refused(content, tmp_path, f"{name} is of {size} MB when unpacked; at most {1 if size == 2 else 50} MB")


@pytest.mark.fault("F9", "F11")
@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 60], ids=["empty", "text", "torn"])
def test_what_is_no_zip_file_is_refused(content, tmp_path):
    refused(content, tmp_path, "no zip file that can be read")


@pytest.mark.fault("F11")
def test_a_zip_file_with_a_changed_byte_is_refused(finished, tmp_path):
    content = bytearray(zip_run(finished))
    content[len(content) // 2] ^= 255
    refused(bytes(content), tmp_path, "no zip file|Error|Bad CRC")


@pytest.mark.fault("F9")
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


@pytest.mark.fault("F7")
@pytest.mark.parametrize(
    ("method", "header"), [(zipfile.ZIP_DEFLATED, 0), (zipfile.ZIP_BZIP2, 0), (zipfile.ZIP_LZMA, 4)], ids=str
)
def test_a_zip_file_with_damaged_bytes_is_refused_with_a_message(method, header):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("config.json", b"{}" * 2000)
    content = bytearray(file.getvalue())
    start = 30 + len("config.json") + header  # of the compressed bytes
    content[start : start + 6] = b"\xff" * 6
    with pytest.raises(ValueError, match="This is no zip file that can be read"):
        unpack(bytes(content))


@pytest.mark.fault("F9")
@pytest.mark.parametrize("name", ["config.json", "summary.json"])
def test_a_run_without_its_settings_or_its_story_is_refused(name, finished, tmp_path):
    contents = unpacked(finished)
    del contents[name]
    refused(packed(contents), tmp_path, f"has no {name}")


@pytest.mark.fault("F9")
def test_moments_of_another_size_which_adam_would_write_beyond_are_refused(finished, tmp_path):
    tensors, numbers = read_tensors(finished.path / "state.safetensors")
    small = {name: torch.zeros(1) if "exp_avg" in name else value for name, value in tensors.items()}
    content = save(small, {"numbers": json.dumps(numbers)})
    refused(packed(unpacked(finished) | {"state.safetensors": content}), tmp_path, "under optimizer")


@pytest.mark.fault("F9")
def test_weights_that_are_not_finite_are_refused(finished, tmp_path):
    weights = read_tensors(finished.path / "weights.safetensors")[0]
    content = save({name: weight * float("nan") for name, weight in weights.items()})
    refused(packed(unpacked(finished) | {"weights.safetensors": content}), tmp_path, "not finite")
