"""The Data page: own pictures are previewed, added, removed and restored, and the Train page offers them."""

import base64
import json

import numpy as np
import pytest

from dashboard.jobs.own_data import add_own, upload_limits
from dashboard.ui.components.browser_images import images_from_browser
from tests.support.pages import opened
from tests.support.pictures import classes_of_noise, zipped
from tests.support.trained_runs import trained
from vae_core.datasets.image_set import split_sizes
from vae_core.own_data import (
    ImportOptions,
    discard_own,
    empty_bin_of,
    import_pictures,
    new_name,
    open_uploads,
    restore_own,
)
from vae_core.own_sets import list_own

PETS = zipped(classes_of_noise(6, 10, 14))


def texts(app):
    return "\n".join(text.value for kind in (app.caption, app.markdown, app.error, app.info) for text in kind)


def button(app, label):
    return next(found for found in app.button if found.label == label)


def bring(title="pets", person=""):
    return import_pictures(open_uploads([("pets.zip", PETS)]), new_name(title, person))


def test_dropped_pictures_are_previewed_then_added_then_removed_and_restored(runs):
    app = opened("data")
    assert button(app, "Add data set").disabled
    app.file_uploader[0].set_value([("pets.zip", PETS, "application/zip")]).run()
    assert not app.exception
    assert "The first 12 of 12, as they would be stored: 14 x 10, grey. Classes: cat (6), dog (6)." in texts(app)
    assert list_own() == []
    app.selectbox(key="set size").set_value("28").run()
    assert "as they would be stored: 28 x 28, grey" in texts(app)
    button(app, "Add data set").click().run()
    assert not app.exception
    (own,) = list_own()
    assert (own.data.title, own.data.shape, own.data.count, len(own.person)) == ("pets", (1, 28, 28), 12, 32)
    assert "12 images, 28 x 28, grey, 2 classes" in texts(app)
    assert "images are few" in texts(app)
    button(app, "Remove").click().run()
    assert list_own() == []
    button(app, "Undo removal").click().run()
    assert [found.data for found in list_own()] == [own.data]
    assert not app.exception
    description = own.path / "data.json"
    description.write_text(json.dumps(json.loads(description.read_text()) | {"report": {}}))
    app.run()
    assert not app.exception
    assert "The summary of the import is missing, or of another version." in texts(app)
    button(app, "Remove").click().run()
    button(app, "Delete them now").click().run()
    assert "Undo removal" not in [found.label for found in app.button]
    assert list((runs / ".data" / ".trash").iterdir()) == []
    assert not app.exception


def test_a_typed_name_stays_when_a_file_is_added_and_removed(runs, monkeypatch):
    monkeypatch.setattr("dashboard.ui.data.new_set._MOST_MEGABYTES", 1)
    app = opened("data")
    first, more = ("my_pets.zip", PETS, "application/zip"), ("more.png", bytes(2**20), "image/png")
    app.file_uploader[0].set_value([first]).run()
    assert app.text_input[0].value == "my pets"
    app.file_uploader[0].set_value([("cats.zip", PETS, "application/zip")]).run()
    assert app.text_input[0].value == "cats"
    app.text_input[0].set_value("Anna's pets").run()
    app.file_uploader[0].set_value([first, more]).run()
    assert app.text_input[0].value == "Anna's pets"
    assert "The 2 files have 2 MB; choose at most 1 MB at a time." in texts(app)
    app.file_uploader[0].set_value([first]).run()
    app.file_uploader[0].set_value([]).run()
    assert app.text_input[0].value == "Anna's pets"


@pytest.mark.fault("F3")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.txt", b"hello", "holds no pictures that are read"),
        ("x.zip", b"hello", "no zip archive"),
        ("x.npz", b"hello", "no .npz file"),
        ("x.png", b"hello", "holds no picture that can be read"),
    ],
)
def test_f3_a_file_that_is_no_picture_is_an_error_in_words(runs, name, content, words):
    app = opened("data")
    app.file_uploader[0].set_value([(name, content, "application/zip")]).run()
    assert not app.exception
    assert words in texts(app).replace("\\", "")
    assert button(app, "Add data set").disabled
    assert list_own() == []


