"""One contract over the data sets that need no network, the facts of MNIST, and clear words where files are missing."""

import gzip
import hashlib
import math
import runpy
import struct
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Generator

from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.datasets import (
    DATASETS,
    Dataset,
    MissingData,
    celeba,
    load_dataset,
    load_for,
    mean_image,
    mnist,
    only_classes,
    sprites,
    subset,
    with_split,
)
from vae_core.datasets.baselines import bce_floor, no_latent_nll
from vae_core.datasets.dataset import Download
from vae_core.datasets.downloads import torchvision_datasets
from vae_core.datasets.targets import make_target
from vae_core.runs.licences import licences

OFFLINE = [name for name, entry in DATASETS.items() if not entry.is_download]
DOWNLOADS = [name for name, entry in DATASETS.items() if entry.is_download]


@pytest.mark.parametrize("name", DATASETS)
def test_an_entry_states_what_pages_and_exports_show(name):
    entry = DATASETS[name]
    assert [other.title for other in DATASETS.values()].count(entry.title) == 1
    assert entry.description == f"{entry.count:,} {entry.content}"
    assert entry.values == math.prod(entry.shape) > 0
    assert len(set(entry.class_names)) == len(entry.class_names) > 0
    assert entry.licence.endswith(".")
    assert entry.licence_text().strip()
    assert licences(entry, [])[-1] == (f"Images: {entry.title}", entry.licence_text())


@pytest.mark.parametrize("name", ["mnist", "mnist_20"])
def test_both_forms_of_mnist_carry_its_licence(name):
    assert "ShareAlike 3.0" in DATASETS[name].licence_text()


def test_the_bundled_clothes_are_the_test_images_of_fashion_mnist():
    image_set = load_dataset("fashion_mnist_10k")
    assert torch.bincount(image_set.labels).tolist() == [1000] * 10
    assert [len(rows) for rows in (image_set.train, image_set.validation, image_set.test)] == [8000, 1000, 1000]
    assert hashlib.md5(image_set.images.numpy().tobytes()).hexdigest() == "b7656a891b218fc13e45205c48a92cae"
    assert [image_set.class_names[label] for label in image_set.labels[:3]] == ["Ankle boot", "Pullover", "Trouser"]
    assert "MIT License" in DATASETS["fashion_mnist_10k"].licence_text()


@pytest.mark.parametrize("name", OFFLINE)
def test_a_data_set_keeps_the_contract(name):
    image_set, entry = load_dataset(name), DATASETS[name]
    assert image_set.name == name
    assert image_set.images.dtype == torch.uint8
    assert len(image_set.images) == len(image_set.labels) == entry.count
    assert image_set.shape == entry.shape
    assert image_set.class_names == entry.class_names
    assert image_set.images.max() == 255
    assert image_set.labels.dtype == torch.int64
    assert set(image_set.labels.unique().tolist()) == set(range(len(entry.class_names)))
    rows = torch.cat([image_set.train, image_set.validation, image_set.test])
    assert torch.equal(rows.sort().values, torch.arange(len(image_set.images)))
    if image_set.factors is not None:
        assert image_set.factors.shape == (entry.count, len(image_set.factor_names))


@pytest.mark.parametrize("name", DOWNLOADS)
def test_the_files_and_classes_of_an_entry_are_those_that_torchvision_asks_for(name):
    """What torchvision's class lists, as far as it lists it, against what our entry tells people to provide."""
    download = DATASETS[name].download
    kind = getattr(torchvision_datasets(), download.torchvision_class)
    asked = {
        "FashionMNIST": lambda: [file for file, _ in kind.resources],
        "KMNIST": lambda: [file for file, _ in kind.resources],
        "EMNIST": lambda: [
            f"emnist-balanced-{part}-{values}-ubyte"
            for part in ("train", "test")
            for values in ("images-idx3", "labels-idx1")
        ],
        "CIFAR10": lambda: [file for file, _ in kind.train_list + kind.test_list] + [kind.meta["filename"]],
        "CelebA": lambda: [file.replace(".zip", " (the unpacked folder)") for *_, file in kind.file_list],
    }[download.torchvision_class]()
    assert list(download.files) == asked
    assert download.size > 1e6
    if download.torchvision_class in ("FashionMNIST", "KMNIST"):
        assert DATASETS[name].class_names == tuple(kind.classes)


