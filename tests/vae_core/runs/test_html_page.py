"""A run as one HTML file: what is in it, and what is said where it cannot be made. The page at work: tests/browser."""

import base64
import gzip
import json
import re
import shutil
import tomllib
from html import unescape

import onnx
import pytest
import torch
from safetensors.torch import load

from vae_core.__main__ import main
from vae_core.datasets import load_for
from vae_core.files import read_json, read_tensors, write_json, write_tensors
from vae_core.runs import html_page
from vae_core.runs.html_page import page, write_page
from vae_core.runs.javascript_bundle import ASSETS
from vae_core.runs.onnx_cache import NETWORK_FILES, onnx_file
from vae_core.runs.run import Run

PRETRAINED = ASSETS / "pretrained"
FILE = re.compile(r'<script type="text/plain" data-path="([^"]+)" data-mime="[^"]+"( data-packed)?>([^<]*)</script>')


def files_of(text):
    return {
        path: gzip.decompress(base64.b64decode(content)) if packed else base64.b64decode(content)
        for path, packed, content in FILE.findall(text)
    }


@pytest.fixture(scope="module")
def mnist_page():
    return page(Run(PRETRAINED / "mnist-vae-2d")).decode()


@pytest.fixture
def sprites(tmp_path):
    """A copy that a test may damage."""
    run = Run(shutil.copytree(PRETRAINED / "sprites-vae-6d", tmp_path / "sprites-vae-6d"))
    for name in NETWORK_FILES:
        shutil.copy(onnx_file(Run(PRETRAINED / run.id), name), run.path)
    return run


@pytest.mark.slow
def test_the_points_are_the_test_images_and_some_training_images_each_with_its_own_picture(mnist_page):
    run, files = Run(PRETRAINED / "mnist-vae-2d"), files_of(mnist_page)
    points, (kept, _) = load(files["run/latents.safetensors"]), read_tensors(run.path / "latents.safetensors")
    rows = torch.cat([(kept["split"] == 2).nonzero()[:, 0], (kept["split"] == 0).nonzero()[:10_000, 0]])
    for name in ("mean", "log_var", "label", "split"):
        assert torch.equal(points[name], kept[name][rows])
    images = load_for(run.config).images
    for row in (0, 255, 256, 9_999, 10_000):
        chunk, place = divmod(int(points["index"][row]), 256)
        picture = files[f"run/images/{chunk}"][784 * place : 784 * (place + 1)]
        assert picture == images[kept["index"][rows][row]].numpy().tobytes()
    pictures = sum(len(files[path]) for path in files if path.startswith("run/images/")) // 784
    assert f"20,000 points, pictures of {pictures:,} of them" in mnist_page


@pytest.mark.slow
def test_the_networks_are_the_runs_own_and_the_file_is_of_about_nine_megabytes(mnist_page):
    files = files_of(mnist_page)
    for name in ("encoder.onnx", "decoder.onnx"):
        assert files[f"run/{name}"] == onnx_file(Run(PRETRAINED / "mnist-vae-2d"), name).read_bytes()
    assert len(mnist_page) < 10e6


@pytest.mark.slow
def test_the_page_names_no_address_but_those_of_licences(mnist_page):
    outside = FILE.sub("", mnist_page.split("Licences of what is in this file")[0])
    assert not re.search(r"https?://", outside)
    assert "default-src 'none'" in outside


@pytest.mark.slow
def test_the_page_carries_the_licences_of_what_is_in_it(mnist_page):
    for words in ("Copyright 2010-2023 Mike Bostock", "Microsoft Corporation", "Latent Lab contributors", "ShareAlike"):
        assert words in mnist_page


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(sprites):
    assert page(sprites) == page(sprites)


@pytest.mark.slow
def test_the_colours_are_those_of_the_app(mnist_page):
    theme = tomllib.loads((ASSETS.parent / ".streamlit" / "config.toml").read_text())["theme"]
    light, dark = mnist_page.split("prefers-color-scheme: dark")[:2]
    for kind, text in (("light", light), ("dark", dark)):
        for name in ("primary", "background", "secondaryBackground", "text", "border"):
            words = re.sub("([A-Z])", lambda capital: f"-{capital[1].lower()}", name)
            assert f"--st-{words}-color: {theme[kind][f'{name}Color']};" in text


@pytest.mark.slow
def test_planes_and_names_are_told_to_the_map(sprites):
    text = page(sprites).decode()
    options = json.loads(unescape(re.search(r'data-options="([^"]+)"', text)[1]))
    assert options["classNames"] == list(sprites.trained_on.class_names)
    assert [plane["key"] for plane in options["planes"]][:2] == ["pca", "1-2"]
    assert len(options["planes"][0]["origin"]) == options["latentDim"] == 6
    assert options["factorNames"] == list(sprites.trained_on.factor_names) != []


