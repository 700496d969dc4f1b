"""The ONNX files of a trained model, checked against PyTorch before they are kept."""

import io
import threading
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor, nn

from vae_core.files import atomic_path
from vae_core.models import Batch, LatentVariableModel, Model

TOLERANCE = 1e-5  # between ONNX Runtime and PyTorch

_tracing = threading.Lock()  # torch.onnx fails where two threads trace at once


class ExportError(ValueError):
    """An exported file does not compute what the model computes."""


class _Encoder(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor, label: Tensor | None = None) -> Tensor | tuple[Tensor, Tensor]:
        labels = torch.zeros(1, dtype=torch.int64) if label is None else label
        batch = Batch(images, images, labels, Generator())
        if isinstance(self.model, LatentVariableModel):
            mean, log_var = self.model.posterior(batch)
            return mean, log_var
        return self.model.embed(batch)


class _Decoder(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        return self.model.decode(z, label)


def export_onnx(model: Model, folder: Path) -> list[Path]:
    """Writes encoder.onnx and decoder.onnx into `folder`, each with a free batch size; returns their paths.

    The encoder maps `images` (N, C, H, W) to `mean` and, if it has one, `log_var`, both (N, D); the decoder maps `z`
    (N, D) to `images`. A conditional model takes `label` (N,), int64, as the second input of both. Raises an
    ExportError where ONNX Runtime and PyTorch differ by more than 1e-5.
    """
    plain = _plain(model)
    outputs = ["mean", "log_var"] if isinstance(model, LatentVariableModel) else ["mean"]
    generator = Generator().manual_seed(0)
    images = {"images": torch.rand(3, *model.architecture.shape, generator=generator)}
    z = {"z": torch.randn(3, model.architecture.latent_dim, generator=generator)}
    label = _labels(model)
    return [
        _export(_Encoder(plain), images | label, outputs, folder / "encoder.onnx"),
        _export(_Decoder(plain), z | label, ["images"], folder / "decoder.onnx"),
    ]


def decoder_graph(model: Model) -> bytes:
    """The decoder as an ONNX graph, in which each weight has its name in the model after the prefix "model."."""
    graph = io.BytesIO()
    examples = {"z": torch.zeros(3, model.architecture.latent_dim)} | _labels(model)
    _trace(_Decoder(_plain(model)), examples, ["images"], graph, is_folded=False)
    return graph.getvalue()


def _plain(model: Model) -> Model:
    """A copy on the CPU: the model may be on a GPU, in training, or compiled, which cannot be traced."""
    with torch.random.fork_rng(devices=[]):
        plain = type(model)(model.architecture, model.settings).eval()
    plain.load_state_dict(model.state_dict())
    return plain


def _labels(model: Model) -> dict[str, Tensor]:
    return {"label": torch.arange(3) % model.architecture.labels} if model.is_conditional else {}


def _export(network: nn.Module, examples: dict[str, Tensor], outputs: list[str], path: Path) -> Path:
    with atomic_path(path) as beside:
        _trace(network, examples, outputs, str(beside))
        _compare(network, examples, beside, path.name)
    return path


def _trace(
    network: nn.Module,
    examples: dict[str, Tensor],
    outputs: list[str],
    target: str | io.BytesIO,
    is_folded: bool = True,
) -> None:
    """Writes the graph to `target`; folding replaces computations on weights alone by weights of other names."""
    axes = {key: {0: "batch"} for key in (*examples, *outputs)}
    with _tracing, warnings.catch_warnings():
        # The TorchScript exporter is deprecated, but takes 0.1 s; its successor takes seconds.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network,
            tuple(examples.values()),
            target,  # type: ignore[arg-type]  # a file in memory works too
            input_names=list(examples),
            output_names=outputs,
            dynamic_axes=axes,
            dynamo=False,
            opset_version=17,
            do_constant_folding=is_folded,
        )


def _compare(network: nn.Module, examples: dict[str, Tensor], path: Path, name: str) -> None:
    """Runs one batch of another size through both; raises an ExportError where they differ."""
    import onnxruntime  # here, because only an export uses it

    batch = {key: torch.cat([example, example.flip(0)]) for key, example in examples.items()}
    with torch.no_grad():
        wanted = network(*batch.values())
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    found = session.run(None, {key: values.numpy() for key, values in batch.items()})
    for ours, theirs in zip(wanted, found, strict=True):
        scale = max(1.0, float(ours.abs().max()))
        difference = float(np.abs(ours.numpy() - theirs).max()) / scale
        if not difference <= TOLERANCE:
            raise ExportError(f"{name} differs from the model by {difference:.2g}; at most {TOLERANCE:g} is allowed")
