"""Each format that people bring arrives with the right pixels and labels; only the pixels are compared, not a file."""

import gzip
import io
import json
import struct

import numpy as np
import pytest
from PIL import Image

from tests.support.pictures import classes_of_noise, encoded, noise, tarred, zipped
from vae_core.datasets import load_dataset
from vae_core.own_data import ImportOptions, import_pictures, new_name, open_path, open_uploads, parse_size, preview
from vae_core.own_sets import list_own

pytestmark = pytest.mark.usefixtures("runs")
GREY = noise(10, 14)
COLOUR = noise(10, 14, 3)
OTHERS = {f"other{number}.png": encoded(noise(10, 14, seed=number)) for number in (1, 2)}
COLOURED = {f"other{number}.png": encoded(noise(10, 14, 3, seed=number)) for number in (1, 2)}
ALPHA = np.dstack([COLOUR, np.where(np.arange(14) < 7, 255, 0)[None].repeat(10, 0).astype(np.uint8)])
COMPOSITED = np.where(np.arange(14)[None, :, None] < 7, COLOUR, 255).astype(np.uint8)


def brought(files, **options):
    """The image set of uploaded files."""
    own = import_pictures(open_uploads(list(files.items())), new_name("brought"), ImportOptions(**options))
    return load_dataset(own.data.name), own


def first_image(content, name="a.png", others=OTHERS, **options):
    """The pixels (H, W) or (H, W, C) of the first of three uploaded pictures."""
    image_set, own = brought({name: content, **others}, **options)
    assert own.report["left_out"] == 0, own.report["examples"]
    pixels = image_set.images[0].permute(1, 2, 0).numpy()
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels


def palette():
    return Image.fromarray(COLOUR).quantize(16)


EXACT = {
    "PNG, grey": (lambda: encoded(GREY), "a.png", GREY),
    "PNG, RGB": (lambda: encoded(COLOUR), "a.png", COLOUR),
    "PNG, palette": (lambda: encoded(palette()), "a.png", lambda: np.asarray(palette().convert("RGB"))),
    "PNG, 1 bit": (lambda: encoded(Image.fromarray(GREY > 127)), "a.png", (GREY > 127) * np.uint8(255)),
    "PNG, 16 bits": (lambda: encoded(GREY.astype(np.uint16) * 257), "a.png", GREY),
    "TIFF, 16 bits": (lambda: encoded(GREY.astype(np.uint16) * 257, "TIFF"), "a.tif", GREY),
    "TIFF, floating point": (lambda: encoded((GREY / 255).astype(np.float32), "TIFF"), "a.tiff", GREY),
    "PNG, RGBA": (lambda: encoded(ALPHA), "a.png", COMPOSITED),
    "PNG, grey and alpha": (
        lambda: encoded(Image.fromarray(np.dstack([GREY, ALPHA[..., 3]]), "LA")),
        "a.png",
        np.where(np.arange(14)[None] < 7, GREY, 255).astype(np.uint8),
    ),
    "TIFF, CMYK": (
        lambda: encoded(Image.fromarray(COLOUR).convert("CMYK"), "TIFF"),
        "a.tif",
        lambda: np.asarray(Image.fromarray(COLOUR).convert("CMYK").convert("RGB")),
    ),
    "BMP": (lambda: encoded(COLOUR, "BMP"), "a.bmp", COLOUR),
    "WebP": (lambda: encoded(COLOUR, "WEBP", lossless=True), "a.webp", COLOUR),
    "GIF": (lambda: encoded(GREY, "GIF"), "a.gif", GREY),
    "GIF, animated: the first frame": (
        lambda: encoded(
            Image.fromarray(GREY), "GIF", save_all=True, append_images=[Image.fromarray(255 - GREY)], duration=50
        ),
        "a.gif",
        GREY,
    ),
}


