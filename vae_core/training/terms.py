"""The terms of a loss in nats per image: summed over batches on the device, averaged once."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from vae_core.files import DamagedRun
from vae_core.models import Loss, Model
from vae_core.training.batches import BatchLoader


@dataclass(frozen=True)
class Terms:
    """The parts of a loss in nats per image; the KL is None where the model has none."""

    reconstruction: float
    kl: float | None = None
    kl_per_dim: list[float] | None = None
    elbo: float | None = None  # at beta = 1, for any beta of the training

    @staticmethod
    def from_plain(plain: Mapping[str, Any], where: str) -> "Terms":
        """The terms in a JSON object; raises a DamagedRun naming the entry that is missing or no number.

        `where` names the object in the error. Unknown entries are ignored.
        """
        found = {name: plain.get(name) for name in ("reconstruction", "kl", "elbo")}
        for name, value in found.items():
            is_missing = value is None and name != "reconstruction"
            if not is_missing and (type(value) not in (int, float) or not math.isfinite(value or 0.0)):
                raise DamagedRun(f"{where} has {name} {str(value)[:40]!r}; it must be a number")
        kl_per_dim = plain.get("kl_per_dim")
        if kl_per_dim is not None and not (
            isinstance(kl_per_dim, list) and all(type(value) in (int, float) for value in kl_per_dim)
        ):
            raise DamagedRun(f"{where} has kl_per_dim {str(kl_per_dim)[:40]!r}; it must be a list of numbers")
        return Terms(**found, kl_per_dim=kl_per_dim)  # type: ignore[arg-type]  # checked above

    @property
    def cost(self) -> float:
        """-ELBO in nats; the reconstruction loss where there is no KL."""
        return self.reconstruction + (self.kl or 0.0)

    @property
    def are_finite(self) -> bool:
        """True where all of them are finite numbers."""
        return math.isfinite(self.reconstruction) and math.isfinite(self.kl or 0.0)


class TermSums:
    """Adds up the terms of many losses on the device they are on; one transfer when they are read."""

    def __init__(self) -> None:
        self.count = 0
        self.sums = torch.zeros(0)
        self.last_weight = 0.0

    def add(self, loss: Loss) -> None:
        """Adds the terms of a batch, weighted by its number of images."""
        with torch.no_grad():
            row = loss.reconstruction.float().sum(0, keepdim=True)
            if loss.kl_per_dim is not None:
                row = torch.cat([row, loss.kl_per_dim.float().sum(0)])
        self.sums = self.sums + row if self.count else row
        self.count += len(loss.reconstruction)
        self.last_weight = loss.weight

    def mean(self) -> Terms:
        """The mean over all images added."""
        reconstruction, *kl = (self.sums / self.count).tolist()
        return Terms(reconstruction, sum(kl), kl, -(reconstruction + sum(kl))) if kl else Terms(reconstruction)


@torch.no_grad()
def mean_terms(model: Model, loader: BatchLoader, rows: Tensor, seed: int = 0) -> Terms:
    """The mean terms over `rows`, with one sample of z per image; the samples are the same in each call."""
    generator, sums, was_training = loader.generator(seed), TermSums(), model.training
    model.eval()
    for batch in loader.batches(rows, generator):
        sums.add(model.loss(batch))
    model.train(was_training)
    return sums.mean()
