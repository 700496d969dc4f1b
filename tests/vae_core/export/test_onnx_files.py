"""ONNX files compute what the model computes."""

import numpy as np
import onnxruntime
import pytest
import torch

from tests.support.models import CHOICES
from vae_core.datasets import pixels
from vae_core.export.onnx_files import ExportError, export_onnx
from vae_core.models import MODELS, Batch
from vae_core.nn.networks import NETWORKS, Architecture

SMALL, COLOUR = (1, 8, 8), (3, 16, 16)
# Every model with every network; of a likelihood, an export holds the mean and never the scale, so one network will do.
CASES = [(name, {}, network, SMALL) for name in MODELS for network in NETWORKS]
CASES += [("vae", {"likelihood": name, "scale": scale}, "dense", SMALL) for name, scale in CHOICES]
CASES += [(name, {}, network, COLOUR) for name in ("vae", "conditional_vae") for network in NETWORKS]


def run(path, **inputs):
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, inputs)


@pytest.mark.parametrize(("name", "settings", "network", "shape"), CASES, ids=str)
def test_onnx_equals_pytorch_for_any_batch_size(name, settings, network, shape, tmp_path):
    torch.manual_seed(0)
    kind = MODELS[name]
    model = kind(Architecture(shape, 3, network, labels=10), kind.Settings(**settings)).eval()
    export_onnx(model, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decoder.onnx", "encoder.onnx"]
    for count in (1, 7):
        z, x, labels = torch.randn(count, 3), torch.rand(count, *shape), torch.arange(count)
        batch = Batch(x, x, labels, torch.Generator())
        told = {"label": labels.numpy()} if model.is_conditional else {}
        with torch.no_grad():
            images, code = model.decode(z, labels), model.embed(batch)
        np.testing.assert_allclose(run(tmp_path / "decoder.onnx", z=z.numpy(), **told)[0], images, atol=1e-5)
        np.testing.assert_allclose(run(tmp_path / "encoder.onnx", images=x.numpy(), **told)[0], code, atol=1e-5)


def test_a_file_that_computes_something_else_is_not_kept(tmp_path, monkeypatch):
    model = MODELS["vae"](Architecture((1, 8, 8), 2, "dense", (16,)))
    monkeypatch.setattr("vae_core.export.onnx_files.TOLERANCE", -1.0)
    with pytest.raises(ExportError, match=r"encoder\.onnx differs from the model"):
        export_onnx(model, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's compiler looks at it, not we
def test_a_model_that_is_compiled_and_in_training_is_exported_and_stays_so(tmp_path):
    model = MODELS["vae"](Architecture((1, 8, 8), 2, "dense", (16,))).train()
    model.decoder.compile(backend="eager")
    model.decode(torch.zeros(1, 2))
    export_onnx(model, tmp_path)
    assert model.training


def test_pixels_round_and_clip():
    assert pixels(torch.tensor([-0.2, 0.0, 0.5, 1.0, 1.3])).tolist() == [0, 0, 128, 255, 255]
