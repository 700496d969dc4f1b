"""The runs page as Streamlit runs it: found, marked, named, deleted and taken back."""

import json

import pytest
import torch
from safetensors.torch import save

from dashboard.ui.session import PRETRAINED
from dashboard.ui.train_address import train_address
from tests.support.pages import opened, press_train
from vae_core.config import RunConfig
from vae_core.models import MODELS
from vae_core.models.vae import VaeSettings
from vae_core.runs.library import About, about, list_bin, write_about
from vae_core.runs.run import Run, create_run, list_runs
from vae_core.runs.run_zip import zip_run
from vae_core.training.report import Report
from vae_core.training.terms import Terms


def over(folder, name, **changes):
    run = create_run(folder / name, RunConfig(data="digits", **changes))
    run.update_summary(status="finished")
    return run


def rows(app):
    return list(app.dataframe[0].value["run"])


def ids(app):
    return [address.partition("run=")[2] for address in app.dataframe[0].value["open"]]


@pytest.fixture
def mark(monkeypatch):
    """Marks rows of the table, which Streamlit's test cannot."""

    def mark(*run_ids):
        chosen = lambda entries: [entry for entry in entries if entry.run.id in run_ids]  # noqa: E731
        monkeypatch.setattr("dashboard.ui.runs.table.runs_table", chosen)
        return opened("runs")

    return mark


@pytest.mark.fault("R3")
def test_a_damaged_run_is_told_and_can_be_deleted_and_the_others_stay(runs):
    create_run(runs / "good", RunConfig(data="digits"))
    (create_run(runs / "bad", RunConfig(data="digits")).path / "config.json").write_text("{")
    app = opened("runs")
    assert not app.exception
    assert any("config.json cannot be read" in warning.value.replace("\\", "") for warning in app.warning)
    assert len(rows(app)) == 6
    app.button(key="damaged-bad").click().run()
    assert not app.warning
    assert [deleted.run_id for deleted in list_bin(runs)] == ["bad"]


def test_each_run_that_learned_something_has_a_picture(runs):
    over(runs, "one")
    table = opened("runs").dataframe[0].value.set_index("open")["picture"]
    assert table.isna()["/train?run=one"]
    pictures = table.dropna()
    assert all(picture.startswith("data:image/png;base64,") for picture in pictures)
    assert len(pictures) == 5


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ({"find": "class 5B"}, ("one",)),
        ({"find": "no such words"}, ()),
        ({"only_tags": "class 5b"}, ("one",)),
        ({"find": "8 x 8 variational"}, ("one",)),
        ({"only_data": "Digits 8 x 8"}, ("one", "two")),
        ({"only_data": "Digits 8 x 8", "only_model": "Autoencoder"}, ("two",)),
        ({"only_status": "queued"}, ("two",)),
        ({"only_data": "nonsense", "find": "mine"}, ("one",)),
    ],
    ids=str,
)
def test_runs_are_found_by_words_data_model_status_and_tags(address, wanted, runs):
    write_about(over(runs, "one"), About("Mine", ("class 5b",)))
    create_run(runs / "two", RunConfig(data="digits", model="autoencoder"))
    app = opened("runs", **address)
    assert not app.exception
    assert set(ids(app) if app.dataframe else ()) == set(wanted)
    assert bool(app.info) == (not wanted)


def test_runs_come_in_the_order_asked_for(runs):
    for name, elbo in (("a", -300.0), ("b", -100.0)):
        over(runs, name).update_summary(validation={"elbo": elbo, "reconstruction": -elbo, "kl": 0.0})
    app = opened("runs", order="lowest -ELBO", only_data="Digits 8 x 8")
    assert ids(app) == ["b", "a"]


def test_the_newest_run_is_the_one_created_last_whatever_was_written_since(runs):
    for day, name in ((3, "new"), (1, "old"), (2, "between")):
        over(runs, name).update_summary(created=f"2026-01-0{day}T00:00:00+00:00")
    write_about(Run(runs / "old"), About("Named today"))
    assert ids(opened("runs"))[:3] == ["new", "between", "old"]


