"""Each page as Streamlit runs it, without a browser."""

import json
import shutil

import pytest

from dashboard.ui.session import PRETRAINED
from tests.support.pages import asking, cockpit_of, component_data, opened, press_train
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.models import MODELS, model_class
from vae_core.models.vae import VaeSettings
from vae_core.recording.recording import record
from vae_core.runs.run import create_run
from vae_core.settings import setting_fields
from vae_core.training.trainer import Trainer

PAGES = ("home", "map", "interpolate", "data", "train", "runs", "compare", "learn", "room")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_a_title_and_without_a_complaint(page, runs):
    app = opened(page)
    assert len(app.title) == 1
    assert not app.exception
    assert not app.error


@pytest.mark.slow
@pytest.mark.parametrize("run", ["mnist-vae-2d", "mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d", "fashion-vae-2d"])
def test_the_map_opens_every_bundled_run(run, runs):
    app = opened("map", run=run)
    assert not app.exception
    assert app.selectbox[0].value == run


def sent_to_the_browser(app):
    others = ("display", "address_box")
    names = (one.proto.component_name for one in app.get("bidi_component"))
    name = next(name for name in names if name not in others)
    return component_data(app, name)


def test_maps_of_the_same_images_stand_side_by_side_and_others_do_not(runs):
    app = opened("map", run="mnist-vae-2d", beside="mnist-ae-2d,sprites-vae-6d,nobody")
    assert not app.exception
    assert [shown["runUrl"] for shown in sent_to_the_browser(app)["maps"]] == [
        "/runs/mnist-vae-2d",
        "/runs/mnist-ae-2d",
    ]
    assert "Sprites 32 x 32, Variational autoencoder, 6 latent dimensions" not in app.multiselect[0].options


@pytest.mark.parametrize("run", ["mnist-vae-2d", "mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d"])
def test_the_interpolate_page_opens_every_bundled_run(run, runs):
    app = opened("interpolate", run=run)
    assert not app.exception
    assert sent_to_the_browser(app)["runUrl"] == f"/runs/{run}"


def test_the_interpolate_page_hands_on_what_the_address_asks_for(runs):
    app = opened("interpolate", run="mnist-vae-2d", mode="analogy", n="5", a="60007", b="z0.5,-1.25", beyond="true")
    asked = {"mode": "analogy", "n": "5", "a": "60007", "b": "z0.5,-1.25", "beyond": True}
    assert sent_to_the_browser(app)["address"] == asked


@pytest.mark.parametrize("prior", ["standard", "vamp"])
def test_the_interpolate_page_says_which_prior_a_run_has(prior, runs):
    shutil.copytree(PRETRAINED / "mnist-vae-10d", runs / ("c" * 32))
    file = runs / ("c" * 32) / "config.json"
    config = json.loads(file.read_text())
    config["prior"] = prior
    file.write_text(json.dumps(config))
    assert sent_to_the_browser(opened("interpolate", run="c" * 32))["prior"] == prior


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    "address",
    [
        {"run": "nobody"},
        {"mode": "<script>"},
        {"n": "many"},
        {"n": "-1"},
        {"a": "z1"},
        {"a": "znan,inf"},
        {"a": "²"},
        {"b": "9" * 5000},
        {"from": "all"},
        {"to": "1.5"},
        {"beyond": "1"},
        {"mode": "ways\n"},
    ],
    ids=lambda address: str(address)[:30],
)
def test_nonsense_in_the_address_of_the_interpolate_page_goes_no_further(address, runs):
    app = opened("interpolate", **address)
    assert not app.exception
    assert sent_to_the_browser(app)["address"] == {"beyond": False}


DOWNLOADS = ["Download handout", "Download PyTorch script", "Download notebook", "Download as one HTML file"]
NUMBERS = ["Codes CSV", "Codes NPZ", "Codes Parquet", "Curves CSV", "Curves SVG", "Plane SVG"]


@pytest.mark.parametrize(("page", "more"), [("map", ["Export as zip"]), ("train", [])])
def test_a_run_can_be_taken_home_as_files(page, more, runs):
    buttons = opened(page, run="mnist-vae-2d").get("download_button")
    assert [button.label for button in buttons] == DOWNLOADS + NUMBERS + more
    assert not any(button.proto.disabled for button in buttons)


