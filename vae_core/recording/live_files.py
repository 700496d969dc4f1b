"""What whoever watches a training sees besides its curves: codes, reconstructions, draws from the prior, and the decoder itself.

Nothing here touches the training's random numbers: it goes on bit for bit as if nobody looked.
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

PICTURES, DECODER = "live.safetensors", "live_decoder.onnx"
LIVE_IMAGES, LEAST_IMAGES = 2000, 200
EMBED_SECONDS = 0.04  # for the codes, where a network is slow: fewer of them come more often
SHOWN = 10  # reconstructions, and draws from the prior


def write_live(folder: Path, trainer: Trainer, images: int = LIVE_IMAGES) -> None:
    """Write codes of so many validation images, ten reconstructions, and ten draws from the prior where there is one."""
    rows = trainer.image_set.validation[:images]
    mean, _ = embed_all(trainer.model, trainer.loader, rows)
    shown = next(trainer.loader.grey_batches(rows[:SHOWN]))
    with torch.no_grad():
        reconstructions = trainer.model.eval().reconstruct(shown)
        samples = _prior_samples(trainer.model)
    trainer.model.train()
    tensors = {
        "mean": mean, "label": trainer.image_set.labels[rows].int(),
        "inputs": pixels(shown.images), "reconstructions": pixels(reconstructions),
    }  # fmt: skip
    write_tensors(folder / PICTURES, tensors | samples, {"step": trainer.step})


def _prior_samples(model: Model) -> dict[str, Tensor]:
    """What the model draws from the same noise each time, one label after the other; nothing where it has no prior."""
    if not isinstance(model, LatentVariableModel):
        return {}
    labels = torch.arange(SHOWN) % model.architecture.labels if model.is_conditional else None
    return {"samples": pixels(model.sample(SHOWN, Generator().manual_seed(0), labels=labels))}


class LiveDecoder:
    """live_decoder.onnx of one training: exported once (0.05 to 0.1 s), then its numbers are replaced (1 ms for 2 MB)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.graph: Any = None  # an onnx.ModelProto

    def write(self, model: Model) -> None:
        """Put the decoder as it is now at `path`."""
        if self.graph is None:
            self.graph = onnx.load_from_string(decoder_graph(model))
        weights = model.state_dict()
        for initializer in self.graph.graph.initializer:
            values = weights[initializer.name.removeprefix("model.")]
            initializer.raw_data = values.detach().cpu().numpy().tobytes()
        write_bytes(self.path, self.graph.SerializeToString())


class Live:
    """The files for whoever watches one training."""

    def __init__(self, folder: Path, trainer: Trainer) -> None:
        self.folder, self.trainer = folder, trainer
        self.decoder = LiveDecoder(folder / DECODER)
        self.images = 0

    def write(self) -> None:
        """Write all of it as it is now."""
        self.images = self.images or self._affordable()
        self.decoder.write(self.trainer.model)
        write_live(self.folder, self.trainer, self.images)

    def _affordable(self) -> int:
        """So many images as are embedded in EMBED_SECONDS; the same number from then on, so that points can glide."""
        rows, times = self.trainer.image_set.validation[:LEAST_IMAGES], []
        for _ in range(3):  # the quickest counts: others may have the processor, too
            started = time.perf_counter()
            embed_all(self.trainer.model, self.trainer.loader, rows)
            times.append(time.perf_counter() - started)
        fit = len(rows) * EMBED_SECONDS / max(min(times), 1e-9)
        return int(min(LIVE_IMAGES, max(LEAST_IMAGES, fit)))
