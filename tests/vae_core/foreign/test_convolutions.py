"""Convolutional models of other programs as runs: they decode what their own code decodes, or are refused with the reason."""

from math import prod

import onnx
import pytest
import torch
import torch.nn.functional as F
from onnx import helper
from safetensors.torch import save_file
from torch import nn

from tests.support.foreign_models import (
    LATENT_DIM,
    ConvolutionalVae,
    NamedVae,
    NormFirstVae,
    PoolingVae,
    SequentialVae,
    onnx_files,
    settled,
)
from vae_core.config import config_from_json
from vae_core.datasets import load_dataset
from vae_core.foreign.folding import folded
from vae_core.foreign.found_model import ModelChoices, found_model
from vae_core.foreign.import_model import import_model
from vae_core.foreign.steps import affine_step, placed, weighted_step
from vae_core.foreign.weight_chains import TooManyOrders, proposed_chains
from vae_core.measures.codes import decode, encode
from vae_core.nn.networks.layer_specs import LinearSpec
from vae_core.runs.run_zip import import_zip, zip_run

USUAL = {
    "kernel 3, batch norm": lambda: SequentialVae(3, norms=True),
    "kernel 3": lambda: SequentialVae(3, norms=False),
    "kernel 4, batch norm": lambda: SequentialVae(4, norms=True),
    "kernel 4": lambda: SequentialVae(4, norms=False),
    "names of its own": NamedVae,
    "batch norm before the decoder's first convolution": NormFirstVae,
}
MORE = {
    "SiLU": lambda: SequentialVae(4, norms=True, activation=nn.SiLU, opens=True),
    "softplus": lambda: SequentialVae(3, norms=False, activation=nn.Softplus),
    "pooling and upsampling": PoolingVae,
    "convolutions alone": ConvolutionalVae,
}
CODES = torch.randn(20, LATENT_DIM, generator=torch.Generator().manual_seed(2))
IMAGES = torch.randint(256, (4, 1, 28, 28), generator=torch.Generator().manual_seed(1)) / 255


@pytest.fixture(autouse=True)
def same_weights():
    torch.manual_seed(0)


def check_equal(model, foreign):
    """Compares codes and images with those of the foreign code; `model` is of this program."""
    with torch.no_grad():
        assert (model.decode(CODES) - foreign.decode(CODES)).abs().max() < 1e-4
        mean, log_var = foreign.encode(IMAGES)
        posterior = model.encode(IMAGES)
    assert (posterior.mean - mean).abs().max() < 1e-4
    assert (posterior.log_var - log_var).abs().max() < 1e-4


@pytest.mark.parametrize("name", [*USUAL, *MORE])
def test_onnx_files_of_convolutions_compute_what_their_model_computes(name, tmp_path):
    foreign = settled((USUAL | MORE)[name]())
    found = found_model(onnx_files(foreign, tmp_path), ModelChoices())
    assert (found.config.network, found.config.model, found.config.data) == ("imported", "vae", "mnist")
    assert found.notes == ()
    check_equal(found.model, foreign)
    assert config_from_json(found.config.to_json()) == found.config


def saved(tensors, path):
    if path.suffix == ".safetensors":
        save_file(tensors, path)
    else:
        getattr(torch, "save")({"state_dict": tensors}, path)  # noqa: B009
    return path


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize("ending", ["safetensors", "pt"])
def test_weights_of_the_usual_layouts_are_put_together_again(name, ending, tmp_path):
    """Random weights tell nothing of the activation, so the usual one is taken; sizes, order and norms are found."""
    foreign = settled(USUAL[name]())
    found = found_model([saved(foreign.state_dict(), tmp_path / f"model.{ending}")], ModelChoices())
    check_equal(found.model, foreign)
    notes = " ".join(found.notes)
    assert "relu was taken, because it is the most usual one" in notes
    assert "decided nothing: state the layers' numbers" in notes
    assert "stride=2 padding=1" in notes


