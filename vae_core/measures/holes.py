"""Holes of the aggregate posterior: regions with prior probability but almost no codes of images.

Shapes: N images, M samples, D latent dimensions.
"""

import math
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from vae_core.measures.standard_error import standard_error
from vae_core.models import LatentVariableModel, Posterior
from vae_core.nn.losses import LOG_2PI, gaussian_kl, gaussian_log_density

_SAMPLES_AT_ONCE = 50  # compared with all posteriors in one step; more do not fit into the CPU's cache


class PriorSamples(NamedTuple):
    """Codes (M, D) sampled from the prior, and whether each is in a hole (M,)."""

    codes: Tensor
    is_hole: Tensor

    @property
    def share(self) -> float:
        """The share of samples in holes."""
        return float(self.is_hole.double().mean())


def log_ratio(z: Tensor, posterior: Posterior) -> Tensor:
    """log q(z) - log p(z) at codes (M, D): aggregate posterior against the standard normal prior."""
    return aggregate_log_density(z, posterior) - gaussian_log_density(z, torch.zeros_like(z), torch.zeros_like(z))


def aggregate_log_density(z: Tensor, posterior: Posterior) -> Tensor:
    """log q(z) at codes (M, D), q the mean of all N posteriors: (M,).

    The squares are multiplied out, so that one product of matrices compares many codes with all posteriors. In double
    precision, because the parts of narrow posteriors are large and cancel.
    """
    mean, log_var = (part.double() for part in posterior)
    narrowness, count = (-log_var).exp(), len(mean)
    factors = torch.cat([-0.5 * narrowness, mean * narrowness], 1).T
    constant = -0.5 * (mean.square() * narrowness + log_var + LOG_2PI).sum(1)
    parts = []
    for part in torch.split(z.double(), _SAMPLES_AT_ONCE):
        each = torch.cat([part.square(), part], 1) @ factors + constant  # log q(z|x_n): (M, N)
        parts.append(torch.logsumexp(each, 1) - math.log(count))
    return torch.cat(parts).to(z)


class RateSplit(NamedTuple):
    """rate = information + distance, in nats: Hoffman & Johnson 2016. The rate is exact, the others are means over samples."""

    rate: float  # mean KL(q(z|x) || N(0, I))
    information: float  # between image and code
    distance: float  # KL(q(z) || N(0, I)), of the aggregate posterior
    distance_error: float  # its standard error over the samples


@torch.no_grad()
def split_rate(posterior: Posterior, count: int, seed: int = 0) -> RateSplit:
    """Splits the rate of these posteriors, two (N, D), with `count` samples of the aggregate posterior."""
    generator = Generator().manual_seed(seed)
    rows = torch.randint(len(posterior.mean), (count,), generator=generator)
    mean, log_var = (part[rows] for part in posterior)
    z = mean + (0.5 * log_var).exp() * torch.randn(mean.shape, generator=generator)
    ratios = log_ratio(z, posterior).double()
    rate, distance = float(gaussian_kl(*posterior).sum(1).double().mean()), float(ratios.mean())
    return RateSplit(rate, rate - distance, distance, standard_error(ratios))


def find_holes(posterior: Posterior, count: int, temperature: float, factor: float, seed: int = 0) -> PriorSamples:
    """Samples `count` codes from N(0, temperature^2). In a hole, q(z) is below the prior's density divided by `factor`.

    Raises a ValueError unless temperature and factor are above 0.
    """
    if not (temperature > 0 and factor > 0):
        raise ValueError(f"the temperature is {temperature} and the factor {factor}; both must be above 0")
    codes = temperature * torch.randn(count, posterior.mean.shape[1], generator=Generator().manual_seed(seed))
    return PriorSamples(codes, log_ratio(codes, posterior) < -math.log(factor))


class PriorPlane(NamedTuple):
    """A model's prior over the latent plane, the codes of images, and samples of the prior."""

    codes: Tensor  # (N, 2) means
    samples: PriorSamples
    side: Tensor  # (S,) coordinates along a side of the grid
    density: Tensor  # (S, S) of the prior; a row has one second coordinate


@torch.no_grad()
def prior_plane(model: LatentVariableModel, images: Tensor, count: int, factor: float) -> PriorPlane:
    """Returns the plane of a model with two latent dimensions, with the codes of `images` in [0, 1], (N, C, H, W)."""
    posterior, side = model.encode(images), torch.linspace(-4.5, 4.5, 91)
    density = model.prior.log_density(torch.cartesian_prod(side, side)).sum(1).exp().reshape(len(side), len(side)).T
    return PriorPlane(posterior.mean, samples_of_prior(model, posterior, count, factor), side, density)


@torch.no_grad()
def samples_of_prior(model: LatentVariableModel, posterior: Posterior, count: int, factor: float) -> PriorSamples:
    """Samples `count` codes from the model's own prior. In a hole, q(z) is below this prior's density divided by `factor`."""
    codes = model.draw_codes(count, Generator().manual_seed(0))
    log_prior = model.prior.log_density(codes).sum(1)
    return PriorSamples(codes, aggregate_log_density(codes, posterior) - log_prior < -math.log(factor))


def plane_grid(posterior: Posterior, reach: float = 4.0, count: int = 81) -> tuple[Tensor, Tensor]:
    """`count` points along a side of [-reach, reach]^2, and the log ratio at all pairs of them: (count,), (count^2,)."""
    side = torch.linspace(-reach, reach, count)
    return side, log_ratio(torch.stack(torch.meshgrid(side, side, indexing="ij"), -1).reshape(-1, 2), posterior)