@pytest.mark.fault("F4")
@pytest.mark.parametrize("case", EXACT)
def test_f4_a_picture_arrives_with_its_pixels(case):
    make, name, wanted = EXACT[case]
    wanted = wanted() if callable(wanted) else wanted
    is_coloured = wanted.ndim == 3
    found = first_image(make(), name, COLOURED if is_coloured else OTHERS, colour="colour" if is_coloured else "auto")
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.fault("F4")
def test_f4_a_photo_is_turned_as_its_exif_entry_asks():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    photo = encoded(COLOUR, "PNG", exif=exif)
    others = {f"o{number}.png": encoded(noise(14, 10, 3, seed=number)) for number in (1, 2)}
    np.testing.assert_array_equal(first_image(photo, others=others), np.rot90(COLOUR, -1))


@pytest.mark.fault("F4")
def test_f4_a_jpeg_arrives_nearly_with_its_pixels():
    smooth = np.add.outer(np.arange(10) * 10, np.arange(14) * 8).astype(np.uint8)
    found = first_image(encoded(smooth, "JPEG", quality=95), "a.jpg")
    assert np.abs(found.astype(int) - smooth).max() <= 6


@pytest.mark.fault("F4")
@pytest.mark.parametrize(
    ("fit", "left", "middle"),
    [("crop", 200, 200), ("pad", 50, 200), ("stretch", 50, 200)],
)
def test_f4_mixed_sizes_are_fitted_by_the_chosen_rule(fit, left, middle):
    wide = np.full((20, 60), 50, np.uint8)
    wide[:, 20:40] = 200
    own = import_pictures(
        open_uploads([("a.png", encoded(wide)), ("b.png", encoded(noise(20, 20))), ("c.png", encoded(noise(9, 20)))]),
        new_name("mixed"),
        ImportOptions(20, 20, fit),
    )
    image = load_dataset("mixed").images[0, 0]
    assert image.shape == (20, 20)
    assert abs(int(image[10, 1]) - left) < 30
    assert abs(int(image[10, 10]) - middle) < 30
    assert any("3 different sizes" in warning for warning in own.report["warnings"])


@pytest.mark.fault("F16")
def test_f16_inversion_and_transparency_count_at_every_size():
    glyph = Image.new("LA", (14, 10), (0, 0))  # a black shape on nothing
    glyph.paste((0, 255), (4, 3, 8, 7))
    content = encoded(glyph)
    exact = first_image(content, invert=True)
    assert exact[5, 5] == 255
    assert exact[0, 0] == 0
    doubled = encoded(glyph.resize((28, 20), Image.Resampling.NEAREST))
    files = {"b.png": doubled, "c.png": encoded(noise(20, 28, seed=5)), "d.png": encoded(noise(20, 28, seed=6))}
    own = import_pictures(open_uploads(list(files.items())), new_name("scaled"), ImportOptions(14, 10, invert=True))
    scaled = load_dataset(own.data.name).images[0, 0].numpy()
    assert scaled[5, 5] == 255
    assert scaled[0, 0] == 0


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w:xz")], ids=["zip", "tar.gz", "tar.xz"])
@pytest.mark.parametrize("above", ["", "birds/", "birds/train/"])
def test_an_archive_gives_its_folders_as_classes(pack, above):
    files = {above + name: content for name, content in classes_of_noise(3).items()}
    name = {zipped: "a.zip", tarred: "a.tar.gz"}.get(pack, "a.tar.xz")
    image_set, own = brought({name: pack(files | {"__MACOSX/._x": b"x", f"{above}.DS_Store": b"x"})})
    assert image_set.class_names == ("cat", "dog")
    assert image_set.labels.bincount().tolist() == [3, 3]
    assert own.report["ignored"] == 2
    assert own.report["left_out"] == 0
    np.testing.assert_array_equal(image_set.images[3, 0], noise(12, 12, seed=100))


