"""What the decoder's outputs mean: log p(x|z) in nats with all constants, summed over an image's values.

Shapes: N images, C channels, H x W pixels; `output` is what the decoder network gives, (N, outputs * C, H, W).
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from vae_core.settings import check, setting

LOG_2PI = math.log(2 * math.pi)


class Likelihood(nn.Module):
    """One family of p(x|z): its negative log-likelihood, its mean image, and the output that yields a given mean."""

    outputs = 1  # numbers the decoder gives for each value of an image

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        """-log p(target | z) of each image in nats: (N, C, H, W) and the decoder's output -> (N,)."""
        raise NotImplementedError

    def mean(self, output: Tensor) -> Tensor:
        """The expected image: (N, outputs * C, H, W) -> (N, C, H, W)."""
        raise NotImplementedError

    def draw(self, output: Tensor, generator: Generator) -> Tensor:
        """An image from p(x|z), each value on its own: (N, outputs * C, H, W) -> (N, C, H, W)."""
        raise NotImplementedError

    def output_for(self, mean: Tensor) -> Tensor:
        """The decoder output (outputs * C, H, W) whose expected image is `mean` (C, H, W): where training starts."""
        raise NotImplementedError


class Bernoulli(Likelihood):
    """Each value is black or white; the output is the logit. On grey targets this is the cross-entropy."""

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        return F.binary_cross_entropy_with_logits(output, target, reduction="none").flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        return output.sigmoid()

    def draw(self, output: Tensor, generator: Generator) -> Tensor:
        return torch.bernoulli(output.sigmoid(), generator=generator)

    def output_for(self, mean: Tensor) -> Tensor:
        return mean.logit(eps=0.01)


class ContinuousBernoulli(Likelihood):
    """A density on [0, 1]: the Bernoulli with its normaliser. Loaiza-Ganem & Cunningham 2019."""

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        cross_entropy = F.binary_cross_entropy_with_logits(output, target, reduction="none")
        return (cross_entropy - log_normaliser(output)).flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        # 1 / (1 - exp(-l)) - 1 / l, with its series where the two poles cancel; tanh, because ONNX has no expm1.
        near, safe = _near_zero(output)
        return 0.5 + torch.where(near, output / 12 - output.pow(3) / 720, 0.5 / torch.tanh(safe / 2) - 1 / safe)

    def draw(self, output: Tensor, generator: Generator) -> Tensor:
        # The distribution function is expm1(l x) / expm1(l); near l = 0 it is x. By the side where exp cannot overflow.
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
    """log C(p) of the continuous Bernoulli for p = sigmoid(logits), elementwise; log 2 at p = 1/2."""
    # C = 2 atanh(1-2p)/(1-2p) = l / tanh(l/2), because 1-2p = -tanh(l/2); near l = 0 the series of its logarithm.
    near, safe = _near_zero(logits)
    series = math.log(2) + logits.square() / 12 - 7 * logits.pow(4) / 1440
    return torch.where(near, series, (safe / torch.tanh(safe / 2)).log())


def _near_zero(logits: Tensor) -> tuple[Tensor, Tensor]:
    """Where |logits| is too small for the closed form, and logits with 1 put there so that no gradient is NaN."""
    near = logits.abs() < 0.2
    return near, logits.masked_fill(near, 1.0)


class Gaussian(Likelihood):
    """Squared error in nats. The scale is fixed, one learned number, the best one, or a second output per value."""

    log_var: Tensor

    def __init__(self, scale: str, sd: float) -> None:
        super().__init__()
        self.scale = scale
        self.outputs = 2 if scale == "per_pixel" else 1
        start = torch.tensor(2 * math.log(sd))
        if scale == "learned":
            self.log_var = nn.Parameter(start)
        else:  # "optimal" keeps here a running mean, as batch norm does; a new image must not set its own scale
            self.register_buffer("log_var", start)

    def nll(self, target: Tensor, output: Tensor) -> Tensor:
        mean, log_var = self._split(output)
        error = (target - mean).square()
        if self.scale == "optimal" and self.training:
            log_var = self._best_log_var(error)
        return 0.5 * (error * (-log_var).exp() + log_var + LOG_2PI).flatten(1).sum(1)

    def mean(self, output: Tensor) -> Tensor:
        return self._split(output)[0]

    def draw(self, output: Tensor, generator: Generator) -> Tensor:
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
        """log of the batch's mean squared error, which maximises the likelihood. Rybkin et al. 2021, equation 7."""
        best = error.mean().clamp(min=1e-6).log()
        with torch.no_grad():
            self.log_var.lerp_(best.detach().float(), 0.05)
        return best


LIKELIHOODS = ("bernoulli", "continuous_bernoulli", "gaussian")
SCALES = ("fixed", "learned", "optimal", "per_pixel")


@dataclass(frozen=True)
class LikelihoodSettings:
    """The settings of every model with a decoder."""

    likelihood: str = setting("bernoulli", "What the decoder's outputs mean", choices=LIKELIHOODS)
    scale: str = setting("fixed", "How a Gaussian's standard deviation is found", choices=SCALES)
    sd: float = setting(1.0, "Standard deviation of a fixed Gaussian, the start of the others", low=0.001, high=100.0)

    def __post_init__(self) -> None:
        check(self)

    def build(self) -> Likelihood:
        """The likelihood that these settings name."""
        if self.likelihood == "gaussian":
            return Gaussian(self.scale, self.sd)
        return Bernoulli() if self.likelihood == "bernoulli" else ContinuousBernoulli()