@pytest.mark.fault("S5")
@pytest.mark.slow
def test_a_name_with_markup_stays_a_name(sprites):
    dataset = sprites.summary.to_plain()["dataset"]
    sprites.update_summary(dataset=dataset | {"class_names": ['<script>"alert(1)&', "b", "c"]})
    text = page(sprites).decode()
    options = json.loads(unescape(re.search(r'data-options="([^"]+)"', text)[1]))
    assert options["classNames"][0] == '<script>"alert(1)&'
    assert "<script>&quot;" not in text


def test_pictures_beyond_the_room_are_left_out_and_that_is_said(sprites, monkeypatch):
    monkeypatch.setattr("vae_core.runs.html_page.PICTURE_BYTES", 1)
    text = page(sprites).decode()
    assert "pictures of 256 of them" in text
    assert [path for path in files_of(text) if path.startswith("run/images/")] == ["run/images/0"]


def test_without_the_images_the_map_goes_without_pictures(sprites, monkeypatch):
    def missing(config):
        raise ValueError("not here")

    monkeypatch.setattr("vae_core.runs.html_page.load_for", missing)
    assert "pictures of 0 of them" in page(sprites).decode()


@pytest.mark.parametrize("name", ["encoder.onnx", "decoder.onnx"])
def test_a_run_without_exports_and_weights_says_what_is_missing(sprites, name):
    (sprites.path / name).unlink()
    (sprites.path / "weights.safetensors").unlink()
    with pytest.raises(ValueError, match=rf"no {name}, and no weights.safetensors .* to make it from; resume"):
        page(sprites)


def test_a_damaged_export_is_named(sprites):
    (sprites.path / "decoder.onnx").write_bytes(b"\xff" * 40)
    with pytest.raises(ValueError, match=r"decoder.onnx cannot be read"):
        page(sprites)


def test_a_run_whose_decoder_takes_another_input_is_refused_in_words(sprites):
    network = onnx.load(sprites.path / "decoder.onnx")
    network.graph.input.append(onnx.helper.make_tensor_value_info("label", onnx.TensorProto.INT64, [None]))
    onnx.save(network, sprites.path / "decoder.onnx")
    with pytest.raises(ValueError, match=r"decoder.onnx takes z, label, where the page gives z"):
        page(sprites)


def test_codes_of_another_size_are_refused(sprites):
    codes = {"mean": torch.zeros(5, 3)} | {name: torch.zeros(5).int() for name in ("label", "index", "split")}
    write_tensors(sprites.path / "latents.safetensors", codes)
    with pytest.raises(ValueError, match="means 5x3; a map needs N x 6"):
        page(sprites)


def test_a_run_that_is_training_has_no_page_yet(sprites):
    sprites.update_summary(status="running")
    with pytest.raises(ValueError, match="still training"):
        page(sprites)


@pytest.mark.slow
def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left_behind(sprites, tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(ValueError, match=r"page.html cannot be written: .*; choose another place"):
        write_page(sprites, tmp_path / "file" / "page.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ValueError, match=r"folder.html cannot be written: Is a directory"):
        write_page(sprites, tmp_path / "folder.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.html", "sprites-vae-6d"]


@pytest.mark.slow
def test_the_command_line_writes_the_page_into_a_folder_or_under_a_name(sprites, tmp_path, capsys):
    for out, path in (("a", "a/sprites-vae-6d.html"), ("b/mine.html", "b/mine.html")):
        assert main(["export", str(sprites.path), "--to", "html", "--out", str(tmp_path / out), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / path)]
        assert (tmp_path / path).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_command_line_says_in_one_line_what_is_missing(sprites, capsys):
    (sprites.path / "decoder.onnx").unlink()
    (sprites.path / "weights.safetensors").unlink()
    assert main(["export", str(sprites.path), "--to", "html"]) == 1
    assert re.fullmatch(r"error: run sprites-vae-6d has no decoder.onnx, .*\n", capsys.readouterr().err)


def test_the_page_of_a_run_on_a_subset_says_how_many_images_that_are(sprites):
    plain = read_json(sprites.path / "config.json")
    assert "of" not in dict(html_page._facts(sprites))["Images"].split()[:2]
    write_json(sprites.path / "config.json", plain | {"subset": 500})
    assert dict(html_page._facts(sprites))["Images"].startswith("500 of ")
