"""The terms of a loss, in nats per image, summed over batches on the device and averaged once."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from vae_core.models import Loss, Model
from vae_core.training.batches import BatchLoader


@dataclass(frozen=True)
class Terms:
    """What a loss consists of, in nats per image; the KL is None where the model has none."""

    reconstruction: float
    kl: float | None = None
    kl_per_dim: list[float] | None = None
    elbo: float | None = None  # at beta = 1, whatever beta trains

    @property
    def are_finite(self) -> bool:
        """Whether all of them are numbers that JSON has."""
        return math.isfinite(self.reconstruction) and math.isfinite(self.kl or 0.0)


class TermSums:
    """Adds up the terms of many losses on the device they are on; one transfer when they are read."""

    def __init__(self) -> None:
        self.count = 0
        self.sums = torch.zeros(0)
        self.last_weight = 0.0

    def add(self, loss: Loss) -> None:
        """Add a batch's terms, each weighted by its images."""
        with torch.no_grad():
            row = loss.reconstruction.float().sum(0, keepdim=True)
            if loss.kl_per_dim is not None:
                row = torch.cat([row, loss.kl_per_dim.float().sum(0)])
        self.sums = self.sums + row if self.count else row
        self.count += len(loss.reconstruction)
        self.last_weight = loss.weight

    def mean(self) -> Terms:
        """The average over all images added."""
        reconstruction, *kl = (self.sums / self.count).tolist()
        return Terms(reconstruction, sum(kl), kl, -(reconstruction + sum(kl))) if kl else Terms(reconstruction)


@torch.no_grad()
def mean_terms(model: Model, loader: BatchLoader, rows: Tensor, seed: int = 0) -> Terms:
    """The terms over `rows`, one draw of z for each image, the same draws at every call."""
    generator, sums, was_training = loader.generator(seed), TermSums(), model.training
    model.eval()
    for batch in loader.batches(rows, generator):
        sums.add(model.loss(batch))
    model.train(was_training)
    return sums.mean()