@pytest.mark.slow
def test_a_file_that_cannot_be_made_says_so_beside_its_button(runs):
    copied = shutil.copytree(PRETRAINED / "sprites-vae-6d", runs / ("e" * 32))
    (copied / "weights.safetensors").unlink()
    app = opened("map", run=copied.name)
    disabled = [button.label for button in app.get("download_button") if button.proto.disabled]
    assert disabled == ["Download as one HTML file", *NUMBERS[:3]]
    captions = [caption.value.replace("\\", "") for caption in app.caption]
    page, codes = (words for words in captions if "not for this run" in words.lower())
    assert "run eee" in page
    assert "has no encoder.onnx" in page
    assert codes.startswith("Codes CSV, Codes NPZ, Codes Parquet: not for this run, because it has no weights")


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    "address",
    [
        {"run": "nobody"},
        {"run": "<script>alert(1)</script>"},
        {"run": "../../etc/passwd"},
        {"run": "x" * 100_000},
        {"z": "abc"},
        {"z": "nan,inf"},
        {"z": "1"},
        {"plane": "9-9"},
        {"grid": "maybe"},
        {"run": "\x00"},
        {"plane": "<script>"},
    ],
    ids=lambda address: str(address)[:30],
)
def test_nonsense_in_the_address_of_the_map_is_ignored_or_explained(address, runs):
    app = opened("map", **address)
    assert not app.exception
    assert not any("<script>" in element.value for element in (*app.markdown, *app.warning, *app.error))


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    ("run", "name", "text", "words"),
    [
        ("mnist-vae-10d", "plane", "cloud-1-1-9", "three different dimensions from 1 to 10; pca is shown"),
        ("mnist-vae-10d", "plane", "cloud-1-2-99", "three different dimensions from 1 to 10"),
        ("mnist-vae-10d", "plane", "9-99", "another plane of the list"),
        ("mnist-vae-2d", "plane", "cloud", "it must be 1-2, another plane of the list; 1-2 is shown"),
        ("mnist-vae-2d", "layers", "points,clouds", "unknown ones are ignored"),
        ("mnist-vae-2d", "colour", "factor-1", "class is used"),
        ("sprites-vae-6d", "colour", "factor-99", "class is used"),
        ("mnist-vae-2d", "side", "1000", "it must be a whole number from 4 to 40; 20 is used"),
        ("mnist-vae-2d", "grid", "maybe", "it must be even or quantile"),
        ("mnist-vae-2d", "split", "train", "it must be test or all"),
        ("mnist-vae-2d", "area", "1,2;x", "corners as u,v"),
        ("mnist-vae-2d", "image", "first", "the row of an image"),
        ("mnist-vae-2d", "z", "nan,1", "it must be 2 numbers with commas between them"),
    ],
    ids=str,
)
def test_what_the_map_cannot_show_is_named_once_and_leaves_its_address(run, name, text, words, runs):
    app = opened("map", run=run, **{name: text})
    assert not app.exception
    note = app.warning[0].value.replace("\\", "")
    assert f"{name} is {text!r}" in note
    assert words in note
    assert dict(app.query_params) == {"run": run}
    assert not app.run().warning


@pytest.mark.parametrize(
    "address",
    [
        {"plane": "cloud-10-1-3", "layers": "none", "colour": "kl", "side": "4", "grid": "quantile", "split": "all"},
        {"plane": "at-1-2-3", "colour": "reconstruction", "area": "0.5,-1;2,3;1,1", "image": "60007"},
        {"plane": "tsne", "layers": "points,grid", "z": ",".join(["0.5"] * 10)},
        {"plane": "cloud"},
    ],
    ids=str,
)
def test_an_address_that_the_map_understands_stays_as_it_is(address, runs):
    app = opened("map", run="mnist-vae-10d", **address)
    assert not app.warning
    assert dict(app.query_params) == {"run": "mnist-vae-10d"} | address


