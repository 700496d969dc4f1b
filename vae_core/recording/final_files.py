"""The last files of a training: weights, codes, ONNX files and the summary."""

import math
import platform
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

import vae_core
from vae_core.datasets import ImageSet
from vae_core.export.onnx_files import export_onnx
from vae_core.export.prior_file import write_prior
from vae_core.files import write_tensors
from vae_core.measures.metrics import active_units, codes_and_nats
from vae_core.models import LatentVariableModel, Model, parameter_count
from vae_core.recording.live_files import LIVE_DECODER, write_live_tensors
from vae_core.runs.run import START, Run
from vae_core.runs.watched import WATCHED_FILE
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms
from vae_core.training.trainer import Trainer

LATENT_BYTES = 2_000_000  # of codes in a run: those of all test images, then of as many other images as fit


def training_facts(trainer: Trainer) -> dict[str, Any]:
    """The entries of the summary about versions, device, model size and data set."""
    image_set = trainer.image_set
    return {
        "versions": {"vae_core": vae_core.__version__, "torch": torch.__version__, "python": platform.python_version()},
        "device": trainer.device.type,
        "threads": trainer.threads,
        "seed": trainer.config.seed,
        "parameters": parameter_count(trainer.model),
        "dataset": {
            "name": image_set.name,
            "checksum": image_set.checksum,
            "shape": list(image_set.shape),
            "class_names": list(image_set.class_names),
            "factor_names": list(image_set.factor_names),
            "train": len(image_set.train),
            "validation": len(image_set.validation),
            "test": len(image_set.test),
        },
    }


def write_final_files(run: Run, trainer: Trainer, status: str, message: str, most_codes: float = math.inf) -> None:
    """Writes weights, codes, ONNX files and the results in the summary, with the run status and its message.

    Codes of more than `most_codes` images are those of the test images alone.
    """
    write_tensors(run.path / "weights.safetensors", trainer.model.state_dict())
    export_onnx(trainer.model, run.path)
    write_prior(run.path, trainer.model)
    test_means = write_latents(run, trainer.model, trainer.loader, trainer.image_set, most_codes)
    with suppress(PermissionError):  # a file that only watchers need never ends a training
        write_live_tensors(run.path, trainer)
        (run.path / LIVE_DECODER).unlink(missing_ok=True)  # decoder.onnx replaces it
    (run.path / WATCHED_FILE).unlink(missing_ok=True)
    (run.path / START).unlink(missing_ok=True)
    run.update_summary(
        status=status,
        message=message,
        seconds=trainer.seconds,
        steps=trainer.step,
        images_per_second=trainer.step * trainer.config.batch_size / max(trainer.seconds, 1e-9),
        validation=asdict(mean_terms(trainer.model, trainer.loader, trainer.image_set.validation, trainer.config.seed)),
        active_units=active_units(test_means),
    )


def write_latents(
    run: Run, model: Model, loader: BatchLoader, image_set: ImageSet, most_codes: float = math.inf
) -> Tensor:
    """Writes latents.safetensors: the codes of all test images and of as many others as fit; returns the test means (N, D)."""
    factors = image_set.factors
    per_image = 4 * model.architecture.latent_dim * (2 if isinstance(model, LatentVariableModel) else 1)
    room = int(max(0, min(LATENT_BYTES // per_image, most_codes) - len(image_set.test)))
    parts = [image_set.test, image_set.validation[:room], image_set.train[: max(0, room - len(image_set.validation))]]
    rows = torch.cat(parts)
    (mean, log_var), nats = codes_and_nats(model, loader, rows)
    split = torch.cat([torch.full((len(part),), number) for part, number in zip(parts, (2, 1, 0), strict=True)])
    tensors = {"mean": mean, "label": image_set.labels[rows].int(), "index": rows.int(), "split": split.to(torch.uint8)}
    tensors["reconstruction"] = nats
    if isinstance(model, LatentVariableModel):
        tensors["log_var"] = log_var
    if factors is not None:
        tensors["factors"] = factors[rows]
    write_tensors(run.path / "latents.safetensors", tensors)
    return mean[: len(image_set.test)]
