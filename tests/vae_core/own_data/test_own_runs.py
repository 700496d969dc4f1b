"""Runs on own data sets: odd shapes, tiny sets, and data sets that are missing or changed."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.support.pictures import classes_of_noise, encoded, noise, zipped
from vae_core.__main__ import main
from vae_core.config import RunConfig, config_from_json, config_from_plain, with_changes
from vae_core.datasets import MissingData, load_for
from vae_core.own_data import import_pictures, new_name, open_path, open_uploads, report_from_plain
from vae_core.own_sets import find_own, own_data_from_plain, own_folder
from vae_core.presets import quick
from vae_core.runs.comparison import why_not_comparable
from vae_core.runs.run import open_run
from vae_core.runs.run_zip import import_run, zip_run

SMALL = ["--epochs", "1", "--threads", "1", "--device", "cpu", "--latent-dim", "2", "--json"]


def bring(name="pets", **kind):
    return import_pictures(open_uploads([("a.zip", zipped(classes_of_noise(**kind)))]), new_name(name))


def result(capsys):
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.parametrize("network", ["dense", "conv"])
@pytest.mark.parametrize(
    ("height", "width", "channels"), [(31, 31, 1), (60, 100, 3), (5, 128, 1)], ids=["31x31", "100x60x3", "128x5"]
)
def test_a_set_of_any_shape_trains_evaluates_resumes_and_is_exported(runs, capsys, height, width, channels, network):
    bring(count=4, height=height, width=width, channels=channels)
    path, hidden = str(runs / "run"), ["8"] if network == "dense" else ["4", "4", "8"]
    train = ["train", "--data", "pets", "--network", network, "--hidden", *hidden, "--batch-size", "4", *SMALL]
    assert main([*train, "--out", path]) == 0
    assert result(capsys)["data"] == "pets"
    assert main(["resume", path, "--more-epochs", "1", "--json"]) == 0
    assert main(["evaluate", path, "--json"]) == 0
    assert np.isfinite(result(capsys)["elbo"])
    for kind in ("onnx", "script", "zip"):
        assert main(["export", path, "--to", kind]) == 0
    run = open_run(runs / "run")
    assert run.shape == (channels, height, width)
    assert run.load_model().decode(torch.zeros(1, 2)).shape == (1, channels, height, width)


def test_the_command_line_adds_shows_removes_and_restores_a_set(runs, tmp_path, capsys):
    for name, content in classes_of_noise(3, 20, 30).items():
        (tmp_path / "pets" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pets" / name).write_bytes(content)
    add = [
        "data",
        "add",
        str(tmp_path / "pets"),
        "--name",
        "pets",
        "--size",
        "15x10",
        "--fit",
        "pad",
        "--colour",
        "--invert",
    ]
    assert main([*add, "--json"]) == 0
    added = result(capsys)
    assert added["shape"] == [3, 10, 15]
    assert added["report"]["classes"] == {"cat": 3, "dog": 3}
    assert main(add) == 2
    assert "there is a data set 'pets' already" in capsys.readouterr().err
    assert main(["data", "list"]) == 0
    assert "pets  6 images  15x10  colour  2 classes" in capsys.readouterr().out
    assert main(["list"]) == 0
    assert "celeba, pets" in capsys.readouterr().out
    assert main(["data", "remove", "pets"]) == 0
    assert "data restore pets" in capsys.readouterr().out
    assert main(["data", "show", "pets"]) == 2
    assert main(["train", "--data", "pets"]) == 2
    assert "unknown data 'pets'; choose from mnist" in capsys.readouterr().err
    assert main(["data", "restore", "pets"]) == 0
    assert main(["data", "show", "pets"]) == 0
    assert "6 images in 2 classes." in capsys.readouterr().out


@pytest.mark.parametrize("report", [{}, {"count": 6, "sorts": 2}, {"count": 6, "classes": ["cat"]}])
def test_a_set_without_a_summary_of_this_version_is_shown(runs, capsys, report):
    path = bring().path / "data.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"report": report}))
    assert report_from_plain(report) is None
    assert main(["data", "show", "pets"]) == 0
    assert "the summary of the import is missing, or of another version" in capsys.readouterr().out


@pytest.mark.fault("S6")
@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--size", "huge"], "the size is 'huge'"),
        (["--size", "300"], "width is 300; it must be from 4 to 128 pixels"),
        (["--fit", "squeeze"], "unknown fit 'squeeze'; choose from crop, pad, stretch"),
        (["--grey", "--colour"], "not allowed with argument"),
    ],
)
def test_s6_a_wrong_option_of_data_add_is_one_line_and_exit_code_2(runs, tmp_path, capsys, option, words):
    assert main(["data", "add", str(tmp_path), "--name", "x", *option]) == 2
    assert words in capsys.readouterr().err
    assert main(["data", "add", str(tmp_path / "nothing"), "--name", "x"]) == 2
    assert main(["data", "add", str(tmp_path), "--name", "x"]) == 1  # an empty folder


@pytest.mark.fault("F8")
@pytest.mark.parametrize(
    "kind", [{"count": 3, "classes": ("only",)}, {"count": 1, "classes": "abc"}], ids=["one class", "one each"]
)
@pytest.mark.parametrize("model", ["vae", "conditional_vae"])
def test_f8_a_tiny_set_trains_with_the_defaults_and_a_word_of_warning(runs, capsys, kind, model):
    own = bring(**kind)
    assert any("3 images are few" in warning for warning in own.report["warnings"])
    path = str(runs / "run")
    assert main(["train", "--data", "pets", "--model", model, "--hidden", "8", *SMALL, "--out", path]) == 0
    assert "batch_size 128 is larger than the 1 training images" in capsys.readouterr().err
    assert quick("pets").batch_size == 1


@pytest.fixture
def run(runs, capsys):
    bring()
    assert main(["train", "--data", "pets", "--hidden", "8", *SMALL, "--out", str(runs / "run")]) == 0
    capsys.readouterr()
    return open_run(runs / "run")


@pytest.mark.fault("R12")
def test_r12_a_run_whose_data_set_is_missing_opens_and_says_so(run, capsys):
    shutil.rmtree(own_folder())
    again = open_run(run.path)
    assert again.config == run.config
    assert again.config.dataset.title == "pets"
    assert again.load_model().decode(torch.zeros(1, 2)).shape == (1, 1, 12, 12)
    with pytest.raises(MissingData, match=r"'pets' \(12 images\) is not on this machine; add it again"):
        load_for(again.config)
    assert main(["evaluate", str(run.path)]) == 1
    assert "not on this machine" in capsys.readouterr().err
    assert quick(again.config.data, again.config.own_data).data == "pets"
    assert with_changes(again.config, {"beta": 2.0}).own_data == run.config.own_data


@pytest.mark.fault("R12")
def test_r12_a_run_whose_data_set_changed_says_so_by_checksum(run):
    shutil.rmtree(own_folder())
    bring(count=7)
    assert open_run(run.path).config.own_data == run.config.own_data
    with pytest.raises(MissingData, match="differs from the one of this run: its checksum is"):
        load_for(open_run(run.path).config)
    assert "images" in why_not_comparable([run.config, RunConfig(data="pets")])


@pytest.mark.fault("R12")
def test_r12_damaged_files_of_a_data_set_are_named(run):
    images = own_folder() / "pets" / "images.npy"
    images.write_bytes(images.read_bytes()[:-100])
    with pytest.raises(MissingData, match="'pets' are damaged"):
        load_for(run.config)


def test_a_run_travels_as_a_zip_file_to_a_machine_without_its_data_set(run):
    packed = zip_run(run)
    shutil.rmtree(own_folder())
    there = import_run(packed, run.path.parent)
    assert there.config == run.config
    assert there.trained_on.class_names == ("cat", "dog")


def test_the_facts_of_a_data_set_survive_the_configuration(run):
    assert config_from_json(run.config.to_json()) == run.config
    assert find_own("pets").data == own_data_from_plain(run.config.own_data.to_plain())
    assert with_changes(run.config, {"data": "digits"}).own_data is None


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shape": [1, 4000, 4000]}, r"shape \(1, 4000, 4000\)"),
        ({"shape": "big"}, "three whole numbers"),
        ({"name": "../x"}, "name is '../x'"),
        ({"count": True}, "count 'True'"),
        ({"class_names": ["a", "a"]}, "has 2 classes"),
        ({"class_names": "ab"}, "list of words"),
        ({"title": ""}, "title is ''"),
        ({"title": 'x"""; import os'}, "one line of 1 to 80 characters without"),
        ({"title": "x\nimport os"}, "one line of 1 to 80 characters without"),
        ({"class_names": ["cat", "dog\nimport os"]}, "a class name that is not one line"),
        ({"checksum": "x"}, "must be 64 hexadecimal digits"),
    ],
)
def test_f9_wrong_facts_of_a_data_set_are_refused_by_their_name(run, change, words):
    plain = run.config.to_file()
    with pytest.raises(ValueError, match=words):
        config_from_plain(plain | {"own_data": plain["own_data"] | change})