@pytest.mark.fault("F11")
def test_f11_the_share_of_a_person_holds_for_files_opened_before_and_for_the_bin(runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_DATA_EACH", "0.01")
    files = [("pets.zip", PETS)]
    tabs = [open_uploads(files, upload_limits("f" * 32)) for _ in range(2)]
    options = ImportOptions(28, 28)
    own = add_own("f" * 32, tabs[0], "one", options, lambda count: None)
    for _ in range(2):
        with pytest.raises(ValueError, match="limit of a data set here"):
            add_own("f" * 32, tabs[1], "two", options, lambda count: None)
        if own.path.exists():
            discard_own(own)
    empty_bin_of("f" * 32)
    assert add_own("f" * 32, tabs[1], "two", options, lambda count: None).data.count == 12


def test_the_removals_of_one_person_do_not_end_the_undo_of_another(runs, monkeypatch):
    monkeypatch.setattr("vae_core.own_data.library._KEPT_SETS", 1)
    first = bring("one", "f" * 32)
    discard_own(first)
    for title in ("two", "three"):
        last = bring(title, "e" * 32)
        discard_own(last)
    assert len(list((runs / ".data" / ".trash").iterdir())) == 2
    restore_own(first.data.name, "f" * 32)
    restore_own(last.data.name, "e" * 32)


@pytest.mark.fault("F11")
def test_f11_the_limit_of_a_person_is_named_and_nothing_is_left(runs, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_DATA_EACH", "0.001")
    app = opened("data")
    app.file_uploader[0].set_value([("pets.zip", PETS, "application/zip")]).run()
    button(app, "Add data set").click().run()
    assert not app.exception
    assert "exceed 0 MB, the limit of a data set here" in texts(app).replace("\\", "")
    assert list_own() == []


def test_a_set_of_somebody_else_is_seen_by_its_address_alone_and_not_removed(runs):
    own = bring("Pets <b>", "f" * 32)
    assert "Pets" not in texts(opened("data"))
    app = opened("data", set=own.data.name)
    assert "**Pets \\<b\\>**" in texts(app)
    assert not [found for found in app.button if found.label == "Remove"]
    assert "opened by link" in texts(app)
    assert "Pets" not in texts(opened("data", set="../x"))


def test_the_train_page_offers_own_sets_with_settings_that_suit_them(runs):
    own = bring()
    app = opened("train", data=own.data.name)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="data").value == "pets"
    assert app.number_input(key="batch_size").value == split_sizes(own.data.count)[0] == 10
    assert app.multiselect(key="classes").options == ["cat", "dog"]
    app.selectbox(key="data").set_value("digits").run()
    assert app.number_input(key="batch_size").value == 128
    assert not app.error


@pytest.fixture(scope="module")
def folder_without_its_set(tmp_path_factory):
    """A runs folder with one short run on an own data set, which was removed afterwards."""
    folder = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_RUNS", str(folder))
        own = bring("[pets](http://x)", "f" * 32)
        trained(folder, "a" * 32, data=own.data.name, subset=0, latent_dim=2, hidden=[8], batch_size=4)
        discard_own(own)
    return folder


@pytest.mark.fault("R12")
@pytest.mark.parametrize(
    "page",
    ["map", "train", "runs", "compare", "interpolate", "generate", "anomalies", "compression", "probe", "denoise"],
)
def test_r12_every_page_opens_on_a_run_whose_data_set_is_missing(folder_without_its_set, monkeypatch, page):
    monkeypatch.setenv("LATENT_LAB_RUNS", str(folder_without_its_set))
    name = {"compare": "runs"}.get(page, "run")
    app = opened(page, **{name: "a" * 32})
    assert not app.exception
    words = texts(app) + "\n".join(warning.value for warning in app.warning)
    assert "](http://x" not in words  # a title is no link
    if page == "map":
        assert "pets" in words


def drawn(size, count):
    rng = np.random.default_rng(0)
    images = np.zeros((count, *size), np.uint8)
    images[:, 8:20, 8:20] = rng.integers(0, 2, (count, 12, 12)) * 255
    return images


@pytest.mark.slow
def test_a_drawn_class_joins_a_data_set_and_is_trained_on_from_the_weights_of_a_run(runs, submitted, monkeypatch):
    glyphs = drawn((28, 28), 6)
    monkeypatch.setattr(
        "dashboard.ui.data.drawn_set.class_pad", lambda key, name, size: glyphs if name == "set 0" else []
    )
    app = opened("data", source="draw")
    assert "Name the class" in texts(app)
    assert button(app, "Add data set").disabled
    app.selectbox(key="drawing base").set_value("").run()
    app.text_input(key="class name 0").set_value("star").run()
    assert app.text_input(key="set title 0").value == "star"
    button(app, "Add data set").click().run()
    (own,) = list_own()
    assert (own.data.class_names, own.data.shape, own.data.count) == (("star",), (1, 28, 28), 6 * 1167)
    assert "draw 5 more glyphs" in texts(app)
    button(app, "Retrain 30 s").click().run()
    (config,) = submitted
    assert (config.data, config.own_data, config.start_from, config.seconds) == (
        own.data.name,
        own.data,
        "mnist-vae-2d",
        30.0,
    )
    assert (config.hidden, config.classes, config.subset) == ((256, 128), (), 0)


def test_what_a_browser_sends_in_place_of_images_is_refused():
    packed = base64.b64encode(bytes(24)).decode()
    assert images_from_browser({"images": packed}, (3, 4), 2).shape == (2, 3, 4)
    for sent in (None, {}, {"images": 3}, {"images": "?"}, {"images": packed[:-4]}):
        with pytest.raises(ValueError, match="reload the page"):
            images_from_browser(sent, (3, 4), 2)
    with pytest.raises(ValueError, match="at most 1"):
        images_from_browser({"images": packed}, (3, 4), 1)