def test_a_run_in_the_table_has_its_names_in_words_its_time_and_its_images(runs):
    over(runs, "one").update_summary(steps=36, seconds=2.5, dataset={"train": 1437, "shape": [1, 8, 8]})
    terms = {"reconstruction": 40.0, "kl": 2.0, "elbo": -42.0}
    report = Report(9, 1.0, 1.0, 0.1, Terms(**terms), Terms(**terms | {"reconstruction": 43.5}), 1.0, 0.1, 1.0)
    (runs / "one" / "metrics.jsonl").write_text(report.to_json() + "\n")
    (row,) = opened("runs", only_data="Digits 8 x 8").dataframe[0].value.to_dict("records")
    assert row["run"] == "Digits 8 x 8, Variational autoencoder · one"
    assert row["gap"] == 3.5
    assert (row["seconds"], row["images"]) == (2.5, 3 * 1437)


def test_a_steered_run_says_so_in_table_title_and_duplicates(runs, mark):
    run = over(runs, "one")
    event = {"event": "beta", "serial": 1, "step": 3, "value": 20.0}
    (run.path / "metrics.jsonl").write_text(json.dumps(event) + "\n")
    assert opened("runs").dataframe[0].value["beta"][0] == "1 → 20"
    app = mark("one")
    assert any("beta 1 → 20" in text.value for text in app.markdown)
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert "beta=20" in links["Duplicate last settings"]
    assert "beta=" not in links["Duplicate and change"]
    over(runs, "two")
    assert "Duplicate last settings" not in [link.proto.label for link in mark("two").get("page_link")]


def test_many_runs_are_shown_page_by_page(runs):
    for number in range(30):
        over(runs, f"run{number}")
    app = opened("runs")
    assert len(rows(app)) == 25
    app.number_input(key="page").set_value(2).run()
    assert not app.exception
    assert len(rows(app)) == 10


def press(app, label):
    return next(button for button in app.button if button.label == label).click().run()


def test_title_tags_and_notes_are_kept(runs, mark):
    run = over(runs, "one")
    app = mark("one")
    next(field for field in app.text_input if field.label == "Title").set_value("My first")
    next(field for field in app.text_input if field.label == "Tags").set_value("good, class 5b,, good")
    app.text_area[0].set_value("Blurry.")
    press(app, "Save description")
    assert not app.exception
    assert about(run) == About("My first", ("good", "class 5b"), "Blurry.")


def test_too_long_a_tag_is_explained(runs, mark):
    over(runs, "one")
    app = mark("one")
    next(field for field in app.text_input if field.label == "Tags").set_value("x" * 31)
    assert "from 1 to 30 characters" in press(app, "Save description").error[0].value


def test_deleted_runs_come_back_by_undo(runs, mark):
    over(runs, "one"), over(runs, "two")
    app = press(mark("one", "two"), "Delete 2 runs")
    assert "2 runs deleted" in app.success[0].value
    assert list_runs(runs) == []
    app = press(app, "Undo deletion")
    assert not app.success
    assert {run.id for run in list_runs(runs)} == {"one", "two"}


def test_the_bin_gives_back_and_can_be_emptied(runs, mark):
    over(runs, "one"), over(runs, "two")
    app = press(mark("one", "two"), "Delete 2 runs")
    app.multiselect[-1].select(app.multiselect[-1].options[0]).run()
    app = press(app, "Restore runs")
    assert len(list_runs(runs)) == 1
    press(app, "Empty bin")
    assert list_bin(runs) == []


def test_a_run_that_is_being_trained_says_that_it_must_be_stopped_first(runs, mark):
    create_run(runs / "one", RunConfig(data="digits"))
    app = press(mark("one"), "Delete run")
    assert "stop it before you delete it" in app.error[0].value
    assert not app.success