def test_an_address_without_a_run_keeps_its_view_of_the_first_one(runs):
    app = opened("map", plane="tsne")
    assert app.query_params["plane"] == "tsne"
    assert app.query_params["run"]


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    "address",
    [
        {"data": "imagenet"},
        {"model": "bvae"},
        {"latent_dim": "0"},
        {"latent_dim": "many"},
        {"beta": "-3"},
        {"seconds": "1e99"},
        {"hidden": "64,zero"},
        {"run": "nobody"},
        {"learning_rate": "nan"},
        {"classes": "eleven"},
        {"batch_size": "10000000"},
    ],
    ids=str,
)
def test_nonsense_in_the_address_of_the_form_is_ignored_or_explained(address, runs):
    assert not opened("train", **address).exception


@pytest.mark.parametrize("model", MODELS)
def test_the_form_takes_up_any_model_after_any_other_and_shows_its_own_settings(model, runs):
    app = opened("train", data="digits", model="vae")
    app.selectbox(key="model").select(model).run()
    assert not app.exception
    assert not app.error
    shared = {entry.name for entry in setting_fields(VaeSettings)}
    own = [entry.name for entry in setting_fields(MODELS[model].Settings) if entry.name not in shared]
    shown = {widget.key for widget in (*app.selectbox, *app.number_input, *app.toggle)}
    assert set(own) <= shown


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_a_trained_run_of_any_model_opens_where_it_is_walked_through(model, runs):
    config = RunConfig(data="digits", model=model, hidden=(16,), epochs=1, threads=1, device="cpu")
    run = create_run(runs / ("d" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    app = opened("map", run=run.id)
    assert not app.exception
    assert not app.error
    assert sent_to_the_browser(app)["isConditional"] == model_class(model).is_conditional
    app = opened("interpolate", run=run.id)
    assert not app.exception
    assert not app.error
    assert sent_to_the_browser(app)["isConditional"] == model_class(model).is_conditional


def test_the_form_hands_in_what_it_shows(submitted):
    app = opened("train", data="digits", latent_dim="3", beta="4", seconds="15", model="vae")
    press_train(app)
    assert not app.exception
    config = submitted[0]
    assert (config.data, config.latent_dim, config.settings.beta, config.seconds) == ("digits", 3, 4.0, 15.0)


@pytest.mark.slow
def test_a_known_network_fills_the_form_and_its_numbers_are_counted(submitted):
    app = opened("train", hidden="8", beta="4")
    assert any("28 x 28" not in text.value and text.value.endswith("160,600 parameters.") for text in app.caption)
    app.button(key="preset-400-200-400").click().run()
    assert not app.exception
    assert any(text.value == "160,600 trainable parameters." for text in app.caption)
    press_train(app)
    config = submitted[0]
    assert (config.data, config.model, config.network, config.latent_dim) == ("mnist_20", "sparse", "shallow", 200)


def test_choosing_an_autoencoder_takes_beta_away(submitted):
    app = opened("train", data="digits")
    app.selectbox(key="model").select("autoencoder").run()
    kl_weight = {"fixedSd": None, "hasEffectiveBeta": False}
    assert cockpit_of(app)["form"] == {"beta": None, "canTrain": True, "betaControl": "free", "klWeight": kl_weight}
    press_train(app)
    assert submitted[0].model == "autoencoder"


def test_a_gaussian_asks_for_its_scale(submitted):
    app = opened("train", data="digits")
    app.selectbox(key="likelihood").select("gaussian").run()
    app.selectbox(key="scale").select("optimal").run()
    press_train(app)
    assert (submitted[0].settings.likelihood, submitted[0].settings.scale) == ("gaussian", "optimal")


@pytest.mark.fault("S1")
def test_impossible_sizes_are_explained_and_cannot_be_handed_in(submitted):
    app = opened("train", data="digits")
    app.number_input(key="latent_dim").set_value(65).run()
    assert "latent_dim is 65" in app.error[0].value
    assert cockpit_of(app)["form"]["canTrain"] is False
    app.number_input(key="latent_dim").set_value(2).run()
    app.text_input(key="hidden").set_value("64, zero").run()
    assert "write whole numbers" in app.error[0].value


def test_data_that_are_not_here_offer_a_download(runs, monkeypatch, tmp_path):
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path))
    app = opened("train", data="kmnist")
    assert "kmnist is not on this machine" in app.warning[0].value
    assert any("Download" in button.label for button in app.button)
    assert not app.exception


