"""Models of other programs, made here by plain PyTorch: as runs they decode what they decoded before, or are refused."""

import os
import warnings
from collections import OrderedDict

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

from dashboard.jobs.status import status_of
from vae_core.__main__ import main
from vae_core.datasets import load_dataset
from vae_core.foreign.found_model import ModelChoices
from vae_core.foreign.import_model import import_model
from vae_core.foreign.layers import dense_layers, proposed_model
from vae_core.foreign.names import sides
from vae_core.measures.codes import decode, encode
from vae_core.runs.run_zip import import_zip, zip_run


class ExamplesVae(nn.Module):
    """The layout of pytorch/examples' VAE, for images of 8 x 8."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(64, 40), nn.Linear(40, 5), nn.Linear(40, 5)
        self.fc3, self.fc4 = nn.Linear(5, 40), nn.Linear(40, 64)

    def encode(self, x):
        hidden = F.relu(self.fc1(x))
        return self.fc21(hidden), self.fc22(hidden)

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))


class PythaeVae(nn.Module):
    """The layout of pythae's default MLP: `decoder` sorts before `encoder`, and the decoder is narrower."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList([nn.Sequential(nn.Linear(64, 48), nn.ReLU())])
        self.encoder.embedding, self.encoder.log_var = nn.Linear(48, 3), nn.Linear(48, 3)
        self.decoder = nn.Module()
        first, second = nn.Sequential(nn.Linear(3, 32), nn.ReLU()), nn.Sequential(nn.Linear(32, 64), nn.Sigmoid())
        self.decoder.layers = nn.ModuleList([first, second])

    def encode(self, x):
        hidden = self.encoder.layers[0](x)
        return self.encoder.embedding(hidden), self.encoder.log_var(hidden)

    def decode(self, z):
        return self.decoder.layers[1](self.decoder.layers[0](z))


