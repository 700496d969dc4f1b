"""One optimizer step in numbers: its first image in encoder and decoder, the gradient, and the change of the weights.

The trainer takes the step as usual. Afterwards the image is encoded and decoded once more, from the weights, the rows and
the random numbers at the start of the step.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.datasets import pixels
from vae_core.models import Batch, LatentVariableModel
from vae_core.training.report import Report
from vae_core.training.trainer import Trainer

MOST_CODES = 8  # latent dimensions in a trace


def trace_next_step(trainer: Trainer) -> Callable[[Report], dict[str, Any]]:
    """Copies the state before the next step; returns a function that takes that step's report and returns its trace as JSON."""
    before = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
    random_state, rows = trainer.generator.get_state(), trainer.next_rows().clone()
    step, total = trainer.step + 1, trainer.total_steps

    def trace(report: Report) -> dict[str, Any]:
        generator = Generator(trainer.device)
        generator.set_state(random_state)
        found = {"gradient": _gradients(trainer), "change": _changes(trainer, before)}
        after = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
        trainer.model.load_state_dict(before)
        try:
            found |= _encode_and_decode(trainer, trainer.loader.batch(rows, generator, step, total))
        finally:
            trainer.model.load_state_dict(after)
        terms = report.train
        return found | {
            "step": report.step,
            "images": len(rows),
            "beta": report.beta,
            "learning_rate": report.learning_rate,
            "reconstruction": terms and terms.reconstruction,
            "kl": terms and terms.kl,
        }

    return trace


@torch.no_grad()
def _encode_and_decode(trainer: Trainer, batch: Batch) -> dict[str, Any]:
    """Pixels, posterior mean, standard deviation, sampled code, reconstruction and nats of the first image of the batch."""
    model = trainer.model
    with trainer.autocast():
        if isinstance(model, LatentVariableModel):
            posterior = model.posterior(batch)
            z = model.draw(posterior, batch)
            found = {"mean": _listed(posterior.mean), "sd": _listed((0.5 * posterior.log_var).exp())}
        else:
            z, found = model.embed(batch), {}
        output = model.decode_output(z, batch.labels)
    nats = float(model.likelihood.nll(batch.target, output)[0])
    pictures = {"input": pixels(batch.images[0]), "output": pixels(model.likelihood.mean(output)[0])}
    found |= {name: picture.flatten().tolist() for name, picture in pictures.items()}
    return found | {"z": _listed(z), "nats": nats, "shape": list(batch.images.shape[1:])}


def _listed(codes: Tensor) -> list[float]:
    first: list[float] = codes[0, :MOST_CODES].float().tolist()
    return first


def _gradients(trainer: Trainer) -> dict[str, float]:
    """The norm of the gradient of the last step, in encoder and decoder."""
    parts = {"encoder": trainer.model.encoder, "decoder": trainer.model.decoder}
    found = {
        name: [weight.grad for weight in part.parameters() if weight.grad is not None] for name, part in parts.items()
    }
    return {name: _norm(gradients) for name, gradients in found.items()}


def _changes(trainer: Trainer, before: dict[str, Tensor]) -> dict[str, float]:
    """The norm of the change of the weights in the step, in encoder and decoder."""
    now = trainer.model.state_dict()
    return {
        part: _norm([now[name] - before[name] for name in now if name.startswith(f"{part}.")])
        for part in ("encoder", "decoder")
    }


def _norm(tensors: list[Tensor]) -> float:
    return float(torch.stack([tensor.float().norm() for tensor in tensors]).norm()) if tensors else 0.0
