"""The amortisation gap of one image: the difference between its best ELBO and the one that the encoder gives."""

from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.standard_error import standard_error
from vae_core.models import Batch, LatentVariableModel, Posterior

REFINE_STEPS, REFINE_SAMPLES = 150, 16  # gradient steps, and samples of z for each
COMPARISON_SAMPLES = 256  # samples that compare before and after; not those used in the optimisation
REFINE_LEARNING_RATE = 0.03


class Refinement(NamedTuple):
    """The ELBO of one image with the encoder's posterior and with the refined one, in nats."""

    before: float
    after: float
    standard_error: float  # of their difference, over the comparison samples
    posterior: Posterior  # the refined one: two (1, D)

    @property
    def gap(self) -> float:
        """The amortisation gap; never negative, because the encoder's posterior is one of the candidates."""
        return self.after - self.before


def refine_posterior(model: LatentVariableModel, batch: Batch, seed: int = 0, steps: int = REFINE_STEPS) -> Refinement:
    """Refines the posterior of one image by `steps` steps of Adam on its mean and log-variance.

    Cremer, Li & Duvenaud 2018: the amortisation gap is the loss on this image because one encoder serves all images.
    Raises a ValueError unless `batch` holds exactly one image.
    """
    if len(batch.images) != 1:
        raise ValueError(f"the batch holds {len(batch.images)} images; refine the posterior of one image at a time")
    was_training = model.training
    model.eval()
    with torch.no_grad():
        start = model.posterior(batch)
    mean, log_var = (part.clone().requires_grad_() for part in start)
    optimizer = torch.optim.Adam([mean, log_var], lr=REFINE_LEARNING_RATE)
    many = _copies(batch, REFINE_SAMPLES, seed)
    for _ in range(steps):
        loss = -_elbo(model, many, Posterior(mean, log_var)).mean()
        mean.grad, log_var.grad = torch.autograd.grad(loss, [mean, log_var])
        optimizer.step()
    best = Posterior(mean.detach(), log_var.detach())
    with torch.no_grad():
        before, after = (_elbo(model, _copies(batch, COMPARISON_SAMPLES, seed + 1), each) for each in (start, best))
    model.train(was_training)
    if not after.mean() > before.mean():  # also where the steps led to NaN
        best, after = start, before
    return Refinement(before.mean().item(), after.mean().item(), standard_error(after - before), best)


def _elbo(model: LatentVariableModel, batch: Batch, posterior: Posterior) -> Tensor:
    """Returns a single-sample estimate of the ELBO for each copy of the image: (N,)."""
    count = len(batch.images)
    return model.log_weights(batch, Posterior(posterior.mean.expand(count, -1), posterior.log_var.expand(count, -1)))


def _copies(batch: Batch, count: int, seed: int) -> Batch:
    """Returns the one image `count` times, with noise that depends only on the seed."""
    images, target = (part.expand(count, -1, -1, -1) for part in (batch.images, batch.target))
    generator = Generator(batch.images.device).manual_seed(seed)
    return replace(batch, images=images, target=target, labels=batch.labels.expand(count), generator=generator)
