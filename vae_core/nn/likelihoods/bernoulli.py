"""The Bernoulli likelihood, which is the cross-entropy."""

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from vae_core.datasets.baselines import bce_floor, no_latent_nll
from vae_core.nn.likelihoods.likelihood import Baselines, Likelihood


class Bernoulli(Likelihood):
    """Each value is black or white; the decoder's output is the logit. For grey targets the nll is the cross-entropy."""

    title = "cross-entropy (Bernoulli)"
    description = "a probability for each value to be white"
    is_discrete = True
    lowest_nll = 0.0

    @classmethod
    def baselines(cls, known: Tensor, asked: Tensor) -> Baselines:
        return Baselines(bce_floor(asked), no_latent_nll(known, asked))

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(output, target, reduction="none").flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        return output.sigmoid()

    def sample(self, output: Tensor, generator: Generator) -> Tensor:
        return torch.bernoulli(output.sigmoid(), generator=generator)

    def output_for(self, mean: Tensor) -> Tensor:
        return mean.logit(eps=0.01)