def test_an_entry_in_the_registry_is_all_that_loading_needs(monkeypatch, tmp_path):
    """A made-up data set, without and with files."""
    asked = []

    def read(source=None):
        asked.append(source)
        return with_split("dots", torch.zeros(30, 1, 2, 2, dtype=torch.uint8), torch.zeros(30).long(), ("dot",))

    entry = Dataset("Dots", 30, "dots", (1, 2, 2), ("dot",), "Nobody's.", read)
    monkeypatch.setitem(DATASETS, "dots", entry)
    assert load_dataset("dots").images.shape == (30, 1, 2, 2)
    monkeypatch.setitem(DATASETS, "dots", replace(entry, download=Download("Dots", "dots/raw", ("dots.bin",), 12)))
    load_dataset("dots", folder=tmp_path, download=True)
    assert asked[0] is None
    assert (asked[1].name, asked[1].folder, asked[1].may_download) == ("dots", tmp_path / "dots" / "raw", True)


@pytest.mark.parametrize("name", ["digits", "sprites_32"])
def test_loading_twice_gives_the_same_images_and_split(name):
    assert DATASETS[name].read().checksum == DATASETS[name].read().checksum


def test_mnist_has_its_published_facts():
    """Grey BCE floors and the factorised Bernoulli's test NLL, in nats per image."""
    images = load_dataset("mnist").images
    assert bce_floor(images[60_000:]) == pytest.approx(45.53, abs=0.005)
    assert bce_floor(images[:60_000]) == pytest.approx(45.76, abs=0.005)
    assert no_latent_nll(images[:60_000], images[60_000:]) == pytest.approx(205.81, abs=0.01)


def test_mnist_keeps_its_published_test_set():
    image_set = load_dataset("mnist")
    assert torch.equal(image_set.test, torch.arange(60_000, 70_000))
    assert (len(image_set.train), len(image_set.validation)) == (57_000, 3_000)


@pytest.mark.slow
def test_mnist_without_its_frame_keeps_all_ink_and_the_split():
    whole, box = load_dataset("mnist"), load_dataset("mnist_20")
    for name in ("train", "validation", "test", "labels"):
        assert torch.equal(getattr(whole, name), getattr(box, name)), name
    inks = [images.images[:, 0].sum((1, 2), dtype=torch.int64) for images in (whole, box)]
    assert torch.equal(*inks)


def test_a_crop_has_the_middle_of_the_ink_in_its_middle():
    image = torch.zeros(3, 1, 28, 28, dtype=torch.uint8)
    image[0, 0, 10:16, 9:13] = 9  # 6 x 4 pixels
    image[1, 0, 0:20, 24:28] = 9  # at an edge
    found = mnist.cropped(image)
    assert found.shape == (3, 1, 20, 20)
    assert (found[0, 0, 7:13, 8:12] == 9).all()
    assert (found[1, 0, :, 16:20] == 9).all()  # no box reaches beyond the image
    assert [int(one.count_nonzero()) for one in found] == [24, 80, 0]


def test_the_floor_is_zero_for_black_and_white_and_the_most_for_grey():
    assert bce_floor(torch.tensor([0, 255], dtype=torch.uint8).reshape(1, 1, 1, 2)) == 0
    grey = torch.full((1, 1, 1, 3), 128, dtype=torch.uint8)
    assert bce_floor(grey) == pytest.approx(3 * np.log(2), abs=1e-4)


