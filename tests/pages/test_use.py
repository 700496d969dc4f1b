"""The pages that use a run: each opens on bundled runs, obeys its address, and explains what it cannot do."""

import io
import re
import shutil

import numpy as np
import pytest
from PIL import Image

from dashboard.ui.session import PRETRAINED, find_run
from dashboard.ui.use import anomalies
from dashboard.ui.use.generate import Request, generated
from tests.support.pages import opened
from vae_core.assets import ASSETS
from vae_core.config import RunConfig
from vae_core.datasets import load_dataset, load_for
from vae_core.files import read_tensors
from vae_core.pictures import png
from vae_core.recording.recording import record
from vae_core.runs.run import create_run
from vae_core.training.trainer import Trainer

RUNS = ("mnist-vae-2d", "mnist-vae-10d", "mnist-ae-2d", "sprites-vae-6d", "fashion-vae-2d")
PAGES = ("generate", "denoise", "compression", "probe", "disentanglement")


def captions(app):
    return " ".join(caption.value for caption in app.caption)


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


@pytest.mark.slow
@pytest.mark.parametrize("page", [*PAGES, "anomalies"])
def test_a_page_opens_with_a_title_and_without_a_complaint(page, runs):
    app = opened(page)
    assert len(app.title) == 1
    assert not app.exception
    assert not app.error


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("page", PAGES)
def test_every_bundled_run_can_be_used_by_every_page(page, run, runs):
    app = opened(page, run=run)
    assert not app.exception
    assert not app.error


@pytest.mark.slow
def test_the_generate_page_draws_what_its_address_says(runs):
    app = opened(
        "generate", run="mnist-ae-2d", sampler="mixture", count="20", temperature="0.5", show="pixels", shown_seed="3"
    )
    assert not app.exception
    assert "20 images: codes from a Gaussian mixture" in captions(app)
    assert "temperature 0.5" in captions(app)
    assert [button.label for button in app.get("download_button")] == ["Download as PNG"]


def test_a_model_without_a_prior_is_told_so_where_its_codes_come_from_one(runs):
    app = opened("generate", run="mnist-ae-2d")
    assert any("has no prior" in info.value for info in app.info)
    assert "codes from N(0, I);" in captions(app)
    assert "codes from the prior" not in captions(app)
    assert not opened("generate", run="mnist-ae-2d", sampler="aggregate").info
    assert not opened("generate", run="mnist-vae-2d").info


def request(**changes):
    return Request(
        **{"sampler": "prior", "count": 20, "seed": 0, "temperature": 1.0, "label": None, "show": "mean"} | changes
    )


@pytest.mark.slow
def test_a_seed_gives_the_same_picture_and_every_choice_another(runs):
    run = find_run("mnist-vae-2d")
    first = generated(run, request())
    assert np.array_equal(first, generated(run, request()))
    for change in (
        {"seed": 1},
        {"sampler": "aggregate"},
        {"sampler": "mixture"},
        {"temperature": 0.5},
        {"show": "pixels"},
    ):
        assert not np.array_equal(first, generated(run, request(**change))), change


def test_at_temperature_zero_the_prior_gives_one_image_only(runs):
    picture = generated(find_run("mnist-vae-2d"), request(temperature=0.0, count=10))
    tile, step = 2 * 28, 2 * 29  # enlarged twice, a pixel apart
    assert np.array_equal(picture[:, :tile], picture[:, 9 * step : 9 * step + tile])


def test_a_picture_is_the_same_as_a_png_file(runs):
    picture = generated(find_run("mnist-vae-2d"), request())
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(picture)))), picture)