def test_a_folder_gives_its_sub_folders_as_classes(tmp_path):
    for name, content in classes_of_noise(3).items():
        (tmp_path / "pets" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pets" / name).write_bytes(content)
    own = import_pictures(open_path(tmp_path / "pets"), new_name("pets"))
    assert own.data.class_names == ("cat", "dog")
    assert own.data.shape == (1, 12, 12)


def test_a_table_in_an_archive_labels_the_pictures_beside_it():
    files = {f"{number}.png": encoded(noise(8, 8, seed=number)) for number in range(4)}
    table = "file,label\n0.png,a\n1.png,b\n2.png,a\n"
    image_set, own = brought({"a.zip": zipped(files | {"labels.csv": table.encode()})})
    assert image_set.class_names == ("a", "b", "no label")
    assert image_set.labels.tolist() == [0, 1, 0, 2]
    assert own.report["left_out"] == 0


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


STACK = np.stack([noise(9, 7, seed=number) for number in range(5)])
NUMBERS = np.array([3, 10, 3, 10, 3])


@pytest.mark.parametrize(
    ("arrays", "names"),
    [
        ({"images": STACK, "labels": NUMBERS}, ("3", "10")),
        ({"images": STACK[:, None], "labels": NUMBERS.astype(np.float32)}, ("3", "10")),
        ({"x_train": STACK[..., None], "y_train": NUMBERS[:, None]}, ("3", "10")),
        ({"images": np.asfortranarray(STACK), "labels": np.array(["b", "a", "b", "a", "b"])}, ("a", "b")),
        ({"X": STACK / 255.0, "y": NUMBERS.astype(str)}, ("3", "10")),
        (
            {
                "train_images": STACK[:3],
                "train_labels": NUMBERS[:3],
                "test_images": STACK[3:],
                "test_labels": NUMBERS[3:],
            },
            ("3", "10"),
        ),
        ({"images": STACK.astype(np.int64)}, ("no label",)),
    ],
    ids=["plain", "channels first", "keras", "fortran order, words", "floats", "medmnist", "no labels"],
)
def test_arrays_arrive_with_their_pixels_and_labels(arrays, names):
    image_set, _ = brought({"a.npz": npz(**arrays)})
    assert image_set.class_names == names
    label_of = {image.tobytes(): str(label) for image, label in zip(STACK, NUMBERS, strict=True)}
    found = {
        image.numpy().tobytes(): names[label]
        for image, label in zip(image_set.images[:, 0], image_set.labels.tolist(), strict=True)
    }
    assert found.keys() == label_of.keys()
    words = {"3": "b", "10": "a"}
    wanted = {pixels: label if names == ("3", "10") else words[label] for pixels, label in label_of.items()}
    assert len(names) == 1 or found == wanted


def idx(array):
    return struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_idx_files_arrive_with_their_labels(tmp_path, ending):
    pack = gzip.compress if ending else bytes
    (tmp_path / f"train-images-idx3-ubyte{ending}").write_bytes(pack(idx(STACK)))
    (tmp_path / f"train-labels-idx1-ubyte{ending}").write_bytes(pack(idx(NUMBERS.astype(np.uint8))))
    for number, path in enumerate((tmp_path, tmp_path / f"train-images-idx3-ubyte{ending}")):
        own = import_pictures(open_path(path), new_name(f"idx{number}"))
        image_set = load_dataset(own.data.name)
        np.testing.assert_array_equal(image_set.images[:, 0], STACK)
        assert [image_set.class_names[label] for label in image_set.labels] == NUMBERS.astype(str).tolist()


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_of_pixels_arrives_with_its_labels(header, separator):
    square = STACK[:, :7]
    rows = [separator.join([word, *map(str, image.ravel())]) for word, image in zip("babab", square, strict=True)]
    rows = [separator.join(["label", *(f"pixel{number}" for number in range(49))]), *rows] if header else rows
    image_set, _ = brought({"a.csv": b"\xef\xbb\xbf" + "\r\n".join(rows).encode()})
    np.testing.assert_array_equal(image_set.images[:, 0], square)
    assert image_set.labels.tolist() == [1, 0, 1, 0, 1]


def test_parquet_with_image_files_arrives_with_its_class_names():
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    names = ["cat", "dog"]
    kind = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])
    cells = [{"bytes": encoded(image), "path": None} for image in STACK]
    table = pyarrow.table({"image": pyarrow.array(cells, kind), "label": pyarrow.array([0, 1, 0, 1, None])})
    info = {"info": {"features": {"label": {"names": names, "_type": "ClassLabel"}}}}
    file = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({"huggingface": json.dumps(info)}), file)
    image_set, _ = brought({"a.parquet": file.getvalue()})
    np.testing.assert_array_equal(image_set.images[:, 0], STACK)
    assert [image_set.class_names[label] for label in image_set.labels] == ["cat", "dog", "cat", "dog", "no label"]


