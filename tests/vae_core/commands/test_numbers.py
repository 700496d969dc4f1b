"""Codes, curves and comparisons as files: right numbers in each format, and clear errors."""

import csv
import io
import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from tests.support.paths import PRETRAINED
from tests.support.trained_runs import trained
from vae_core.__main__ import main
from vae_core.datasets import load_for
from vae_core.files import read_tensors
from vae_core.measures.codes import encode
from vae_core.models import Batch
from vae_core.pictures import montage, png, read_pictures
from vae_core.runs.run import Run
from vae_core.tables import table_bytes


def lines_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def wrote(arguments, capsys):
    assert main([str(part) for part in arguments]) == 0
    return capsys.readouterr().out


def test_encoded_test_images_have_the_codes_of_the_map(run, tmp_path, capsys):
    wrote(["encode", run.path, "--out", tmp_path / "codes.npz"], capsys)
    found, kept = np.load(tmp_path / "codes.npz"), read_tensors(run.path / "latents.safetensors")[0]
    of_test = kept["split"] == 2
    for name, same in (("mean", "mean"), ("log_var", "log_var"), ("reconstruction", "reconstruction")):
        assert np.array_equal(found[name], kept[same][of_test].numpy())
    assert np.array_equal(found["index"], kept["index"][of_test].numpy())
    assert np.array_equal(found["label"], kept["label"][of_test].numpy())
    mean, log_var = found["mean"], found["log_var"]
    assert found["kl"] == pytest.approx(0.5 * (mean**2 + np.exp(log_var) - log_var - 1).sum(1), rel=1e-4)


def test_csv_npz_and_parquet_hold_the_same_numbers(run, tmp_path, capsys):
    parquet = pytest.importorskip("pyarrow.parquet")
    for ending in ("csv", "npz", "parquet"):
        wrote(["encode", run.path, "--split", "all", "--out", tmp_path / f"codes.{ending}"], capsys)
    rows = lines_of((tmp_path / "codes.csv").read_text())
    arrays, table = np.load(tmp_path / "codes.npz"), parquet.read_table(tmp_path / "codes.parquet").to_pydict()
    assert list(table) == list(rows[0])
    counts = {name: sum(row["split"] == name for row in rows) for name in ("train", "validation", "test")}
    image_set = load_for(run.config)
    assert counts == {name: len(getattr(image_set, name)) for name in counts}
    third = np.array([row["mean_3"] for row in rows], np.float32)
    assert np.array_equal(third, arrays["mean"][:, 2])
    assert np.array_equal(np.array(table["mean_3"], np.float32), third)
    assert table["class"] == [row["class"] for row in rows]


def test_without_a_file_the_table_goes_to_the_terminal(run, capsys):
    rows = lines_of(wrote(["encode", run.path], capsys))
    assert {"index", "mean_1", "log_var_3", "reconstruction", "kl"} <= rows[0].keys()
    found = json.loads(wrote(["encode", run.path, "--json"], capsys))
    assert len(found["rows"]) == found["images"] == len(rows)
    assert found["rows"][0]["mean_1"] == pytest.approx(float(rows[0]["mean_1"]))


def test_a_model_without_a_posterior_has_neither_log_variances_nor_kl(folder, capsys):
    run = trained(folder, "plain", model="autoencoder", latent_dim=2)
    rows = lines_of(wrote(["encode", run.path], capsys))
    assert [name for name in rows[0] if name.startswith(("log_var", "kl"))] == []
    assert {"mean_1", "mean_2", "reconstruction"} <= rows[0].keys()


def test_own_pictures_of_any_size_and_polarity_get_the_codes_of_the_data_sets_image(run, tmp_path, capsys):
    image_set = load_for(run.config)
    image = image_set.images[image_set.test[:1]]
    large = montage(image, 1, gap=0, width=80)
    pictures = {"plain.png": large, "black-on-white.png": 255 - large}
    for name, picture in pictures.items():
        (tmp_path / name).write_bytes(png(picture))
    out = wrote(["encode", run.path, "--images", tmp_path], capsys)
    rows = {row["file"]: row for row in lines_of(out)}
    assert set(rows) == set(pictures)
    wanted = encode(run.load_model(), image).mean[0]
    for row in rows.values():
        assert [float(row[f"mean_{number}"]) for number in (1, 2, 3)] == pytest.approx(wanted.tolist(), abs=0.05)
        assert "label" not in row
    kept = lines_of(wrote(["encode", run.path, "--invert", "no", "--images", tmp_path / "black-on-white.png"], capsys))
    assert [float(kept[0][f"mean_{number}"]) for number in (1, 2, 3)] != pytest.approx(wanted.tolist(), abs=0.05)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "I;16", "CMYK", "LA", "1"])