def test_a_damaged_file_is_named_with_the_script_that_builds_it(tmp_path):
    (tmp_path / "mnist.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ValueError, match=r"mnist\.npz is damaged .*build_mnist"):
        mnist.read_mnist(tmp_path / "mnist.npz")
    np.savez(tmp_path / "mnist.npz", images=np.zeros((2, 3)), labels=np.zeros(2))
    with pytest.raises(ValueError, match=r"holds float64 \(2, 3\), not uint8 \(70000, 28, 28\)"):
        mnist.read_mnist(tmp_path / "mnist.npz")
    with pytest.raises(ValueError, match=r"mnist\.npz is missing; run `python -m scripts.build_mnist`"):
        mnist.read_mnist(tmp_path / "nowhere" / "mnist.npz")


def test_a_file_with_flipped_bytes_is_called_damaged(tmp_path):
    """A broken stream of compressed bytes raises zlib.error, which is no ValueError."""
    content = bytearray(mnist.MNIST_FILE.read_bytes())
    content[100:120] = b"\xff" * 20
    (tmp_path / "mnist.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"mnist\.npz is damaged .*build_mnist"):
        mnist.read_mnist(tmp_path / "mnist.npz")


@pytest.mark.fault("F5")
def test_a_file_with_pickled_objects_is_never_unpickled(tmp_path):
    np.savez(tmp_path / "mnist.npz", images=np.array([{}], dtype=object), labels=np.zeros(1))
    with pytest.raises(ValueError, match="damaged"):
        mnist.read_mnist(tmp_path / "mnist.npz")


@pytest.mark.fault("F8")
@pytest.mark.parametrize("count", [3, 5, 9, 19, 200])
@pytest.mark.parametrize("test_count", [None, 1])
def test_no_split_of_three_images_or_more_is_empty(count, test_count):
    images, labels = torch.zeros(count, 1, 2, 2, dtype=torch.uint8), torch.zeros(count, dtype=torch.int64)
    image_set = with_split("small", images, labels, ("only",), test_count=test_count)
    rows = [image_set.train, image_set.validation, image_set.test]
    assert min(map(len, rows)) > 0
    assert torch.equal(torch.cat(rows).sort().values, torch.arange(count))


def test_a_split_leaves_the_global_random_numbers_alone():
    before = torch.get_rng_state()
    DATASETS["digits"].read()
    assert torch.equal(torch.get_rng_state(), before)


def test_only_some_classes_are_kept_and_numbered_anew():
    image_set, digits = only_classes(load_dataset("digits"), ["7", "1"]), load_dataset("digits")
    assert image_set.class_names == ("7", "1")
    assert len(image_set.images) == int(((digits.labels == 7) | (digits.labels == 1)).sum())
    first = image_set.images[image_set.labels == 0]
    assert torch.equal(first, digits.images[digits.labels == 7])
    rows = torch.cat([image_set.train, image_set.validation, image_set.test])
    assert torch.equal(rows.sort().values, torch.arange(len(image_set.images)))


def test_factors_follow_their_images():
    hearts = only_classes(load_dataset("sprites_32"), ["heart"])
    assert (hearts.factors[:, 0] == 2).all()


def test_a_subset_takes_training_images_only():
    whole, part = load_dataset("digits"), subset(load_dataset("digits"), 100)
    assert len(part.train) == 100
    assert torch.equal(part.test, whole.test)


@pytest.mark.fault("F8")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"classes": ("ten",)}, "unknown class 'ten'; choose from 0, 1"),
        ({"subset": 10_000}, "subset is 10000; there are 1439 training images"),
    ],
)
def test_an_impossible_choice_is_named(changes, words):
    with pytest.raises(ValueError, match=words):
        load_for(RunConfig(data="digits", **changes))


def test_an_unknown_data_set_is_refused_with_the_choice():
    with pytest.raises(ValueError, match="unknown data 'imagenet'; choose from mnist, digits"):
        load_dataset("imagenet")


def test_the_mean_image_is_that_of_the_training_images():
    image_set = load_dataset("digits")
    torch.testing.assert_close(mean_image(image_set), image_set.images[image_set.train].float().mean(0) / 255)


def test_binarised_targets_are_drawn_with_the_grey_value_as_probability():
    images = torch.full((10_000, 1, 1, 1), 0.3)
    drawn = make_target(images, "binarised", Generator().manual_seed(0))
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    assert abs(drawn.mean() - 0.3) < 4 * 0.46 / 100
    assert torch.equal(drawn, make_target(images, "binarised", Generator().manual_seed(0)))
    assert make_target(images, "grey", Generator()) is images
    with pytest.raises(ValueError, match="unknown target 'colour'; choose from grey, binarised"):
        make_target(images, "colour", Generator())


