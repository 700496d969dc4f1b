"""Images out of the command line: each command's numbers, its sheet, and its errors."""

import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from vae_core.__main__ import main
from vae_core.datasets import load_for
from vae_core.measures.codes import decode, encode, images_between


def arrays(arguments, tmp_path):
    out = tmp_path / "out.npz"
    assert main([*map(str, arguments), "--out", str(out)]) == 0
    return np.load(out)


def first_images(run, count):
    image_set = load_for(run.config)
    return image_set.images[image_set.test[:count]]


@pytest.mark.parametrize("ending", ["csv", "npz", "parquet"])
def test_what_encode_wrote_is_decoded_to_the_reconstructions(ending, run, tmp_path):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    codes = tmp_path / f"codes.{ending}"
    assert main(["encode", str(run.path), "--out", str(codes)]) == 0
    found = arrays(["decode", run.path, "--codes", codes], tmp_path)
    model, images = run.load_model(), first_images(run, 5)
    assert np.allclose(found["images"][:5], decode(model, encode(model, images).mean), atol=1e-5)


@pytest.mark.parametrize(
    "text", ["0.5,-1,2\n1,1,1\n", "z_1,z_2,z_3\n0.5,-1,2\n1,1,1\n", "b,label,a,c\n0.5,3,-1,2\n1,3,1,1\n"]
)
def test_codes_that_a_person_wrote_are_decoded(text, run, tmp_path):
    (tmp_path / "codes.csv").write_text(text)
    found = arrays(["decode", run.path, "--codes", tmp_path / "codes.csv"], tmp_path)
    assert np.allclose(found["images"], decode(run.load_model(), [[0.5, -1, 2], [1, 1, 1]]), atol=1e-6)


def test_a_sheet_shows_every_image_enlarged_by_a_whole_factor(run, tmp_path):
    assert main(["sample", str(run.path), "--count", "12", "--out", str(tmp_path / "sheet.png")]) == 0
    with Image.open(tmp_path / "sheet.png") as sheet:
        columns, rows, side = 12, 1, 8
        factor = 960 // (columns * side)
        assert sheet.size == ((columns * (side + 1) - 1) * factor, (rows * (side + 1) - 1) * factor)


def test_reconstructions_are_below_their_images(run, tmp_path):
    found = arrays(["reconstruct", run.path, "--count", "13"], tmp_path)
    model, images = run.load_model(), first_images(run, 13)
    assert np.allclose(found["images"], images / 255)
    assert {found[name].dtype.name for name in ("images", "reconstructions")} == {"float32"}
    assert np.allclose(found["reconstruction_nats"], encode(model, images).reconstruction, atol=1e-3)
    assert np.allclose(found["reconstructions"], decode(model, encode(model, images).mean), atol=1e-6)
    assert main(["reconstruct", str(run.path), "--count", "13", "--out", str(tmp_path / "pairs.png")]) == 0
    with Image.open(tmp_path / "pairs.png") as sheet:
        picture = np.asarray(sheet)
    factor = picture.shape[1] // (10 * 9 - 1)
    assert np.array_equal(picture[: 8 * factor : factor, : 8 * factor : factor, 0], images[0, 0])


def test_samples_repeat_with_their_seed_and_shrink_with_the_temperature(run, tmp_path):
    first, again = (arrays(["sample", run.path, "--seed", 3], tmp_path)["z"] for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, arrays(["sample", run.path, "--seed", 4], tmp_path)["z"])
    cold = arrays(["sample", run.path, "--seed", 3, "--temperature", 0.5], tmp_path)["z"]
    assert np.allclose(cold, first * 0.5)


def test_a_traversal_changes_one_dimension_a_row(run, tmp_path):
    z = arrays(["traverse", run.path, "--dims", 1, 3, "--steps", 5, "--range", 2], tmp_path)["z"].reshape(2, 5, 3)
    assert np.allclose(z[0, :, 0], [-2, -1, 0, 1, 2])
    assert np.allclose(z[1, :, 2], [-2, -1, 0, 1, 2])
    assert np.count_nonzero(z[0, :, 1:]) == np.count_nonzero(z[1, :, :2]) == 0
    own = arrays(["traverse", run.path, "--image", 7, "--dims", 2], tmp_path)["z"]
    code = encode(run.load_model(), load_for(run.config).images[7]).mean[0].numpy()
    assert np.allclose(own[:, [0, 2]], code[[0, 2]], atol=1e-6)


