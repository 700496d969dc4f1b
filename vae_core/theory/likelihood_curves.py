"""The cost of one grey value under each likelihood, as a function of the decoder's mean. In nats."""

import torch
from torch import Tensor

from vae_core.nn.likelihoods import LikelihoodSettings
from vae_core.nn.likelihoods.continuous_bernoulli import log_normaliser

MEANS = torch.linspace(0.01, 0.99, 197)


def nll_curve(likelihood: str, target: float, sd: float = 1.0) -> Tensor:
    """-log p(target | mean) at each of MEANS; `sd` is the scale of a Gaussian.

    Raises a ValueError unless the target is between 0 and 1.
    """
    if not 0 <= target <= 1:
        raise ValueError(f"the grey value is {target}; choose one between 0 and 1")
    density = LikelihoodSettings(likelihood, sd=sd).build()
    means = MEANS.reshape(-1, 1, 1, 1)
    return density.nll(torch.full_like(means, target), density.output_for(means)).detach()


def bernoulli_mass(probability: float) -> float:
    """The integral over grey values x in [0, 1] of p^x (1-p)^(1-x): 1 / C(p), less than 1 for every p."""
    logit = torch.tensor(probability, dtype=torch.float64).logit()
    return float(torch.exp(-log_normaliser(logit)))