@pytest.mark.slow
@pytest.mark.parametrize("sampler", ["prior", "aggregate", "mixture"])
def test_a_conditional_model_is_asked_for_a_label(sampler, runs):
    config = RunConfig(data="digits", model="conditional_vae", hidden=(16,), epochs=1, threads=1, device="cpu")
    run = create_run(runs / ("d" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    app = opened("generate", run=run.id, label="7", sampler=sampler)
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="label").value == "7"
    seven, eight = (generated(run, request(sampler=sampler, label=label)) for label in (7, 8))
    assert not np.array_equal(seven, eight)


def test_the_denoise_page_measures_decibels_and_offers_a_model_that_was_shown_noise(runs):
    app = opened("denoise", shown_noise="gaussian", level="0.5")
    assert metrics(app)["PSNR, noisy"] == "6.0 dB"
    assert float(metrics(app)["PSNR, denoised"].split()[0]) > 6
    links = {link.proto.label: link.proto for link in app.get("page_link")}
    assert links["Lesson"].page == "denoising"
    address = links["Train a denoising autoencoder for this noise"].query_string
    assert "noise_level=0.5" in address
    assert "model=denoising" in address


@pytest.mark.slow
def test_the_anomalies_page_shows_the_model_and_threshold_of_its_address(runs):
    app = opened("anomalies", shown_model="MNIST digits without 0", score="Reconstruction loss", alarms="10.0")
    assert not app.exception
    assert float(metrics(app)["AUROC"]) > 0.9
    assert any("**10.0 %** of the 9,020 normal ones" in text.value for text in app.markdown)
    assert not any("known to fail as anomaly scores" in text.value for text in app.markdown)
    assert len(app.dataframe[0].value) == 10


@pytest.mark.slow
def test_a_score_near_chance_is_explained(runs):
    elbo, kl = (
        opened("anomalies", shown_model="MNIST digits without 1", score=score) for score in ("-ELBO", "KL divergence")
    )
    assert any("known to fail as anomaly scores" in text.value for text in elbo.markdown)
    words = next(text.value for text in kl.markdown if "Alone the KL divergence is not an anomaly score" in text.value)
    assert anomalies.why_weak("kl", float(metrics(kl)["AUROC"]), 1).title == "Worse than chance"
    found = re.search(r"the parts are (\S+) and (\S+) nats on average, for images of 1 (\S+) and (\S+)\.", words)
    tensors, _ = read_tensors(ASSETS / "anomaly" / "mnist.safetensors")
    assert [float(text) for text in found.groups()] == pytest.approx(
        tensors["kl_parts"][1].flatten().tolist(), abs=0.006
    )
    is_one = load_dataset("mnist").labels[-10_000:] == 1
    means = [tensors["scores"][1, 2, ~is_one].mean().item(), tensors["scores"][1, 2, is_one].mean().item()]
    assert tensors["kl_parts"][1].sum(1).tolist() == pytest.approx(means, rel=1e-3)


def test_the_ten_bundled_models_find_the_left_out_digit(runs):
    rows = {row["left out"]: row for row in anomalies.auroc_table()}
    assert sum(row["elbo"] for row in rows.values()) / 10 > 0.84
    assert f"elbo {sum(row['elbo'] for row in rows.values()) / 10:.2f}" in captions(opened("anomalies"))


@pytest.mark.slow
def test_a_run_that_left_a_class_out_can_be_asked_about_it(runs):
    config = RunConfig(data="digits", classes=tuple("012345678"), hidden=(32,), epochs=5, threads=1, device="cpu")
    run = create_run(runs / ("d" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    app = opened("anomalies", shown_model="Digits 8 x 8, Variational autoencoder without 9 · dddddd")
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="shown_model").value.startswith("Digits 8 x 8, Variational autoencoder without 9")
    assert 0 <= float(metrics(app)["AUROC"]) <= 1


@pytest.mark.slow
def test_the_compression_page_gives_a_bound_below_png_and_an_nll_below_the_bound(runs):
    app = opened("compression", run="mnist-vae-10d")
    rows = dict(zip(app.dataframe[0].value["code"], app.dataframe[0].value["bits per image"], strict=True))
    assert rows["raw, 8 bits per value"] == 784 * 8
    assert (
        rows["model: NLL / ln 2, 10 importance samples"]
        < rows["model: -ELBO / ln 2, with bits-back coding"]
        < rows["PNG, 1 bit per value"]
    )
    assert rows["model: KL / ln 2, for the code alone"] == pytest.approx(19.25 / np.log(2), rel=0.03)
    assert any("no KL divergence" in info.value for info in opened("compression", run="mnist-ae-2d").info)


@pytest.mark.slow
def test_the_disentanglement_page_has_the_mig_and_the_parts_of_the_kl(runs):
    app = opened("disentanglement")
    assert 0 < float(metrics(app)["MIG"]) < 1
    assert metrics(app)["KL divergence"].startswith("12.7")
    assert "The factors of these images are unknown" in opened("disentanglement", run="mnist-vae-2d").info[0].value


def trained_on_few(runs, **settings):
    """A run on small digits of one class, of which there are 16 test images."""
    config = RunConfig(data="digits", classes=("3",), hidden=(4,), epochs=1, batch_size=5, device="cpu", **settings)
    run = create_run(runs / ("f" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    return find_run(run.id)


def test_only_the_test_images_that_there_are_can_be_changed_along_a_dimension(runs):
    run = trained_on_few(runs)
    app = opened("disentanglement", run=run.id, image="199")
    assert not app.exception
    assert app.slider(key="image").max == run.trained_on.test - 1 == 15


def test_the_probe_names_the_training_images_that_are_missing(runs):
    run = trained_on_few(runs, subset=5)
    words = opened("probe", run=run.id).error[0].value.replace("\\", "")
    assert words.startswith("a linear probe needs 10 training images, and this run has 5;")


def test_the_probe_speaks_of_the_classes_of_the_run(runs):
    assert "hardly separate 10 classes" in opened("probe", run="mnist-vae-2d").info[0].value
    config = RunConfig(data="digits", classes=("0", "1"), hidden=(4,), epochs=1, threads=1, device="cpu")
    run = create_run(runs / ("e" * 32), config)
    list(record(run, Trainer(config, load_for(config))))
    assert not opened("probe", run=run.id).info


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("generate", {"run": "nobody"}),
        ("generate", {"sampler": "magic", "temperature": "nan", "count": "-1", "shown_seed": "x"}),
        ("denoise", {"shown_noise": "rain", "level": "9"}),
        ("anomalies", {"shown_model": "<script>", "score": "", "alarms": "many"}),
        ("probe", {"run": "../.."}),
        ("disentanglement", {"image": "1e9", "reach": "-1"}),
        ("compression", {"run": "\x00"}),
    ],
    ids=str,
)
def test_nonsense_in_an_address_is_ignored_or_explained(page, address, runs):
    assert not opened(page, **address).exception


@pytest.mark.parametrize("page", PAGES)
def test_a_run_with_damaged_weights_is_explained(page, runs):
    copied = shutil.copytree(PRETRAINED / "mnist-vae-2d", runs / ("c" * 32))
    for name in ("weights.safetensors", "latents.safetensors"):
        (copied / name).write_bytes(b"short")
    app = opened(page, run=copied.name)
    assert not app.exception
    assert "cannot be read" in app.error[0].value