def test_the_position_factors_move_the_centre_of_mass_linearly():
    for shape in range(3):
        factors = torch.tensor([[shape, 0.8, 0.0, x, y] for x in (0.0, 0.5, 1.0) for y in (0.0, 1.0)])
        images = sprites.render_sprites(factors, 64)[:, 0].float()
        grid = torch.arange(64).float()
        across = (images.sum(1) * grid).sum(1) / images.sum((1, 2))
        down = (images.sum(2) * grid).sum(1) / images.sum((1, 2))
        torch.testing.assert_close(across[2:4] - across[0:2], torch.full((2,), 16.0), atol=0.1, rtol=0)
        torch.testing.assert_close(down[1::2] - down[0::2], torch.full((3,), 32.0), atol=0.1, rtol=0)


def test_the_scale_factor_grows_the_area_with_its_square():
    images = sprites.render_sprites(torch.tensor([[1, 0.5, 0.3, 0.5, 0.5], [1, 1.0, 0.3, 0.5, 0.5]]), 64).float()
    small, large = images.sum((1, 2, 3))
    assert (large / small).item() == pytest.approx(4.0, rel=0.03)


def test_a_square_turned_by_a_quarter_is_the_same_square():
    images = sprites.render_sprites(torch.tensor([[0, 1.0, 0.4, 0.5, 0.5], [0, 1.0, 0.4 + torch.pi / 2, 0.5, 0.5]]), 64)
    assert (images[0].int() - images[1].int()).abs().max() <= 1


@pytest.mark.slow
def test_no_sprite_leaves_its_image():
    images = load_dataset("sprites").images
    assert images[:, :, [0, -1]].max() == images[:, :, :, [0, -1]].max() == 0


def write_idx(path: Path, array: np.ndarray) -> None:
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def write_mnist_like(folder: Path) -> np.ndarray:
    raw = folder / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    images = np.random.default_rng(0).integers(256, size=(30, 28, 28))
    for part, chosen in (("train", slice(0, 20)), ("t10k", slice(20, 30))):
        write_idx(raw / f"{part}-images-idx3-ubyte.gz", images[chosen])
        write_idx(raw / f"{part}-labels-idx1-ubyte.gz", np.arange(30)[chosen] % 10)
    return images


def test_files_that_are_already_there_are_read_without_a_network(tmp_path):
    images = write_mnist_like(tmp_path)
    image_set = load_dataset("fashion_mnist", folder=tmp_path)
    assert np.array_equal(image_set.images[:, 0].numpy(), images)
    assert image_set.class_names == DATASETS["fashion_mnist"].class_names
    assert image_set.test.tolist() == list(range(20, 30))


@pytest.mark.fault("F7")
def test_a_damaged_archive_is_named(tmp_path):
    write_mnist_like(tmp_path)
    (tmp_path / "FashionMNIST" / "raw" / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8bnonsense")
    with pytest.raises(MissingData, match=r"train-images-idx3-ubyte\.gz is damaged"):
        load_dataset("fashion_mnist", folder=tmp_path)


def no_network(*arguments, **more):
    raise OSError("Name or service not known")


def test_a_broken_off_download_is_taken_up_again(tmp_path, monkeypatch):
    write_mnist_like(tmp_path)
    archive = tmp_path / "FashionMNIST" / "raw" / "train-images-idx3-ubyte.gz"
    archive.write_bytes(archive.read_bytes()[:1000])
    monkeypatch.setattr("urllib.request.urlopen", no_network)
    with pytest.raises(MissingData, match=r"train-images-idx3-ubyte\.gz is damaged .*download it again"):
        load_dataset("fashion_mnist", folder=tmp_path)
    with pytest.raises(MissingData, match="could not be downloaded"):  # so the network was asked
        load_dataset("fashion_mnist", folder=tmp_path, download=True)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("train-images-idx3-ubyte", lambda content: content[:-500]),
        ("train-images-idx3-ubyte", lambda content: content[:2]),
        ("train-images-idx3-ubyte", lambda content: b"\0\0\x0d\x03" + content[4:]),
        ("train-images-idx3-ubyte", lambda content: b"GIF89a" + content[6:]),
        ("train-images-idx3-ubyte", lambda content: content[:4] + b"\x7f\xff\xff\xff" + content[8:]),
        ("train-labels-idx1-ubyte", lambda content: b""),
    ],
    ids=["cut short", "two bytes", "another type", "another format", "too many images", "empty"],
)
@pytest.mark.parametrize("download", [False, True])
def test_a_damaged_file_is_never_called_missing(file, change, download, tmp_path, monkeypatch):
    write_mnist_like(tmp_path)
    load_dataset("fashion_mnist", folder=tmp_path)  # unpacks
    path = tmp_path / "FashionMNIST" / "raw" / file
    path.write_bytes(change(path.read_bytes()))
    monkeypatch.setattr("urllib.request.urlopen", no_network)
    with pytest.raises(
        MissingData, match=r"files of fashion_mnist in .*FashionMNIST/raw are damaged \(.+\); delete them"
    ):
        load_dataset("fashion_mnist", folder=tmp_path, download=download)