def test_the_heads_are_told_apart_by_the_part_in_which_their_names_differ(tmp_path):
    foreign = settled(SequentialVae(4, norms=True))
    tensors = foreign.state_dict()
    modules = {name: "" if name.startswith("decoder") else "variational_encoder." for name in tensors}
    renamed = {modules[name] + name.removeprefix("encoder."): tensor for name, tensor in tensors.items()}
    check_equal(found_model([saved(renamed, tmp_path / "model.pt")], ModelChoices()).model, foreign)


@pytest.mark.parametrize("module", ["variational_encoder", "decoders.first"])
def test_the_name_of_a_module_around_all_layers_states_no_side(module, tmp_path):
    foreign = settled(NamedVae())
    wrapped = {f"{module}.{name}": tensor for name, tensor in foreign.state_dict().items()}
    check_equal(found_model([saved(wrapped, tmp_path / "model.pt")], ModelChoices()).model, foreign)


@pytest.mark.fault("F10")
def test_a_norm_of_other_values_than_its_head_is_refused(tmp_path):
    sizes = {"fc1": (784, 32), "fc21": (32, 4), "fc22": (32, 4), "fc3": (4, 32), "fc4": (32, 784)}
    tensors = {f"{name}.weight": torch.randn(outputs, inputs) for name, (inputs, outputs) in sizes.items()}
    tensors |= {"fc21.norm.running_mean": torch.zeros(2), "fc21.norm.running_var": torch.ones(2)}
    with pytest.raises(ValueError, match=r"the norm after fc21 \(4 x 32\) has another number of values; export ONNX"):
        found_model([saved(tensors, tmp_path / "model.safetensors")], ModelChoices())


def test_a_reading_that_was_found_is_kept_where_the_search_for_others_takes_too_long(tmp_path, monkeypatch):
    foreign = settled(PoolingVae())
    file = saved(foreign.state_dict(), tmp_path / "model.pt")
    tried = []

    def proposed(parts, shape):
        for chains in proposed_chains(parts, shape):
            yield chains
            tried.append(chains)
            raise TooManyOrders("too many")

    monkeypatch.setattr("vae_core.foreign.weight_model.proposed_chains", proposed)
    layers = "encoder.0 pool=2; encoder.3 pool=2; decoder.0 activation=elu"
    found = found_model([file], ModelChoices(data="mnist", activation="elu", layers=layers))
    assert tried
    check_equal(found.model, foreign)
    monkeypatch.setattr("vae_core.foreign.weight_model.proposed_chains", proposed_chains)
    monkeypatch.setattr("vae_core.foreign.weight_chains.MOST_TRIED", 3)
    with pytest.raises(ValueError, match="too many possible orders"):
        found_model([file], ModelChoices(data="mnist", activation="elu", layers=layers))


def test_a_norm_of_fewer_values_than_its_layer_stays_a_step_of_its_own():
    layer = weighted_step(LinearSpec, {"weight": torch.zeros(6, 3), "bias": torch.zeros(6)}, "fc_mu")
    assert len(folded([layer, affine_step(torch.full((6,), 2.0), torch.ones(6))])) == 1
    assert len(folded([layer, affine_step(torch.full((2,), 2.0), torch.ones(2))])) == 2


def trained(foreign, images):
    optimizer = torch.optim.Adam(foreign.parameters(), lr=3e-3)
    for step in range(240):
        x = images[100 * (step % 40) : 100 * (step % 40) + 100].float() / 255
        mean, log_var = foreign.train().encode(x)
        z = mean + (0.5 * log_var).exp() * torch.randn_like(mean)
        rate = 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum()
        loss = (F.binary_cross_entropy(foreign.decode(z), x, reduction="sum") + rate) / len(x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return foreign.eval()


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "opens"), [(nn.ELU, True), (nn.ReLU, False), (nn.ReLU, True)])
def test_images_decide_the_activation_of_trained_weights_and_its_place(activation, opens, tmp_path):
    foreign = SequentialVae(4, norms=True, activation=activation, opens=opens)
    foreign = trained(foreign, load_dataset("mnist").images[:4000])
    found = found_model([saved(foreign.state_dict(), tmp_path / "model.pt")], ModelChoices())
    assert "after a test on images of mnist" in " ".join(found.notes)
    check_equal(found.model, foreign)


