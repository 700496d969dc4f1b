"""Models that other programs' own code wrote: the files and how they were made are in the folder `files`."""

import pytest
import torch
from safetensors.torch import load_file

from tests.vae_core.foreign.files.make_files import HERE, LATENT_DIM, SHAPES, images_for, seeded
from vae_core.foreign.found_model import ModelChoices, found_model
from vae_core.foreign.import_model import import_model
from vae_core.measures.codes import decode, encode


def check_equal(model, kind):
    """Compares with what pythae's own classes gave."""
    theirs = load_file(HERE / f"pythae_{kind}_outputs.safetensors")
    with torch.no_grad():
        posterior = model.encode(images_for(SHAPES[kind]))
        assert (model.decode(theirs["codes"]) - theirs["decoded"]).abs().max() < 1e-4
    assert (posterior.mean - theirs["mean"]).abs().max() < 1e-4
    assert (posterior.log_var - theirs["log_var"]).abs().max() < 1e-4


def test_pythaes_default_vae_becomes_a_run_with_its_images(tmp_path):
    found = import_model([HERE / "pythae_mlp.safetensors"], tmp_path, "f" * 32, ModelChoices())
    assert (found.run.config.network, found.run.config.data) == ("dense", "digits")
    assert found.run.config.latent_dim == LATENT_DIM
    check_equal(found.run.model, "mlp")
    theirs = load_file(HERE / "pythae_mlp_outputs.safetensors")
    assert (decode(found.run.model, theirs["codes"]) - theirs["decoded"]).abs().max() < 1e-4
    assert (encode(found.run.model, images_for(SHAPES["mlp"])).mean - theirs["mean"]).abs().max() < 1e-4


@pytest.mark.slow
def test_pythaes_convolutional_vae_has_the_images_of_its_own_code(tmp_path):
    """17 million weights, so the file is made here from names, shapes and a seed; pythae computed with the same ones."""
    lines = (HERE / "pythae_conv_shapes.txt").read_text().splitlines()
    shapes = {name: tuple(map(int, sizes)) for name, *sizes in (line.split() for line in lines)}
    tensors = seeded(shapes)
    file = tmp_path / "model.pt"
    getattr(torch, "save")({"model_state_dict": {name: tensors[name] for name in shapes}}, file)  # noqa: B009
    found = found_model([file], ModelChoices(data="mnist", activation="relu"))
    assert (found.config.network, found.config.model) == ("imported", "vae")
    check_equal(found.model, "conv")


def test_a_decoder_of_pytorchs_newer_exporter_has_its_images():
    found = found_model([HERE / "dynamo_decoder.onnx"], ModelChoices(data="mnist"))
    theirs = load_file(HERE / "dynamo_outputs.safetensors")
    with torch.no_grad():
        assert (found.model.decode(theirs["codes"]) - theirs["decoded"]).abs().max() < 1e-4
    assert "silu" in " ".join(found.mapping)
