"""Pages with a run whose convolutional network was imported: they show it, or say what they cannot do with it."""

from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from dashboard.ui.session import find_run
from tests.support.foreign_models import SequentialVae, dense_vae_weights, onnx_files, settled
from tests.support.pages import cockpit_of, opened
from tests.support.pictures import classes_of_noise, zipped
from vae_core.config import RunConfig, config_parameters, with_changes
from vae_core.datasets import load_for
from vae_core.foreign.found_model import ModelChoices
from vae_core.foreign.import_model import import_model
from vae_core.own_data import ImportOptions, import_pictures, new_name, open_uploads
from vae_core.recording.start_weights import has_same_networks, start_weights
from vae_core.results.handout import handout
from vae_core.runs.html_page import page
from vae_core.runs.library import list_entries
from vae_core.runs.training_code import script_of
from vae_core.training.memory import training_bytes
from vae_core.training.trainer import Trainer

IMPORTED_ID = "c" * 32


def convolutional(runs, folder):
    torch.manual_seed(0)
    runs.mkdir(exist_ok=True)
    files = onnx_files(settled(SequentialVae(4, norms=True)), folder)
    return import_model(files, runs, IMPORTED_ID, ModelChoices("fashion_mnist_10k")).run


def dense(runs, folder):
    runs.mkdir(exist_ok=True)
    save_file(dense_vae_weights(), folder / "model.safetensors")
    return import_model([folder / "model.safetensors"], runs, IMPORTED_ID, ModelChoices("digits", "relu")).run


@pytest.fixture
def imported(runs, tmp_path):
    return convolutional(runs, tmp_path)


@pytest.mark.slow
def test_pages_of_trained_models_show_an_imported_network(imported):
    for name in ("map", "interpolate", "train", "generate", "compression"):
        app = opened(name, run=imported.id)
        assert not app.exception, name
        assert not app.error, name
    app = opened("compare", runs=f"{imported.id},mnist-vae-2d")
    assert not app.exception
    assert not app.error


@pytest.mark.slow
def test_no_page_offers_a_form_for_an_imported_network(imported, monkeypatch):
    chosen = lambda entries: [entry for entry in entries if entry.run.id == imported.id]  # noqa: E731
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", chosen)  # Streamlit's test cannot mark a row
    app = opened("runs")
    assert not app.exception
    assert any("The Train page cannot make this imported network" in text.value for text in app.caption)
    links = [link.proto.label for link in app.get("page_link")]
    assert "Open latent map" in links
    assert not {"Duplicate and change", "Make a task with these settings"} & {*links}
    app = opened("train", network="imported")
    assert not app.exception
    assert app.selectbox(key="network").value == "dense"
    assert "network" in " ".join(warning.value for warning in app.warning)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["convolutional", "dense"])
def test_an_imported_run_is_trained_further_from_the_runs_page(kind, runs, tmp_path, submitted, monkeypatch):
    run = convolutional(runs, tmp_path) if kind == "convolutional" else dense(runs, tmp_path)
    chosen = lambda entries: [entry for entry in entries if entry.run.id == run.id]  # noqa: E731
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", chosen)  # Streamlit's test cannot mark a row
    app = opened("runs")
    app.number_input(key="seconds of continuation").set_value(12.0)
    next(button for button in app.button if button.label == "Train from these weights").click().run()
    assert not app.exception
    assert not app.error
    (config,) = submitted
    assert (config.start_from, config.seconds, config.data) == (run.id, 12, run.config.data)
    assert has_same_networks(config, run.config)
    assert set(start_weights(config, run)) == set(run.model.state_dict())


@pytest.mark.slow
def test_a_trained_run_is_not_offered_as_imported_weights(runs, monkeypatch):
    bundled = lambda entries: [entry for entry in entries if entry.run.id == "mnist-vae-2d"]  # noqa: E731
    monkeypatch.setattr("dashboard.ui.runs.table.runs_table", bundled)
    app = opened("runs")
    assert not app.exception
    assert "Train from these weights" not in [button.label for button in app.button]


@pytest.mark.slow
def test_the_cockpit_does_not_offer_to_train_an_imported_run_longer(imported, monkeypatch):
    monkeypatch.setattr("dashboard.ui.train.cockpit.is_own", lambda run: True)
    assert cockpit_of(opened("train", run=imported.id))["run"]["isOwn"] is False
    assert cockpit_of(opened("train", run="mnist-vae-2d"))["run"]["isOwn"] is True


@pytest.mark.slow
def test_an_imported_network_is_counted_and_continued_but_has_no_script(imported):
    config = imported.config
    assert config_parameters(config) > 5000
    assert training_bytes(config, load_for(config)) > 0
    with pytest.raises(ValueError, match="has no curves"):  # nothing was trained here
        handout(imported)
    assert page(imported)
    with pytest.raises(ValueError, match="was imported, and a script has no template for it"):
        script_of(imported)
    assert not has_same_networks(config, RunConfig(network="conv", hidden=(6, 10, 3), latent_dim=3))
    (entry,) = list_entries([find_run(imported.id)])[0]
    again = with_changes(entry.final_config, {"start_from": imported.id, "seconds": 5.0})
    assert (again.layers, again.start_from) == (config.layers, imported.id)
    assert set(start_weights(again, imported)) == set(imported.model.state_dict())


class OblongVae(nn.Module):
    """Images of 14 x 10, which no data set of the program has."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(140, 6))
        self.decoder_input, last = nn.Linear(3, 140), nn.ConvTranspose2d(4, 1, 4, 2, 1)
        self.decoder = nn.Sequential(nn.Unflatten(1, (4, 7, 5)), last, nn.Sigmoid())

    def forward(self, z):
        return self.decoder(self.decoder_input(z))


def test_a_model_of_oblong_images_opens_on_an_own_data_set(runs, tmp_path):
    own = import_pictures(
        open_uploads([("pets.zip", zipped(classes_of_noise()))]), new_name("pets"), ImportOptions(width=10, height=14)
    )
    foreign = OblongVae()
    save_file(foreign.state_dict(), tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match="add a data set of its size first"):
        import_model([tmp_path / "model.safetensors"], runs, IMPORTED_ID, ModelChoices())
    run = import_model([tmp_path / "model.safetensors"], runs, IMPORTED_ID, ModelChoices(own.data.name)).run
    z = torch.randn(9, 3)
    with torch.no_grad():
        assert (run.model.decode(z) - foreign(z)).abs().max() < 1e-4
    app = opened("runs")
    assert not app.exception
    (images,) = [box for box in app.selectbox if box.label == "Images"]
    assert "pets" in images.options


@pytest.mark.slow
def test_training_goes_on_from_imported_weights(imported):
    config = replace(imported.config, subset=200, epochs=1)
    trainer = Trainer(config, load_for(config))
    trainer.model.load_state_dict(imported.model.state_dict())
    reports = [*trainer.train()]
    assert reports[-1].step == 2
    assert not torch.equal(trainer.model.decoder[0].weight, imported.model.decoder[0].weight)
