"""The continuous Bernoulli likelihood. Loaiza-Ganem & Cunningham 2019."""

import math

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from vae_core.nn.likelihoods.likelihood import Likelihood


class ContinuousBernoulli(Likelihood):
    """A density on [0, 1]: the Bernoulli with its normaliser. The decoder's output is the logit."""

    title = "continuous Bernoulli"
    description = "a density of grey values between 0 and 1"

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        cross_entropy = F.binary_cross_entropy_with_logits(output, target, reduction="none")
        return (cross_entropy - log_normaliser(output)).flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        # 1 / (1 - exp(-l)) - 1 / l, as its series where the two poles cancel; tanh, because ONNX has no expm1.
        near, safe = _near_zero(output)
        return 0.5 + torch.where(near, output / 12 - output.pow(3) / 720, 0.5 / torch.tanh(safe / 2) - 1 / safe)

    def sample(self, output: Tensor, generator: Generator) -> Tensor:
        # The distribution function is expm1(l x) / expm1(l), near l = 0 it is x. Inverted on the side where exp is < 1.
        uniform = torch.rand(output.shape, generator=generator, device=generator.device).to(output)
        size = output.abs().clamp(min=1e-3)
        low = 1 + torch.log(uniform + (1 - uniform) * (-size).exp()) / size
        return torch.where(output > 0, low, 1 - low).clamp(0, 1)

    def output_for(self, mean: Tensor) -> Tensor:
        wanted = mean.clamp(0.01, 0.99)
        low, high = torch.full_like(mean, -110.0), torch.full_like(mean, 110.0)
        for _ in range(40):  # bisection: the mean rises with the logit and has no closed inverse
            middle = (low + high) / 2
            is_above = self.mean(middle) > wanted
            low, high = torch.where(is_above, low, middle), torch.where(is_above, middle, high)
        return (low + high) / 2


def log_normaliser(logits: Tensor) -> Tensor:
    """Returns log C(p) of the continuous Bernoulli for p = sigmoid(logits), elementwise; log 2 at p = 1/2."""
    # C = 2 atanh(1-2p)/(1-2p) = l / tanh(l/2), because 1-2p = -tanh(l/2); near l = 0 the series of its logarithm.
    near, safe = _near_zero(logits)
    series = math.log(2) + logits.square() / 12 - 7 * logits.pow(4) / 1440
    return torch.where(near, series, (safe / torch.tanh(safe / 2)).log())


def _near_zero(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Returns where |logits| is too small for the closed form, and logits with 1 there, so that no gradient is NaN."""
    near = logits.abs() < 0.2
    return near, logits.masked_fill(near, 1.0)