def test_statements_about_layers_replace_the_proposals(tmp_path):
    foreign = settled(PoolingVae())
    file = saved(foreign.state_dict(), tmp_path / "model.safetensors")
    layers = "encoder.0 pool=2; encoder.3 pool=2; decoder.0 activation=elu"
    found = found_model([file], ModelChoices(activation="elu", layers=layers))
    check_equal(found.model, foreign)


class Enlarging(nn.Module):
    """A decoder with upsamplings, of the code alone; its sizes tell neither their kind nor a factor of 4."""

    def __init__(self, factors, channels=8, **options):
        super().__init__()
        side = 28 // prod(factors)
        self.decoder_input = nn.Linear(LATENT_DIM, 8 * side**2)
        inputs = [8, *[channels] * len(factors)]
        sizes = zip(inputs, [*inputs[1:-1], 1], strict=False)
        convolutions = [nn.Conv2d(*each, 3, padding=1) for each in sizes]
        pairs = [
            [nn.Upsample(scale_factor=each, **options), conv] for each, conv in zip(factors, convolutions, strict=True)
        ]
        layers = [layer for pair in pairs for layer in (*pair, nn.ReLU())][:-1]
        self.decoder = nn.Sequential(nn.ReLU(), nn.Unflatten(1, (8, side, side)), *layers, nn.Sigmoid())

    def forward(self, z):
        return self.decoder(self.decoder_input(z))


KINDS = {
    "nearest": {"mode": "nearest"},
    "bilinear": {"mode": "bilinear", "align_corners": False},
    "bilinear_aligned": {"mode": "bilinear", "align_corners": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_how_a_decoder_of_weights_alone_enlarges_is_stated(kind, tmp_path):
    foreign = Enlarging((2, 2), **KINDS[kind])
    path = saved(foreign.state_dict(), tmp_path / "model.pt")
    statement = f"decoder.3 interpolation={kind}; decoder.6 interpolation={kind}; decoder_input activation=relu"
    found = found_model([path], ModelChoices("mnist", "relu", layers=statement))
    with torch.no_grad():
        assert (found.model.decode(CODES) - foreign(CODES)).abs().max() < 1e-5
    assert "repeat pixels" not in " ".join(found.notes)


def test_the_proposal_says_that_pixels_are_repeated_and_how_to_state_another_way(tmp_path):
    path = saved(Enlarging((2, 2), channels=6, mode="bilinear").state_dict(), tmp_path / "model.pt")
    notes = " ".join(found_model([path], ModelChoices("mnist", "relu")).notes)
    statement = "decoder.3 interpolation=bilinear; decoder.6 interpolation=bilinear"
    assert f"Upsamplings repeat pixels; if they interpolate in the model, state {statement}" in notes
    again = found_model([path], ModelChoices("mnist", "relu", layers=statement))
    assert "bilinear upsampling" in " ".join(again.mapping)


def test_sizes_that_no_proposal_fits_are_refused_with_the_statement_that_helps(tmp_path):
    foreign = Enlarging((7,), **KINDS["bilinear"])
    path = saved(foreign.state_dict(), tmp_path / "model.pt")
    with pytest.raises(
        ValueError, match=r"by 1 and 2 were tried: state others, such as decoder.3 upsample=4, in --layers"
    ):
        found_model([path], ModelChoices("mnist", "relu"))
    statement = "decoder.3 upsample=7 interpolation=bilinear; decoder_input activation=relu"
    found = found_model([path], ModelChoices("mnist", "relu", layers=statement))
    with torch.no_grad():
        assert (found.model.decode(CODES) - foreign(CODES)).abs().max() < 1e-5


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("decoder.3 interpolation=cubic", "interpolation is 'cubic'; choose from nearest, bilinear, bilinear_aligned"),
        ("decoder.3 upsample=1 interpolation=bilinear", "form no encoder and decoder of images"),
        ("decoder_input interpolation=bilinear", "decoder_input is a dense layer, which has no interpolation"),
    ],
)
def test_an_interpolation_without_an_upsampling_is_refused(statement, words, tmp_path):
    path = saved(Enlarging((2, 2), mode="bilinear").state_dict(), tmp_path / "model.pt")
    with pytest.raises(ValueError, match=r".") as refused:
        found_model([path], ModelChoices("mnist", "relu", layers=statement))
    assert words in str(refused.value)