def test_a_picture_of_every_mode_becomes_the_same_image(mode, tmp_path):
    grey = np.zeros((8, 8), np.uint8)
    grey[2:6, 3:5] = 255
    picture = Image.fromarray(grey)
    if mode == "I;16":
        picture = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode != "L":
        picture = (
            picture.convert("RGBA" if mode == "RGBA" else "RGB").convert(mode)
            if mode != "LA"
            else picture.convert("LA")
        )
    path = tmp_path / ("picture.tif" if mode in ("CMYK", "I;16") else "picture.png")
    picture.save(path)
    found = read_pictures([path], (1, 8, 8))
    assert np.abs(found.images[0, 0].numpy().astype(int) - grey).max() <= 2
    assert not found.inverted


def test_dark_pictures_of_16_bits_become_the_image_that_an_import_makes(tmp_path):
    dark = np.full((8, 8), 200, np.uint16)  # nearly black of 65535
    Image.fromarray(dark).save(tmp_path / "dark.png")
    assert read_pictures([tmp_path / "dark.png"], (1, 8, 8)).images.unique().tolist() == [1]


def test_a_wide_picture_is_padded_not_stretched(tmp_path):
    wide = np.zeros((10, 40), np.uint8)
    wide[:, 10:30] = 200
    Image.fromarray(wide).save(tmp_path / "wide.png")
    image = read_pictures([tmp_path / "wide.png"], (1, 8, 8)).images[0, 0]
    assert image[:3].sum() == image[5:].sum() == 0
    assert int(image[3:5, 3:5].min()) > 150


def test_a_conditional_model_needs_a_class_for_own_pictures(conditional, tmp_path, capsys):
    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    given = ["encode", str(conditional.path), "--images", str(tmp_path / "black.png")]
    assert main(given) == 2
    assert "--label is missing; choose from 0, 1, 2" in capsys.readouterr().err
    assert main([*given, "--label", "zebra"]) == 2
    assert "unknown class 'zebra'; choose from 0, 1" in capsys.readouterr().err
    assert lines_of(wrote([*given, "--label", "3"], capsys))[0]["class"] == "3"


def test_a_text_that_a_spreadsheet_would_compute_is_quoted(tmp_path):
    written = table_bytes({"class": np.array(["=1+1", "@x", "-3", "cat"])}, ".csv").decode()
    assert written.splitlines() == ["class", "'=1+1", "'@x", "-3", "cat"]


def test_curves_have_the_numbers_of_the_reports(run, capsys):
    rows, reports = lines_of(wrote(["curves", run.path], capsys)), run.reports()
    assert [int(row["step"]) for row in rows] == [report.step for report in reports]
    last, report = rows[-1], reports[-1]
    assert float(last["train_kl"]) == pytest.approx(report.train.kl)
    assert float(last["validation_kl_2"]) == pytest.approx(report.validation.kl_per_dim[1])
    assert [row["validation_kl"] for row in rows].count("") == sum(report.validation is None for report in reports)


def test_a_comparison_has_a_row_for_each_run_and_a_column_for_what_differs(run, conditional, folder, tmp_path, capsys):
    wrote(["compare", run.path, conditional.path, "--out", tmp_path / "runs.csv"], capsys)
    rows = lines_of((tmp_path / "runs.csv").read_text())
    assert [(row["run"], row["model"], row["latent_dim"]) for row in rows] == [
        ("vae", "vae", "3"),
        ("conditional", "conditional_vae", "2"),
    ]
    assert float(rows[0]["kl"]) == pytest.approx(run.summary.validation.kl)
    assert rows[0]["prior_per_label"] == ""  # a setting of the other model alone
    assert len(lines_of(wrote(["compare", folder], capsys))) >= 2
    assert main(["compare", str(folder), "--sweep", "none"]) == 2
    assert "there is no run in the sweep none" in capsys.readouterr().err