@pytest.mark.parametrize(
    ("file", "array"),
    [
        ("train-labels-idx1-ubyte.gz", np.zeros(19)),
        ("t10k-labels-idx1-ubyte.gz", np.full(10, 10)),
        ("train-images-idx3-ubyte.gz", np.zeros((20, 14, 56))),
    ],
    ids=["too few labels", "label of no class", "another size"],
)
def test_files_that_do_not_belong_together_are_refused(file, array, tmp_path):
    write_mnist_like(tmp_path)
    write_idx(tmp_path / "FashionMNIST" / "raw" / file, array)
    with pytest.raises(MissingData, match=r"do not belong together: .*delete them and download them again"):
        load_dataset("fashion_mnist", folder=tmp_path)


def test_the_columns_of_emnist_become_rows(tmp_path):
    raw = tmp_path / "EMNIST" / "raw"
    raw.mkdir(parents=True)
    images = np.random.default_rng(0).integers(256, size=(6, 28, 28))
    for part, chosen in (("train", slice(0, 4)), ("test", slice(4, 6))):
        write_idx(raw / f"emnist-balanced-{part}-images-idx3-ubyte", images[chosen])
        write_idx(raw / f"emnist-balanced-{part}-labels-idx1-ubyte", np.array([0, 46, 10, 9, 1, 2])[chosen])
    image_set = load_dataset("emnist", folder=tmp_path)
    assert np.array_equal(image_set.images[:, 0].numpy(), images.transpose(0, 2, 1))
    assert image_set.class_names == DATASETS["emnist"].class_names
    assert image_set.test.tolist() == [4, 5]


def write_faces(folder: Path) -> None:
    """Six faces as CelebA stores them: grey frames of 178 x 218 around a red square; each second one smiles."""
    pictures = folder / "celeba" / "img_align_celeba"
    pictures.mkdir(parents=True)
    names = [f"{number:06}.jpg" for number in range(1, 7)]
    for name in names:
        pixels = np.full((218, 178, 3), 128, np.uint8)
        pixels[35:183, 15:163] = (255, 0, 0)  # the middle 148 x 148
        Image.fromarray(pixels).save(pictures / name, quality=95)
    attributes = [["-1"] * 40 for _ in names]
    for row in attributes[::2]:
        row[celeba.SMILING] = "1"
    tables = {
        "list_eval_partition.txt": (0, [["0"], ["0"], ["0"], ["1"], ["2"], ["2"]]),
        "identity_CelebA.txt": (0, [["1"]] * 6),
        "list_bbox_celeba.txt": (2, [["0"] * 4] * 6),
        "list_landmarks_align_celeba.txt": (2, [["0"] * 10] * 6),
        "list_attr_celeba.txt": (2, attributes),
    }
    for file, (header, rows) in tables.items():
        lines = ["header"] * header + [" ".join([name, *row]) for name, row in zip(names, rows, strict=True)]
        (folder / "celeba" / file).write_text("\n".join(lines) + "\n")


