"""The sparse autoencoder: codes between 0 and 1, most of them near 0. Ng, CS294A lecture notes, 2011."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from vae_core.models.autoencoder import Autoencoder
from vae_core.models.base import Batch, Loss
from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.settings import setting


@dataclass(frozen=True)
class SparseSettings(LikelihoodSettings):
    """The wanted mean activation of a code, and its weight."""

    sparsity: float = setting(
        0.1, "Wanted mean activation of each code; lower: fewer codes are active for an image", low=0.001, high=0.999
    )
    sparsity_weight: float = setting(
        1.0, "Weight of the distance to the wanted mean activation", low=0.0, high=1e6, log=True
    )


class Sparse(Autoencoder):
    """The penalty is, for each code, the KL from the wanted mean activation to that of the batch."""

    Settings = SparseSettings
    settings: SparseSettings

    def embed(self, batch: Batch) -> Tensor:
        return super().embed(batch).sigmoid()

    def loss(self, batch: Batch) -> Loss:
        logits = super().embed(batch)
        reconstruction = self.likelihood.nll(batch.target, self.decode_output(logits.sigmoid()))
        penalty = activation_kl(self.settings.sparsity, logits).sum()
        return Loss(reconstruction, penalty.expand_as(reconstruction), self.settings.sparsity_weight)


def activation_kl(wanted: float, logits: Tensor) -> Tensor:
    """Returns KL(wanted || mean activation) of each code, both as probabilities, in nats: (N, D) logits -> (D,).

    rho log(rho / r) + (1 - rho) log((1 - rho) / (1 - r)), zero only where the batch's mean activation r is rho.
    """
    # The logarithms of r and 1 - r directly from the logits, so that a code that is off for all images gives no infinity.
    on = torch.logsumexp(F.logsigmoid(logits), 0) - math.log(len(logits))
    off = torch.logsumexp(F.logsigmoid(-logits), 0) - math.log(len(logits))
    return wanted * (math.log(wanted) - on) + (1 - wanted) * (math.log(1 - wanted) - off)