def test_the_kl_of_a_conditional_model_uses_the_label(conditional):
    model, image_set = conditional.load_model(), load_for(conditional.config)
    rows = image_set.test[:4]
    images, labels = image_set.images[rows], image_set.labels[rows]
    codes = encode(model, images, labels)
    posterior = model.posterior(Batch(images / 255, images / 255, labels, torch.Generator()))
    assert torch.allclose(codes.mean, posterior.mean, atol=1e-6)
    assert not torch.allclose(encode(model, images, (labels + 1) % 10).mean, codes.mean)
    with pytest.raises(ValueError, match="labels are missing"):
        encode(model, images)


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (["--out", "codes.xlsx"], 2, "has the ending '.xlsx'; choose from .csv, .npz, .parquet"),
        (["--images", "nowhere.png"], 1, "nowhere.png is not there"),
        (["--images", "broken.png"], 1, "broken.png is no picture that can be read"),
        (["--images", "notes.txt"], 1, "notes.txt has the ending '.txt'; give .png"),
        (["--images", "empty"], 1, "empty holds no pictures"),
        (["--images", "large.npz"], 1, "large.npz has images of shape (2, 9, 9); this model takes (N, 1, 8, 8)"),
        (["--images", "flipped.npz"], 1, "flipped.npz holds no images: Error -3"),
        (["--images", "single.npz"], 1, "single.npz holds no images: it is a single array with the ending .npz"),
        (
            ["--images", "several.npy"],
            1,
            "several.npy holds no images: it is an archive of arrays with the ending .npy",
        ),
        (["--images", "exif.png"], 1, "exif.png is no picture that can be read: it is damaged"),
        (["--images", "bright.npz"], 1, "other values than 0 to 1"),
        (["--images", "black.png", "--label", "3"], 2, "the model vae is not conditioned on a label; leave it out"),
        (["--images", "black.png", "--split", "train"], 2, "--split train: the pictures of --images have no split"),
        (["--label", "3"], 2, "--label '3': images of the data set have labels of their own; leave it out"),
        (["--invert", "yes"], 2, "--invert yes: images of the data set are never inverted; leave it out"),
        (["--split", "tests"], 2, "invalid choice: 'tests'"),
    ],
)
def test_what_cannot_be_encoded_is_refused_with_its_name(more, code, words, run, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    np.savez(tmp_path / "large.npz", images=np.zeros((2, 9, 9), np.uint8))
    np.savez(tmp_path / "bright.npz", images=np.full((2, 8, 8), 1e6))
    Image.new("L", (8, 8)).save(tmp_path / "black.png")
    Image.new("L", (8, 8)).save(tmp_path / "exif.png", exif=b"Exif\0\0II*\0")
    (tmp_path / "several.npy").write_bytes((tmp_path / "large.npz").read_bytes())
    np.save(tmp_path / "single.npy", np.zeros((2, 8, 8), np.uint8))
    (tmp_path / "single.npy").rename(tmp_path / "single.npz")
    np.savez_compressed(tmp_path / "flipped.npz", images=np.arange(128, dtype=np.uint8).reshape(2, 8, 8))
    with open(tmp_path / "flipped.npz", "r+b") as file:
        file.seek(60)
        file.write(b"\xff")  # of the compressed numbers
    before = sorted(tmp_path.iterdir())
    assert main(["encode", str(run.path), *more]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert len(captured.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def test_the_command_says_how_long_the_encoding_took(run, tmp_path, capsys):
    assert main(["encode", str(run.path), "--out", str(tmp_path / "codes.npz")]) == 0
    captured = capsys.readouterr()
    assert captured.out.strip() == str(tmp_path / "codes.npz")
    count = len(np.load(tmp_path / "codes.npz")["mean"])
    assert re.search(rf"encoded {count:,} images in \d+\.\d\d s, [\d,]+ a second", captured.err)
    assert main(["encode", str(run.path)]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_all_test_images_of_mnist_are_encoded_as_on_the_map(tmp_path, capsys):
    run = Run(PRETRAINED / "mnist-vae-2d")
    facts = json.loads(wrote(["encode", run.path, "--out", tmp_path / "codes.npz", "--json"], capsys))
    kept = read_tensors(run.path / "latents.safetensors")[0]
    of_test = kept["split"] == 2
    assert facts["images"] == 10_000
    assert facts["images_per_second"] == pytest.approx(10_000 / facts["seconds"], rel=0.01)
    assert np.abs(np.load(tmp_path / "codes.npz")["mean"] - kept["mean"][of_test].numpy()).max() < 1e-5