def test_the_columns_of_codes_may_have_any_order(run, tmp_path):
    (tmp_path / "codes.csv").write_text("z_1,z_2,z_3\n1,2,3\n")
    (tmp_path / "turned.csv").write_text("z_3,label,z_1,z_2\n3,7,1,2\n")
    one, other = (
        arrays(["decode", run.path, "--codes", tmp_path / f"{name}.csv"], tmp_path) for name in ("codes", "turned")
    )
    assert np.array_equal(one["z"], other["z"])


@pytest.mark.parametrize("path", ["linear", "slerp"])
def test_a_path_begins_and_ends_at_its_images(path, run, tmp_path):
    found = arrays(["interpolate", run.path, "--from", 3, "--to", 8, "--path", path, "--steps", 4], tmp_path)
    model, images = run.load_model(), load_for(run.config).images
    ends = [encode(model, images[row]).mean[0] for row in (3, 8)]
    assert np.allclose(found["images"], images_between(model, *ends, 4, path), atol=1e-5)
    assert np.allclose(found["z"][[0, -1]], torch.stack(ends), atol=1e-5)


def test_a_conditional_model_decodes_with_the_labels_of_the_file_or_of_the_option(conditional, tmp_path, capsys):
    (tmp_path / "codes.csv").write_text("z_1,z_2,label\n0,0,4\n0,0,7\n")
    found = arrays(["decode", conditional.path, "--codes", tmp_path / "codes.csv"], tmp_path)["images"]
    model = conditional.load_model()
    assert np.allclose(found, decode(model, torch.zeros(2, 2), [4, 7]), atol=1e-6)
    one = arrays(["decode", conditional.path, "--codes", tmp_path / "codes.csv", "--label", "7"], tmp_path)["images"]
    assert np.allclose(one[0], found[1], atol=1e-6)
    assert list(arrays(["sample", conditional.path, "--count", 12], tmp_path)["label"]) == [*range(10), 0, 1]
    capsys.readouterr()
    assert main(["traverse", str(conditional.path), "--out", str(tmp_path / "rows.png")]) == 2
    assert "--label is missing; choose from 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([-1, 5], "has -1; labels are whole numbers from 0 to 9"),
        ([3, 10], "has 10; labels are whole numbers from 0 to 9"),
        ([np.nan, 1], "has nan; labels"),
        ([1, 1.7], "has 1.7; labels"),
        ([1, 2, 3], "has the shape (3,); give one label for each of 2 codes"),
        (["one", "two"], "holds something else than whole numbers"),
    ],
    ids=str,
)
def test_wrong_labels_of_codes_are_refused_with_the_first_wrong_value(labels, words, conditional, tmp_path, capsys):
    np.savez(tmp_path / "codes.npz", z=np.zeros((2, 2)), label=np.array(labels))
    out = tmp_path / "x.npz"
    assert main(["decode", str(conditional.path), "--codes", str(tmp_path / "codes.npz"), "--out", str(out)]) == 2
    assert f"the column `label` {words}" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sample", "--out", "x.gif"], 2, "has the ending '.gif'; choose from .png, .npz"),
        (["sample", "--out", "x.png", "--count", "0"], 2, "--count is 0; choose from 1 to 10,000"),
        (["sample", "--out", "x.png", "--temperature", "nan"], 2, "--temperature is nan"),
        (["sample", "--out", "x.png", "--seed", str(10**30)], 2, "choose from 0 to 2,147,483,647"),
        (["traverse", "--out", "x.png", "--range", "1e308"], 2, "--range is 1e+308; choose from 0.001 to 1,000,000"),
        (["traverse", "--out", "x.png", "--dims", "4"], 2, "latent dimension 4 does not exist; choose from 1 to 3"),
        (["traverse", "--out", "x.png", "--image", "99999"], 2, "image 99999 does not exist"),
        (["traverse", "--out", "x.png", "--range", "inf"], 2, "--range is inf"),
        (["interpolate", "--out", "x.png", "--from", "1", "--to", "2", "--steps", "1"], 2, "--steps is 1"),
        (["interpolate", "--out", "x.png", "--from", "1", "--to", "two.png"], 1, "two.png is not there"),
        (["decode", "--out", "x.png", "--codes", "none.csv"], 1, "none.csv cannot be read: No such file"),
        (["decode", "--out", "x.png", "--codes", "wide.csv"], 1, "wide.csv has codes of shape (1, 4); give rows of 3"),
        (["decode", "--out", "x.png", "--codes", "words.csv"], 1, "words.csv holds something else than numbers"),
        (["decode", "--out", "x.png", "--codes", "nan.csv"], 1, "or a code that is not finite"),
        (["decode", "--out", "x.png", "--codes", "torn.csv"], 1, "torn.csv, row 2, has another number of cells than 3"),
        (["decode", "--out", "x.png", "--codes", "torn.npz"], 1, "torn.npz is no NPZ file of plain numbers"),
        (
            ["decode", "--out", "x.png", "--codes", "flipped.npz"],
            1,
            "flipped.npz is no NPZ file of plain numbers: Error -3",
        ),
        (
            ["decode", "--out", "x.png", "--codes", "array.npz"],
            1,
            "array.npz is no NPZ file of plain numbers: it holds one",
        ),
        (["decode", "--out", "x.png", "--codes", "zip.npy"], 1, "zip.npy is no NPY file of plain numbers: it is a zip"),
        (["decode", "--out", "x.png", "--codes", "notes.npz"], 1, "'notes.txt' in it is no array"),
        (["decode", "--out", "x.png", "--codes", "objects.npy"], 1, "objects.npy is no NPY file of plain numbers"),
        (["decode", "--out", "x.png", "--codes", "torn.parquet"], 1, "torn.parquet is no Parquet file"),
        (["decode", "--out", "x.png", "--codes", "huge.npy"], 1, "or a code that is not finite"),
        (["decode", "--out", "x.png", "--codes", "complex.npy"], 1, "holds something else than numbers: complex"),
        (["decode", "--out", "x.png", "--codes", "twice.csv"], 1, "twice.csv has two columns 'z_1'"),
        (
            ["decode", "--out", "x.png", "--codes", "gap.csv"],
            1,
            "gap.csv has the columns z_1, z_2, z_4; give z_1 to z_3",
        ),
        (["sample", "--out", "x.png", "--label", "3"], 2, "the model vae is not conditioned on a label; leave it out"),
        (["reconstruct", "--out", "x.png", "--label", "3"], 2, "images of the data set have labels of their own"),
        (["reconstruct", "--out", "x.png", "--images", "a.png", "--count", "3"], 2, "all pictures of --images are"),
        (["decode", "--out", "x.png", "--codes", "codes.txt"], 1, "codes.txt has the ending '.txt'"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_value(arguments, code, words, run, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wide.csv").write_text("1,2,3,4\n")
    (tmp_path / "words.csv").write_text("z_1,z_2,z_3\none,two,three\n")
    (tmp_path / "twice.csv").write_text("z_1,z_1,z_2,z_3\n1,2,3,4\n")
    (tmp_path / "gap.csv").write_text("z_1,z_2,z_4\n1,2,3\n")
    np.save(tmp_path / "huge.npy", np.full((2, 3), 1e300))
    np.save(tmp_path / "complex.npy", np.zeros((2, 3), complex))
    (tmp_path / "nan.csv").write_text("z_1,z_2,z_3\n1,nan,2\n")
    (tmp_path / "torn.csv").write_text("1,2,3\n1,2\n")
    (tmp_path / "torn.npz").write_bytes(b"PK\x03\x04torn")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1")
    np.save(tmp_path / "objects.npy", np.array([{}], object))
    for name, save in (("flipped.npz", np.savez_compressed), ("zip.npy", np.savez), ("array.npz", np.save)):
        with open(tmp_path / name, "wb") as file:
            save(file, np.zeros((2, 3)))
    flipped = bytearray((tmp_path / "flipped.npz").read_bytes())
    flipped[30 + int.from_bytes(flipped[26:28], "little") + int.from_bytes(flipped[28:30], "little")] = 0xFF
    (tmp_path / "flipped.npz").write_bytes(flipped)
    with zipfile.ZipFile(tmp_path / "notes.npz", "w") as archive:
        archive.writestr("notes.txt", "not an array")
    command, *more = arguments
    assert main([command, str(run.path), *more]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert len(captured.err.splitlines()) == 1
    assert not list(tmp_path.glob("x.*"))