@pytest.mark.fault("R3")
def test_a_run_with_damaged_weights_or_codes_is_explained_on_the_map(runs):
    shutil.copytree(PRETRAINED / "mnist-vae-10d", runs / ("c" * 32))
    (runs / ("c" * 32) / "latents.safetensors").write_bytes(b"short")
    app = opened("map", run="c" * 32)
    assert not app.exception
    assert "latents.safetensors cannot be read" in app.error[0].value.replace("\\", "")


def test_an_interrupted_run_offers_to_go_on(runs, monkeypatch):
    run, resumed = create_run(runs / ("d" * 32), RunConfig(data="digits")), []
    run.update_summary(status="interrupted")
    monkeypatch.setattr("dashboard.jobs.ask", lambda *asked: resumed.append(asked))
    app = opened("train", run=run.id)
    assert cockpit_of(app)["canResume"] is True
    asking(app, ("resume", None))
    assert not app.exception
    assert [asked[:3] for asked in resumed] == [(run.id, "resume", None)]


@pytest.mark.fault("R6")
def test_commands_that_come_in_one_message_are_all_carried_out(runs, monkeypatch):
    """Also after one that shows the page again, or is refused."""
    run, asked = create_run(runs / ("d" * 32), RunConfig(data="digits")), []
    run.update_summary(status="interrupted")

    def ask(run_id, name, *more):
        asked.append(name)
        if name == "step":
            raise ValueError("there is no step to take")

    monkeypatch.setattr("dashboard.jobs.ask", ask)
    app = asking(opened("train", run=run.id), ("resume", None), ("step", None), ("extend", 5))
    assert asked == ["resume", "step", "extend"]
    assert cockpit_of(app)["note"] == "there is no step to take"


@pytest.mark.fault("R6")
def test_a_command_after_train_goes_to_the_new_training(runs, monkeypatch):
    new, asked = create_run(runs / ("d" * 32), RunConfig(data="digits")), []
    monkeypatch.setattr("dashboard.jobs.submit", lambda config, person: new.id)
    monkeypatch.setattr("dashboard.jobs.ask", lambda run_id, *more: asked.append((run_id, *more[:2])))
    asking(opened("train", data="digits"), ("train", 1.0), ("stop", None))
    assert asked == [(new.id, "stop", None)]


def test_somebody_else_s_run_can_be_watched_but_not_steered(runs):
    run = create_run(runs / ("e" * 32), RunConfig(data="digits"), person="f" * 32)
    run.update_summary(status="interrupted")
    app = opened("train", run=run.id)
    assert not app.exception
    assert cockpit_of(app)["canResume"] is False
    assert cockpit_of(app)["run"]["isOwn"] is False


@pytest.mark.slow
@pytest.mark.fault("R12")
def test_the_map_of_a_run_names_images_that_are_missing_or_have_changed(runs, monkeypatch, tmp_path):
    for name, data in (("c" * 32, "mnist"), ("d" * 32, "kmnist")):
        shutil.copytree(PRETRAINED / "mnist-vae-10d", runs / name)
        config, summary = (json.loads((runs / name / file).read_text()) for file in ("config.json", "summary.json"))
        (runs / name / "config.json").write_text(json.dumps(config | {"data": data}))
        summary["dataset"]["checksum"] = "0" * 64
        (runs / name / "summary.json").write_text(json.dumps(summary))
    monkeypatch.setenv("LATENT_LAB_DATA", str(tmp_path / "data"))
    for name, words in (("c" * 32, "the run was trained on 000000000000"), ("d" * 32, "kmnist is not on this machine")):
        app = opened("map", run=name)
        assert not app.exception
        assert words in app.warning[0].value.replace("\\", "")
        assert sent_to_the_browser(app)["runUrl"] == f"/runs/{name}"