@pytest.fixture
def faces(tmp_path, monkeypatch) -> Path:
    """A folder of six made faces that pass for CelebA's."""
    kind = torchvision_datasets().CelebA
    monkeypatch.setattr(kind, "file_list", [(identity, None, file) for identity, _, file in kind.file_list])
    monkeypatch.setattr(celeba, "FACES", {"train": 3, "test": 2})
    write_faces(tmp_path)
    return tmp_path


def test_faces_are_cropped_to_their_middle_and_labelled_by_their_smile(faces):
    image_set = load_dataset("celeba", folder=faces)
    assert image_set.images.shape == (5, 3, 64, 64)
    assert (image_set.images.float().mean((0, 2, 3)) - torch.tensor([255.0, 0.0, 0.0])).abs().max() < 10
    assert image_set.labels.tolist() == [1, 0, 1, 1, 0]
    assert image_set.test.tolist() == [3, 4]


def test_a_damaged_file_of_converted_faces_is_named(faces):
    load_dataset("celeba", folder=faces)
    converted = faces / "celeba" / "latent-lab-64.npz"
    converted.write_bytes(converted.read_bytes()[:1000])
    with pytest.raises(MissingData, match=r"latent-lab-64\.npz is damaged .*delete it"):
        load_dataset("celeba", folder=faces)


def test_a_damaged_face_is_named_and_nothing_half_made_is_left(faces):
    (faces / "celeba" / "img_align_celeba" / "000002.jpg").write_bytes(b"no picture")
    with pytest.raises(MissingData, match=r"image of celeba cannot be read .*000002\.jpg"):
        load_dataset("celeba", folder=faces)
    assert not list((faces / "celeba").glob("*.npz*"))


class QuotaError(Exception):
    """Like what a downloader raises of its own: neither an OSError nor a RuntimeError."""


def test_a_downloader_s_own_error_reaches_the_reader(tmp_path, monkeypatch):
    def refuse(*arguments, **more):
        raise QuotaError("too many people fetched this file today")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(MissingData, match="could not be downloaded: too many people fetched this file today"):
        load_dataset("cifar10", folder=tmp_path, download=True)


def test_the_files_asked_for_are_all_that_cifar10_needs(tmp_path):
    with pytest.raises(MissingData, match=r"test_batch, batches\.meta into"):
        load_dataset("cifar10", folder=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8b\x08" + bytes(7) + b"\xff" * 40, b"plain text", gzip.compress(b"x" * 99)[:20]],
    ids=["flipped bytes", "no gzip", "cut short"],
)
def test_the_script_that_builds_mnist_names_the_damaged_file(content, tmp_path, monkeypatch):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(content)
    words = ["build_mnist", "--source", str(tmp_path), "--out", str(tmp_path / "out.npz")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:  # a text is written to stderr, and the exit code is 1
        runpy.run_path(str(ROOT / "scripts" / "build_mnist.py"), run_name="__main__")
    assert end.value.code.startswith("error:")
    assert "train-images-idx3-ubyte.gz is not a whole gzip file" in end.value.code
    assert not (tmp_path / "out.npz").exists()


@pytest.mark.parametrize("name", DOWNLOADS)
def test_missing_data_say_where_which_files_belong(name, tmp_path):
    with pytest.raises(MissingData, match=f"{name} is not on this machine") as caught:
        load_dataset(name, folder=tmp_path)
    download = DATASETS[name].download
    assert str(tmp_path / download.folder) in str(caught.value)
    assert all(file in str(caught.value) for file in download.files)
    assert f"Download its {download.size / 1e6:,.0f} MB (the button on the page, or --download)" in str(caught.value)


def test_a_download_without_a_network_says_so_and_where_the_files_belong(tmp_path, monkeypatch):
    monkeypatch.setattr("urllib.request.urlopen", no_network)
    heard = []
    with pytest.raises(MissingData, match=r"could not be downloaded: .*known.* or put train-images"):
        load_dataset("kmnist", folder=tmp_path, download=True, progress=lambda fraction, text: heard.append(text))