def test_images_stay_on_the_disk(run):
    image_set = load_for(run.config)
    assert str(own_folder() / "pets" / "images.npy") in Path("/proc/self/maps").read_text()
    assert image_set.checksum == load_for(run.config).checksum != run.config.own_data.checksum


def test_pictures_beside_a_hidden_folder_are_found(tmp_path, runs):
    (tmp_path / "in" / ".git").mkdir(parents=True)
    (tmp_path / "in" / ".git" / "x.png").write_bytes(b"x")
    for number in range(3):
        (tmp_path / "in" / f"{number}.png").write_bytes(encoded(noise(8, 8, seed=number)))
    assert import_pictures(open_path(tmp_path / "in"), new_name("set")).report["ignored"] == 1


def test_one_test_image_has_every_measure_but_a_standard_error(runs, capsys):
    bring(count=2)
    path = str(runs / "run")
    assert main(["train", "--data", "pets", "--hidden", "8", *SMALL, "--out", path]) == 0
    assert main(["evaluate", path, "--json", "--nll-samples", "3", "--disentanglement"]) == 0
    found = result(capsys)
    assert found["images"] == 1
    assert np.isfinite(found["nll"])
    assert found["nll_standard_error"] is None
    assert found["rate_parts"]["information_error"] is None
    assert main(["evaluate", path, "--nll-samples", "3"]) == 0
    assert re.search(r"nll_standard_error  -\n", capsys.readouterr().out)