def test_the_preview_shows_what_the_import_stores():
    files = {"a.zip": zipped(classes_of_noise(8, 20, 30))}
    options = ImportOptions(16, 12, "pad", invert=True)
    shown = preview(open_uploads(list(files.items())), options)
    assert list_own() == []
    own = import_pictures(open_uploads(list(files.items())), new_name("same"), options)
    np.testing.assert_array_equal(shown.images, load_dataset(own.data.name).images[:12])
    assert shown.labels == ["cat"] * 8 + ["dog"] * 4


def test_pictures_are_found_behind_many_other_files():
    others = {f"{number}.txt": b"x" for number in range(150)}
    source = open_uploads([("a.zip", zipped(others | classes_of_noise(3)))])
    shown = preview(source, ImportOptions())
    assert len(shown.images) == 6
    assert len(shown.left_out) == 120
    assert import_pictures(source, new_name("found")).report["left_out"] == 150


def test_colours_that_later_pictures_lose_are_a_warning():
    files = {f"a{number:02}.png": encoded(noise(8, 8, seed=number)) for number in range(24)}
    files |= {f"b{number}.png": encoded(noise(8, 8, 3, seed=number)) for number in range(2)}
    image_set, own = brought(files)
    assert image_set.images.shape[1] == 1
    assert any("2 pictures have colours but became grey" in warning for warning in own.report["warnings"])
    own = import_pictures(open_uploads(list(files.items())), new_name("chosen"), ImportOptions(colour="grey"))
    assert not any("became grey" in warning for warning in own.report["warnings"])


@pytest.mark.parametrize("small", ["1E-05", "1e-05", "0.00001"])
def test_a_table_of_numbers_from_0_to_1_may_have_exponents(small):
    rows = [",".join([small, "1", *["0"] * 13, str(row % 2)]) for row in range(3)]
    image_set, _ = brought({"a.csv": "\n".join(rows).encode()}, duplicates=True)
    assert image_set.images[1, 0].ravel().tolist() == [0, 255, *[0] * 13, 255]


def test_equal_pictures_of_two_classes_with_long_names_are_kept():
    names = ["\U0001f426" * 20 + end for end in "abc"]
    files = {f"{name}/0.png": encoded(noise(8, 8)) for name in names}
    image_set, own = brought({"a.zip": zipped(files)})
    assert image_set.class_names == tuple(names)
    assert own.report["duplicates"] == 0


@pytest.mark.parametrize(
    ("sizes", "shape"),
    [
        ([(31, 31)] * 3, (31, 31)),
        ([(100, 60)] * 3, (60, 100)),
        ([(640, 480)] * 3, (48, 64)),
        ([(300, 200), (200, 300), (50, 90)], (64, 64)),
    ],
)
def test_a_size_is_chosen_that_suits_the_pictures(sizes, shape):
    files = [(f"{number}.png", encoded(noise(*size[::-1], seed=number))) for number, size in enumerate(sizes)]
    assert preview(open_uploads(files), ImportOptions()).shape[1:] == shape


@pytest.mark.parametrize(
    ("text", "size"), [("64", (64, 64)), ("100x60", (100, 60)), (" 100 \u00d7 60 ", (100, 60)), ("", (0, 0))]
)
def test_a_size_is_one_number_or_two(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["x", "64x", "-3", "12345x2", "6.5"])
def test_another_text_is_no_size(text):
    with pytest.raises(ValueError, match="write one number of pixels, or width x height"):
        parse_size(text)


def test_a_set_is_the_same_from_an_archive_and_from_a_folder(tmp_path):
    files = classes_of_noise(3)
    for name, content in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(content)
    first = import_pictures(open_path(tmp_path / "in"), new_name("first"))
    second = import_pictures(open_uploads([("in.zip", zipped(files))]), new_name("second"))
    assert first.data.checksum == second.data.checksum