def test_a_run_of_somebody_else_can_be_neither_deleted_nor_renamed(runs, mark, monkeypatch):
    over(runs, "one").update_summary(person="b" * 32)
    monkeypatch.setattr("dashboard.ui.session._opened", lambda: {"one"})
    app = mark("one")
    assert not any(button.label in ("Delete run", "Save description") for button in app.button)
    assert any("is somebody else's" in caption.value for caption in app.caption)


def test_a_bundled_run_can_be_neither_deleted_nor_renamed(runs, mark):
    app = mark("mnist-vae-2d")
    assert not app.exception
    assert not any(button.label in ("Delete run", "Save description") for button in app.button)
    assert any("duplicate it to change it" in caption.value for caption in app.caption)


@pytest.mark.fault("S7")
@pytest.mark.slow
@pytest.mark.parametrize(
    "config",
    [
        RunConfig(),
        RunConfig(data="digits", hidden=(40, 32), epochs=7, classes=("1", "7"), compile=True, learning_rate=3.3e-4),
        RunConfig(data="sprites_32", network="conv", hidden=(8, 16, 32), seconds=20.0, clip=2.5, seed=9, epochs=1000),
        RunConfig(settings=VaeSettings(beta=0.3, likelihood="gaussian", sd=0.25)),
        RunConfig(settings=VaeSettings(beta=0.0, beta_schedule="cyclical", cycles=2, free_bits=0.1)),
        *(RunConfig(data="digits", model=model) for model in MODELS),
    ],
    ids=lambda config: f"{config.data}-{config.model}-{config.learning_rate}-{config.latent_dim}",
)
def test_a_duplicated_run_fills_the_form_with_its_settings(config, runs, monkeypatch):
    handed_in = []
    monkeypatch.setattr(
        "dashboard.jobs.submit", lambda config, person: handed_in.append(config) or create_run(runs / "new", config).id
    )
    app = opened("train", **train_address(config))
    assert not app.exception
    press_train(app)
    assert handed_in == [config]


@pytest.mark.slow
@pytest.mark.fault("F9", "F11")
def test_a_run_is_imported_and_a_wrong_file_is_explained(runs):
    app = opened("runs")
    app.file_uploader[0].set_value(("run.zip", b"no zip", "application/zip")).run()
    assert "no zip file that can be read" in app.error[0].value
    content = zip_run(Run(PRETRAINED / "mnist-vae-2d"))
    app.file_uploader[0].set_value(("run.zip", content, "application/zip")).run()
    assert not app.exception
    assert [run.is_ready for run in list_runs(runs)] == [True]
    assert len(rows(app)) == 6


@pytest.mark.slow
@pytest.mark.fault("F10")
def test_a_foreign_model_becomes_a_run_of_the_visitor_and_a_wrong_file_is_explained(runs):
    """The layout of pytorch/examples' VAE, for images of 8 x 8."""
    sizes = {"fc1": (64, 16), "fc21": (16, 3), "fc22": (16, 3), "fc3": (3, 16), "fc4": (16, 64)}
    generator = torch.Generator().manual_seed(0)
    weights = {}
    for name, (inputs, outputs) in sizes.items():
        weights[f"{name}.weight"] = 0.1 * torch.randn(outputs, inputs, generator=generator)
        weights[f"{name}.bias"] = torch.zeros(outputs)
    app = opened("runs")
    app.file_uploader[1].set_value([("../torn.safetensors", b"torn", "")]).run()
    app.button(key="import-model").click().run()
    assert ".._torn.safetensors is no safetensors file" in app.error[0].value.replace("\\", "")
    app.file_uploader[1].set_value([("vae.safetensors", save(weights), "")]).run()
    app.button(key="import-model").click().run()
    assert not app.exception
    (run,) = list_runs(runs)
    assert run.is_ready
    assert len(rows(app)) == 6
    words = " ".join(caption.value for caption in app.caption).replace("\\", "")  # without the escapes of Markdown
    assert "mean: fc21 (16 to 3)" in words
    assert app.success
    assert app.button(key="import-model").disabled  # a second press imports nothing
    assert not app.run().success