class TanhDecoder(nn.Module):
    """A decoder with its own activation, sizes and shape of the output."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.third = nn.Linear(4, 24), nn.Linear(24, 36), nn.Linear(36, 64)

    def forward(self, z):
        hidden = torch.tanh(self.second(torch.tanh(self.first(z))))
        return torch.sigmoid(self.third(hidden)).view(-1, 1, 8, 8)


class Heads(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model.encode(x.flatten(1))


class DecodesOnly(Heads):
    def forward(self, z):
        return self.model.decode(z).reshape(-1, 1, 8, 8)


@pytest.fixture(autouse=True)
def same_weights():
    torch.manual_seed(0)


def to_onnx(network, example, path, outputs=1):
    names = ["images"] if outputs == 1 else ["mean", "log_var"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example,),
            str(path),
            input_names=["in"],
            output_names=names,
            dynamic_axes={"in": {0: "n"}},
            dynamo=False,
        )
    return path


def images():
    return torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(1))


def imported(files, folder, **choices):
    folder.mkdir(exist_ok=True)
    return import_model(files, folder, "f" * 32, ModelChoices(**choices))


@pytest.mark.parametrize("kind", [ExamplesVae, PythaeVae])
@pytest.mark.parametrize("ending", ["safetensors", "pt"])
def test_a_foreign_vae_decodes_and_encodes_as_its_own_code_does(kind, ending, tmp_path):
    foreign = kind()
    file = tmp_path / f"model.{ending}"
    if ending == "safetensors":
        save_file(foreign.state_dict(), file)
    else:
        getattr(torch, "save")({"epoch": 3, "model_state_dict": foreign.state_dict()}, file)  # noqa: B009
    found = imported([file], tmp_path / "runs")
    run = found.run
    z = torch.randn(50, 5 if kind is ExamplesVae else 3, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        assert (decode(run.model, z).flatten(1) - foreign.decode(z)).abs().max() < 1e-4
        mean, log_var = foreign.encode((images() * 255).round().flatten(1) / 255)
    codes = encode(run.model, images())
    assert (codes.mean - mean).abs().max() < 1e-4
    assert (codes.log_var - log_var).abs().max() < 1e-4
    assert run.is_ready
    assert run.config.data == "digits"
    assert "relu was taken" in " ".join(found.notes)
    assert any(line.startswith("log-variance: ") for line in found.mapping)


class TanhVae(ExamplesVae):
    def encode(self, x):
        hidden = torch.tanh(self.fc1(x))
        return self.fc21(hidden), self.fc22(hidden)

    def decode(self, z):
        return torch.sigmoid(self.fc4(torch.tanh(self.fc3(z))))


@pytest.mark.slow
def test_the_activation_of_a_trained_model_is_found_by_running_it(tmp_path):
    foreign = TanhVae()
    images = load_dataset("digits").images.flatten(1) / 255
    optimizer = torch.optim.Adam(foreign.parameters(), lr=1e-2)
    for step in range(200):
        x = images[100 * (step % 15) : 100 * (step % 15) + 100]
        mean, log_var = foreign.encode(x)
        z = mean + (0.5 * log_var).exp() * torch.randn_like(mean)
        rate = 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum()
        loss = F.binary_cross_entropy(foreign.decode(z), x, reduction="sum") + rate
        optimizer.zero_grad()
        (loss / len(x)).backward()
        optimizer.step()
    save_file(foreign.state_dict(), tmp_path / "tanh.safetensors")
    run = imported([tmp_path / "tanh.safetensors"], tmp_path / "runs").run
    assert run.config.activation == "tanh"
    with torch.no_grad():
        assert (decode(run.model, torch.ones(1, 5)).flatten(1) - foreign.decode(torch.ones(1, 5))).abs().max() < 1e-4


@pytest.mark.slow
def test_an_onnx_decoder_alone_gets_an_encoder_and_keeps_its_images(tmp_path):
    foreign = TanhDecoder()
    file = to_onnx(foreign, torch.zeros(2, 4), tmp_path / "decoder.onnx")
    found = imported([file], tmp_path / "runs")
    z = torch.randn(50, 4)
    with torch.no_grad():
        assert (decode(found.run.model, z) - foreign(z)).abs().max() < 1e-4
    assert found.run.config.activation == "tanh"
    assert "no encoder: one was trained here" in found.run.summary.message
    codes = encode(found.run.model, images())
    assert float(codes.mean.std()) > 0.1  # an untrained encoder gives nearly one code


def test_a_decoder_whose_code_has_an_open_size_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.foreign.import_model.fit_encoder", lambda *these: None)
    built(tmp_path / "decoder.onnx", onnx.helper.make_node("Identity", ["out"], ["x"]))
    run = imported([tmp_path / "decoder.onnx"], tmp_path / "runs").run
    assert torch.allclose(decode(run.model, torch.ones(1, 4)), torch.full((1, 1, 8, 8), 1.2), atol=1e-4)


def test_an_onnx_decoder_and_its_encoder_become_one_run(tmp_path):
    foreign = ExamplesVae()
    decoder = to_onnx(DecodesOnly(foreign), torch.zeros(2, 5), tmp_path / "decoder.onnx")
    encoder = to_onnx(Heads(foreign), torch.zeros(2, 1, 8, 8), tmp_path / "encoder.onnx", outputs=2)
    found = imported([encoder, decoder], tmp_path / "runs")
    codes = encode(found.run.model, images())
    with torch.no_grad():
        mean, log_var = foreign.encode((images() * 255).round().flatten(1) / 255)
        assert (decode(found.run.model, mean).flatten(1) - foreign.decode(mean)).abs().max() < 1e-4
    assert (codes.mean - mean).abs().max() < 1e-4
    assert (codes.log_var - log_var).abs().max() < 1e-4
    assert found.notes == ()


def test_encoder_and_decoder_may_have_the_same_name(tmp_path):
    foreign = ExamplesVae()
    paths = [tmp_path / part / "model.onnx" for part in ("decoder", "encoder")]
    for path in paths:
        path.parent.mkdir()
    to_onnx(DecodesOnly(foreign), torch.zeros(2, 5), paths[0])
    to_onnx(Heads(foreign), torch.zeros(2, 1, 8, 8), paths[1], outputs=2)
    for number, files in enumerate((paths, paths[::-1])):
        run = imported(files, tmp_path / f"runs{number}").run
        with torch.no_grad():
            assert (
                decode(run.model, torch.ones(1, 5)).flatten(1) - foreign.decode(torch.ones(1, 5))
            ).abs().max() < 1e-4


def test_an_imported_run_goes_out_as_a_zip_file_and_in_again(tmp_path):
    save_file(ExamplesVae().state_dict(), tmp_path / "model.safetensors")
    run = imported([tmp_path / "model.safetensors"], tmp_path / "runs").run
    again = import_zip(zip_run(run), tmp_path / "elsewhere").run
    assert torch.equal(decode(again.model, torch.ones(1, 5)), decode(run.model, torch.ones(1, 5)))


def test_an_imported_run_is_not_trained_over_its_weights(tmp_path):
    save_file(ExamplesVae().state_dict(), tmp_path / "model.safetensors")
    run = imported([tmp_path / "model.safetensors"], tmp_path / "runs").run
    assert main(["resume", str(run.path)]) == 1
    for name, value in (("resume", None), ("extend", 3)):
        with pytest.raises(ValueError, match="was imported and has no checkpoint; train a new run that starts from"):
            run.ask(name, value)
    assert status_of(run).may == ()


def test_one_head_of_twice_the_code_is_mean_and_log_variance():
    sizes = [(64, 20), (20, 6), (3, 20), (20, 64)]
    tensors = {f"l{number}.weight": torch.randn(b, a) for number, (a, b) in enumerate(sizes)}
    model = proposed_model(dense_layers(tensors), [64])
    assert (model.latent_dim, model.mean.outputs, model.log_var.outputs) == (3, 3, 3)
    assert torch.equal(torch.cat([model.mean.weight, model.log_var.weight]), tensors["l1.weight"])


def test_a_module_name_says_nothing_of_which_head_is_the_spread():
    sizes = {"fc1": (64, 20), "fc_mu": (20, 3), "fc_var": (20, 3)}
    tensors = {f"variational_encoder.{name}.weight": torch.randn(b, a) for name, (a, b) in sizes.items()}
    tensors |= {"decoder.0.weight": torch.randn(20, 3), "decoder.2.weight": torch.randn(64, 20)}
    model = proposed_model(dense_layers(tensors), [64])
    assert (model.mean.name, model.log_var.name) == ("variational_encoder.fc_mu", "variational_encoder.fc_var")


def external(path):
    to_onnx(TanhDecoder(), torch.zeros(1, 4), path)
    model = onnx.load(path)
    onnx.save_model(model, path, save_as_external_data=True, location="w.bin", size_threshold=0)


def built(path, *nodes, constants=(), code="D"):
    """Writes a decoder of one layer, of 4 numbers whose size in the file is `code`, with more nodes between `out` and `x`."""
    weight = onnx.numpy_helper.from_array(np.full((4, 64), 0.3, np.float32), "w")
    size = onnx.helper.make_tensor_value_info
    layer = onnx.helper.make_node("MatMul", ["z", "w"], ["out"])
    ends = [size("z", 1, ["N", code])], [size("x", 1, ["N", 64])]
    graph = onnx.helper.make_graph([*constants, layer, *nodes], "g", *ends, [] if constants else [weight])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())


def external_constant(path):
    weight = onnx.TensorProto(name="w", data_type=1, dims=[4, 64], data_location=onnx.TensorProto.EXTERNAL)
    weight.external_data.add(key="location", value="w.bin")
    (path.parent / "w.bin").write_bytes(bytes(4 * 4 * 64))
    constant = onnx.helper.make_node("Constant", [], ["w"], value=weight)
    built(path, onnx.helper.make_node("Identity", ["out"], ["x"]), constants=[constant])


def rounding(path):
    """A decoder whose code has an open size, and which rounds its images: the layers alone give others."""
    whole = onnx.helper.make_node("Cast", ["out"], ["whole"], to=7)
    built(path, whole, onnx.helper.make_node("Cast", ["whole"], ["x"], to=1))


class TwoInputs(TanhDecoder):
    def forward(self, z, more):
        return super().forward(z + more)


class Sine(TanhDecoder):
    def forward(self, z):
        return torch.sin(self.third(self.second(self.first(z))))


class Residual(TanhDecoder):
    def forward(self, z):
        hidden = self.first(z)
        return self.third(self.second(hidden + torch.relu(hidden)))


def two_inputs(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(TwoInputs(), (torch.zeros(1, 4), torch.zeros(1, 4)), str(path), dynamo=False)


class Evil:
    def __reduce__(self):
        return (os.mkdir, ("hacked",))


def pickled(path):
    getattr(torch, "save")({"weight": Evil()}, path)  # noqa: B009


def test_a_name_states_a_side_unless_it_is_that_of_the_whole_model():
    names = ["encoder.fc1", "autoencoder.fc2", "auto_encoder.decoder.fc3", "fc4"]
    assert [*sides(names).values()] == ["encoder", "", "decoder", ""]
    assert [*sides([f"encoder.{name}" for name in ("a", "dec.b")]).values()] == ["", "decoder"]
    assert sides(["encoder"]) == {"encoder": "encoder"}


@pytest.mark.parametrize("module", ["variational_encoder", "decoders.first"])
def test_a_module_around_all_dense_layers_states_no_side(module):
    sizes = {"fc1": (64, 20), "fc21": (20, 3), "fc22": (20, 3), "fc3": (3, 20), "fc4": (20, 64)}
    tensors = {f"{module}.{name}.weight": torch.randn(b, a) for name, (a, b) in sizes.items()}
    model = proposed_model(dense_layers(tensors), [64])
    assert [layer.name for layer in (*model.encoder, *model.decoder)] == [f"{module}.fc{n}" for n in (1, 3, 4)]


def weights(**tensors):
    return lambda path: save_file({name.replace("__", "."): value for name, value in tensors.items()}, path)


@pytest.mark.fault("F10")
@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("external.onnx", external, "in another file; export it with external_data=False"),
        ("constant.onnx", external_constant, "keeps the weights 'w' in another file"),
        ("rounding.onnx", rounding, "gives other images than its layers say"),
        ("two.onnx", two_inputs, "has 2 inputs"),
        ("sine.onnx", lambda path: to_onnx(Sine(), torch.zeros(1, 4), path), "has the operator 'Sin'"),
        ("residual.onnx", lambda path: to_onnx(Residual(), torch.zeros(1, 4), path), "adds two computed values"),
        ("torn.onnx", lambda path: path.write_bytes(b"\x08\x07torn" * 20), "is no ONNX file that can be read"),
        ("empty.onnx", lambda path: path.write_bytes(b""), "empty.onnx is empty; export it again"),
        ("torn.safetensors", lambda path: path.write_bytes(b"torn"), "is no safetensors file"),
        ("torn.pt", lambda path: path.write_bytes(b"torn"), "holds more than weights, or is damaged"),
        ("evil.pt", pickled, "holds more than weights, or is damaged"),
        (
            "strange.safetensors",
            weights(a__weight=torch.zeros(7, 64), b__weight=torch.zeros(64, 9)),
            "the layers form no encoder and decoder of images",
        ),
        ("nan.safetensors", weights(a__weight=torch.full((7, 64), torch.nan)), "numbers that are not finite"),
        ("model.h5", lambda path: path.write_bytes(b"x"), "has the ending '.h5'; give .onnx, .safetensors"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_the_reason_and_leaves_nothing(
    name, make, words, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / name)
    with pytest.raises(ValueError, match=r".") as refused:
        imported([tmp_path / name], tmp_path / "runs")
    assert words in str(refused.value)
    assert list((tmp_path / "runs").iterdir()) == []
    assert not (tmp_path / "hacked").exists()


@pytest.mark.fault("F10")
def test_a_file_that_is_too_large_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("vae_core.foreign.model_files.MOST_MODEL_BYTES", 1000)
    (tmp_path / "large.onnx").write_bytes(bytes(2000))
    with pytest.raises(ValueError, match=r"large.onnx is of 0 MB; at most 0 MB are taken"):
        imported([tmp_path / "large.onnx"], tmp_path / "runs")


@pytest.mark.slow
def test_the_command_imports_in_a_process_of_its_own(tmp_path, capsys):
    getattr(torch, "save")(OrderedDict(ExamplesVae().state_dict()), tmp_path / "vae.pth")  # noqa: B009
    assert main(["import-model", str(tmp_path / "vae.pth"), "--out", str(tmp_path / "runs")]) == 0
    captured = capsys.readouterr()
    assert "mean: fc21 (40 to 5)" in captured.out
    assert "sigmoid was taken" in captured.err
    (run,) = (tmp_path / "runs").iterdir()
    assert main(["sample", str(run), "--out", str(tmp_path / "samples.npz")]) == 0
    assert np.load(tmp_path / "samples.npz")["images"].shape == (64, 1, 8, 8)
    pickled(tmp_path / "evil.pt")
    assert main(["import-model", str(tmp_path / "evil.pt"), "--out", str(tmp_path / "runs")]) == 1
    assert len(list((tmp_path / "runs").iterdir())) == 1
    assert main(["import-model", "none.onnx"]) == 2