def test_an_imported_run_is_written_packed_and_read_again(tmp_path):
    foreign = settled(SequentialVae(3, norms=True))
    (tmp_path / "runs").mkdir()
    run = import_model(
        onnx_files(foreign, tmp_path), tmp_path / "runs", "f" * 32, ModelChoices("fashion_mnist_10k")
    ).run
    assert run.is_ready
    assert (run.config.data, run.config.network) == ("fashion_mnist_10k", "imported")
    with torch.no_grad():
        assert (decode(run.model, CODES) - foreign.decode(CODES)).abs().max() < 1e-4
        assert (encode(run.model, IMAGES).mean - foreign.encode(IMAGES)[0]).abs().max() < 1e-4
    again = import_zip(zip_run(run), tmp_path / "elsewhere").run
    assert torch.equal(decode(again.model, CODES), decode(run.model, CODES))


@pytest.mark.parametrize("has_free_batch", [True, False])
def test_nodes_without_names_are_told_apart(has_free_batch, tmp_path):
    foreign = settled(PoolingVae())
    files = onnx_files(foreign, tmp_path, has_free_batch)
    for file in files:
        model = onnx.load(file)
        for node in model.graph.node:
            node.name = ""
        file.write_bytes(model.SerializeToString())
    check_equal(found_model(files, ModelChoices()).model, foreign)


def test_too_many_layers_are_refused_with_their_number():
    items = [affine_step(torch.ones(1), torch.ones(1))] * 900
    with pytest.raises(ValueError, match="the network has 900 layers; at most 256 are taken"):
        placed(items, (3,), None)


def test_files_for_batches_of_one_size_are_taken(tmp_path):
    foreign = settled(SequentialVae(4, norms=False))
    (tmp_path / "runs").mkdir()
    files = onnx_files(foreign, tmp_path, has_free_batch=False)
    run = import_model(files, tmp_path / "runs", "f" * 32, ModelChoices("fashion_mnist_10k")).run
    with torch.no_grad():
        assert (decode(run.model, CODES) - foreign.decode(CODES)).abs().max() < 1e-4


