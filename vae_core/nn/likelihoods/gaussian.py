"""The Gaussian likelihood, which is the squared error in nats, with four ways to set its standard deviation."""

import math
from typing import Self

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from vae_core.nn.likelihoods.likelihood import Likelihood, LikelihoodChoice
from vae_core.nn.losses import LOG_2PI

SCALES = {
    "fixed": "sd",
    "learned": "one parameter",
    "optimal": "the root of the mean squared error",
    "per_pixel": "a second decoder output",
}


class Gaussian(Likelihood):
    """A normal density for each value; the decoder's output is the mean, and with "per_pixel" also the log-variance."""

    title = "Gaussian"
    description = "a normal density around each value"
    settings_used = ("scale", "sd")
    divergence_advice = (
        "A Gaussian with a very small standard deviation is the usual cause: raise sd, or clip gradients at 1."
    )
    log_var: Tensor

    def __init__(self, scale: str, sd: float) -> None:
        super().__init__()
        self.scale = scale
        self.outputs = 2 if scale == "per_pixel" else 1
        start = torch.tensor(2 * math.log(sd))
        if scale == "learned":
            self.log_var = nn.Parameter(start)
        else:  # for "optimal" this is a running mean, as in batch norm; a new image must not set its own scale
            self.register_buffer("log_var", start)
        if scale == "fixed":
            self.fixed_sd, self.lowest_nll = sd, 0.5 * (LOG_2PI + 2 * math.log(sd))

    @classmethod
    def from_settings(cls, settings: LikelihoodChoice) -> Self:
        return cls(settings.scale, settings.sd)

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        mean, log_var = self._split(output)
        error = (target - mean).square()
        if self.scale == "optimal" and self.training:
            log_var = self._best_log_var(error)
        return 0.5 * (error * (-log_var).exp() + log_var + LOG_2PI).flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        return self._split(output)[0]

    def sample(self, output: Tensor, generator: Generator) -> Tensor:
        mean, log_var = self._split(output)
        noise = torch.randn(mean.shape, generator=generator, device=generator.device).to(mean)
        return mean + (0.5 * log_var).exp() * noise

    def output_for(self, mean: Tensor) -> Tensor:
        return torch.cat([mean, self.log_var.detach().expand_as(mean)]) if self.outputs == 2 else mean

    def _split(self, output: Tensor) -> tuple[Tensor, Tensor]:
        if self.outputs == 1:
            return output, self.log_var
        mean, log_var = output.chunk(2, dim=1)
        # A pixel that never varies would drive its variance to 0 and the density to infinity: floor at sd 1/100.
        return mean, F.softplus(log_var + 9.2) - 9.2

    def _best_log_var(self, error: Tensor) -> Tensor:
        """Returns log of the batch's mean squared error, which maximises the likelihood. Rybkin et al. 2021, equation 7."""
        best = error.mean().clamp(min=1e-6).log()
        with torch.no_grad():
            self.log_var.lerp_(best.detach().float(), 0.05)
        return best
