"""One optimizer step in numbers: what its first image went through, and how far the weights were pulled and moved.

The step itself is taken by the trainer as ever; afterwards the way of the image is computed once more, from the weights, the
rows and the random numbers that the step began with.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.datasets import pixels
from vae_core.models import Batch, LatentVariableModel
from vae_core.training.report import Report
from vae_core.training.trainer import Trainer

MOST_CODES = 8  # numbers of a code that are told


def watch(trainer: Trainer) -> Callable[[Report], dict[str, Any]]:
    """Remember what the next step starts from; called with that step's report, what happened in it, JSON-ready."""
    before = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
    drawn, rows = trainer.generator.get_state(), trainer._next_rows().clone()
    step, total = trainer.step + 1, trainer.total_steps

    def tell(report: Report) -> dict[str, Any]:
        generator = Generator(trainer.device)
        generator.set_state(drawn)
        told = {"gradient": _gradients(trainer), "change": _changes(trainer, before)}
        after = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
        trainer.model.load_state_dict(before)
        try:
            told |= _way(trainer, trainer.loader.batch(rows, generator, step, total))
        finally:
            trainer.model.load_state_dict(after)
        terms = report.train
        return told | {
            "step": report.step, "images": len(rows), "beta": report.beta, "learning_rate": report.learning_rate,
            "reconstruction": terms and terms.reconstruction, "kl": terms and terms.kl,
        }  # fmt: skip

    return tell


@torch.no_grad()
def _way(trainer: Trainer, batch: Batch) -> dict[str, Any]:
    """The first image of the batch through encoder, draw and decoder: pixels, mean, standard deviation, code, nats."""
    model = trainer.model
    with trainer._autocast():
        if isinstance(model, LatentVariableModel):
            posterior = model.posterior(batch)
            z = model.draw(posterior, batch)
            told = {"mean": _listed(posterior.mean), "sd": _listed((0.5 * posterior.log_var).exp())}
        else:
            z, told = model.embed(batch), {}
        output = model.decode_output(z, batch.labels)
    nats = float(model.likelihood.nll(batch.target, output)[0])
    pictures = {"input": pixels(batch.images[0]), "output": pixels(model.likelihood.mean(output)[0])}
    told |= {name: picture.flatten().tolist() for name, picture in pictures.items()}
    return told | {"z": _listed(z), "nats": nats, "shape": list(batch.images.shape[1:])}


def _listed(codes: Tensor) -> list[float]:
    first: list[float] = codes[0, :MOST_CODES].float().tolist()
    return first


def _gradients(trainer: Trainer) -> dict[str, float]:
    """The norm of the last step's gradient in encoder and decoder."""
    parts = {"encoder": trainer.model.encoder, "decoder": trainer.model.decoder}
    found = {
        name: [weight.grad for weight in part.parameters() if weight.grad is not None] for name, part in parts.items()
    }
    return {name: _norm(gradients) for name, gradients in found.items()}


def _changes(trainer: Trainer, before: dict[str, Tensor]) -> dict[str, float]:
    """How far the step moved the weights of encoder and decoder: the norm of the difference."""
    now = trainer.model.state_dict()
    return {
        part: _norm([now[name] - before[name] for name in now if name.startswith(f"{part}.")])
        for part in ("encoder", "decoder")
    }


def _norm(tensors: list[Tensor]) -> float:
    return float(torch.stack([tensor.float().norm() for tensor in tensors]).norm()) if tensors else 0.0