@pytest.mark.slow
def test_a_convolutional_decoder_alone_gets_an_encoder(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.foreign.import_model._FIT_STEPS", 40)
    foreign = settled(SequentialVae(4, norms=True))
    decoder = onnx_files(foreign, tmp_path)[1]
    found = import_model([decoder], tmp_path, "f" * 32, ModelChoices("fashion_mnist_10k"))
    assert "no encoder: one was trained here" in " ".join(found.notes)
    with torch.no_grad():
        assert (decode(found.run.model, CODES) - foreign.decode(CODES)).abs().max() < 1e-4
    assert float(encode(found.run.model, IMAGES).mean.std()) > 0


class Residual(SequentialVae):
    def decode(self, z):
        hidden = self.decoder_input(z).view(-1, 10, 7, 7)
        return torch.sigmoid(self.decoder[-2](self.decoder[1](hidden + torch.tanh(hidden))))


class Attentive(SequentialVae):
    def decode(self, z):
        hidden = self.decoder_input(z).view(-1, 10, 49)
        return super().decode(z) * (hidden @ hidden.transpose(1, 2)).softmax(-1).mean()


class GroupNormVae(SequentialVae):
    def __init__(self):
        super().__init__(4, norms=False)
        self.norm = nn.GroupNorm(2, 6)


def uneven(path):
    """A decoder whose convolution pads one side more than the other."""
    weights = {"w": torch.zeros(1, 1, 3, 3), "l": torch.zeros(3, 784), "s": torch.tensor([-1, 1, 28, 28])}
    tensors = [onnx.numpy_helper.from_array(value.numpy(), name) for name, value in weights.items()]
    nodes = [helper.make_node("MatMul", ["z", "l"], ["flat"]), helper.make_node("Reshape", ["flat", "s"], ["image"])]
    nodes.append(helper.make_node("Conv", ["image", "w"], ["x"], pads=[0, 0, 2, 2]))
    size = helper.make_tensor_value_info
    graph = helper.make_graph(nodes, "g", [size("z", 1, ["n", 3])], [size("x", 1, ["n", 1, 28, 28])], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())


def exported(model):
    def write(path):
        onnx_files(model.eval(), path.parent)[1].rename(path)

    return write


def weights(**tensors):
    return lambda path: save_file({name.replace("__", "."): value for name, value in tensors.items()}, path)


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("name", "make", "layers", "words"),
    [
        ("residual.onnx", exported(Residual(4, norms=False)), "", "adds two computed values"),
        ("attention.onnx", exported(Attentive(4, norms=False)), "", "multiplies two computed values"),
        ("uneven.onnx", uneven, "", "pads the sides of an image unequally"),
        (
            "group.pt",
            lambda path: saved(GroupNormVae().state_dict(), path),
            "",
            "norm.weight is a layer norm, a group norm",
        ),
        ("line.safetensors", weights(a__weight=torch.zeros(4, 1, 3)), "", "a.weight is a convolution of one dimension"),
        ("conv.safetensors", weights(a__weight=torch.zeros(8, 1, 3, 3)), "", "form no encoder and decoder of images"),
        (
            "lost.safetensors",
            weights(a__weight=torch.zeros(8, 1, 3, 3), n__running_mean=torch.zeros(5), n__running_var=torch.ones(5)),
            "",
            "no layer is left whose outputs the norm n could scale",
        ),
        (
            "named.pt",
            lambda path: saved(NamedVae().state_dict(), path),
            "conv9 stride=2",
            "is no layer with its numbers",
        ),
        ("number.pt", lambda path: saved(NamedVae().state_dict(), path), "conv1 stride=99", "from 1 to 64"),
        ("dense.pt", lambda path: saved(NamedVae().state_dict(), path), "fc3 stride=2", "has no stride"),
        (
            "twice.pt",
            lambda path: saved(NamedVae().state_dict(), path),
            "conv1 stride=2 stride=1",
            "stride is stated twice for conv1",
        ),
        (
            "listed.pt",
            lambda path: saved(NamedVae().state_dict(), path),
            "conv1 stride=2; conv1 padding=1",
            "conv1 is listed twice",
        ),
        (
            "numbers.onnx",
            lambda path: path.write_bytes(b"any"),
            "decoder.0 stride=2",
            "an ONNX file names the numbers of its layers",
        ),
        (
            "stride.pt",
            lambda path: saved(NamedVae().state_dict(), path),
            "conv1 stride=7",
            "form no encoder and decoder",
        ),
    ],
)
def test_what_cannot_be_imported_of_convolutions_is_refused_with_the_reason(name, make, layers, words, tmp_path):
    make(tmp_path / name)
    (tmp_path / "runs").mkdir()
    with pytest.raises(ValueError, match=r".") as refused:
        import_model([tmp_path / name], tmp_path / "runs", "f" * 32, ModelChoices("mnist", layers=layers))
    assert words in str(refused.value)
    assert list((tmp_path / "runs").iterdir()) == []


def test_equal_layers_in_too_many_orders_are_refused_in_time(tmp_path):
    tensors = {f"layer{number}.weight": torch.zeros(4, 4, 3, 3) for number in range(20)}
    with pytest.raises(ValueError, match=r"too many possible orders|form no encoder"):
        found_model([saved(tensors, tmp_path / "many.pt")], ModelChoices(data="cifar10"))
