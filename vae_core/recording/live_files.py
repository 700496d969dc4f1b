"""The files of a running training that a page shows: codes, reconstructions, samples from the prior, and the decoder.

Nothing here uses the training's random numbers, so the weights do not depend on these files.
"""

import time
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Generator, Tensor

from vae_core.datasets import pixels
from vae_core.export.onnx_files import decoder_graph
from vae_core.files import write_bytes, write_tensors
from vae_core.measures.metrics import embed_all
from vae_core.models import LatentVariableModel, Model
from vae_core.training.trainer import Trainer

LIVE_TENSORS, LIVE_DECODER = "live.safetensors", "live_decoder.onnx"
LIVE_IMAGES, _LEAST_IMAGES = 2000, 200
_EMBED_SECONDS = 0.04  # for the codes: a slow network embeds fewer images, at the same rate
_SHOWN = 10  # reconstructions, and samples from the prior


def write_live_tensors(folder: Path, trainer: Trainer, images: int = LIVE_IMAGES) -> None:
    """Writes the codes of the first validation images, _SHOWN reconstructions and, for a model with a prior, _SHOWN samples."""
    rows = trainer.image_set.validation[:images]
    mean, log_var = embed_all(trainer.model, trainer.loader, rows)
    shown = next(trainer.loader.grey_batches(rows[:_SHOWN]))
    with torch.no_grad():
        reconstructions = trainer.model.eval().reconstruct(shown)
        samples = _prior_samples(trainer.model)
    trainer.model.train()
    tensors = {
        "mean": mean,
        "label": trainer.image_set.labels[rows].int(),
        "inputs": pixels(shown.images),
        "reconstructions": pixels(reconstructions),
    }
    if bool(log_var.isfinite().all()):  # a model without a posterior has minus infinity
        tensors["log_var"] = log_var
    write_tensors(folder / LIVE_TENSORS, tensors | samples, {"step": trainer.step})


def _prior_samples(model: Model) -> dict[str, Tensor]:
    """Samples from the prior, with the same noise each time and one label after the other; none where there is no prior."""
    if not isinstance(model, LatentVariableModel):
        return {}
    labels = torch.arange(_SHOWN) % model.architecture.labels if model.is_conditional else None
    return {"samples": pixels(model.sample(_SHOWN, Generator().manual_seed(0), labels=labels))}


class LiveDecoder:
    """The decoder file of one training: exported once (0.05 to 0.1 s), then only its weights are replaced (1 ms for 2 MB)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.graph: Any = None  # an onnx.ModelProto

    def write(self, model: Model) -> None:
        """Writes the present decoder to `path`."""
        if self.graph is None:
            self.graph = onnx.load_from_string(decoder_graph(model))
        weights = model.state_dict()
        for initializer in self.graph.graph.initializer:
            values = weights[initializer.name.removeprefix("model.")]
            initializer.raw_data = values.detach().cpu().numpy().tobytes()
        write_bytes(self.path, self.graph.SerializeToString())


class LiveFiles:
    """Writes the live files of one training."""

    def __init__(self, folder: Path, trainer: Trainer) -> None:
        self.folder, self.trainer = folder, trainer
        self.decoder = LiveDecoder(folder / LIVE_DECODER)
        self.images = 0

    def write(self) -> None:
        """Writes codes, images and decoder of the present step."""
        self.images = self.images or self._affordable()
        self.decoder.write(self.trainer.model)
        write_live_tensors(self.folder, self.trainer, self.images)

    def _affordable(self) -> int:
        """The number of images that are embedded in _EMBED_SECONDS; it then stays, so that points can be animated."""
        rows, times = self.trainer.image_set.validation[:_LEAST_IMAGES], []
        for _ in range(3):  # the quickest counts: other programs use the CPU too
            started = time.perf_counter()
            embed_all(self.trainer.model, self.trainer.loader, rows)
            times.append(time.perf_counter() - started)
        fit = len(rows) * _EMBED_SECONDS / max(min(times), 1e-9)
        return int(min(LIVE_IMAGES, max(_LEAST_IMAGES, fit)))
