"""Measures of disentanglement over an image set: the parts of the rate, and the mutual information gap (MIG).

Shapes: N images, D latent dimensions, F factors. All terms are nats.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.metrics import embed_all
from vae_core.measures.standard_error import standard_error
from vae_core.models import LatentVariableModel, Model, Posterior
from vae_core.nn.losses import gaussian_kl, gaussian_log_densities
from vae_core.nn.priors import StandardPrior
from vae_core.training.batches import BatchLoader

_SAMPLES_AT_ONCE = 500  # compared with all posteriors in one step
RATE_IMAGES = 2000  # the work grows with the square of their number
BINS = 20


@dataclass(frozen=True)
class RateParts:
    """rate = information + total_correlation + marginal_kl, of the aggregate posterior of `images` images.

    The rate is exact; the others are means over samples, with their standard error over the images.
    """

    images: int
    rate: float  # mean KL(q(z|x) || N(0, I))
    information: float  # between image and code; never above log(images)
    information_error: float
    total_correlation: float  # KL(q(z) || prod_j q(z_j)): dependence between the dimensions
    total_correlation_error: float
    marginal_kl: float  # sum_j KL(q(z_j) || N(0, 1)): distance of each dimension from the prior
    marginal_kl_error: float
    marginal_kl_per_dim: list[float]


@torch.no_grad()
def rate_parts(posterior: Posterior, samples: int = 1, seed: int = 0) -> RateParts:
    """The rate of these posteriors, two (N, D), and its parts. Hoffman & Johnson 2016; Chen et al. 2018, equation 2."""
    mean, log_var = posterior
    generator = Generator().manual_seed(seed)
    sums = torch.zeros(len(mean), 2 + mean.shape[1], dtype=torch.float64)
    for _ in range(samples):
        z = mean + (0.5 * log_var).exp() * torch.randn(mean.shape, generator=generator).to(mean)
        own = gaussian_log_densities(z, mean, log_var).sum(1)
        joint, marginals = aggregate_log_densities(z, posterior)
        zero = torch.zeros_like(z)
        parts = [own - joint, joint - marginals.sum(1), *(marginals - gaussian_log_densities(z, zero, zero)).unbind(1)]
        sums += torch.stack(parts, 1)
    values = sums / samples
    together = torch.cat([values[:, :2], values[:, 2:].sum(1, keepdim=True)], 1)
    errors = [standard_error(part) for part in together.unbind(1)]
    information, correlation, marginal = together.mean(0).tolist()
    return RateParts(
        images=len(mean),
        rate=float(gaussian_kl(mean, log_var).sum(1).double().mean()),
        information=information,
        information_error=errors[0],
        total_correlation=correlation,
        total_correlation_error=errors[1],
        marginal_kl=marginal,
        marginal_kl_error=errors[2],
        marginal_kl_per_dim=values[:, 2:].mean(0).tolist(),
    )


def aggregate_log_densities(z: Tensor, posterior: Posterior) -> tuple[Tensor, Tensor]:
    """log q(z) (M,) and log q(z_j) (M, D) at codes z (M, D), q the mean of all N posteriors: exact sums."""
    joints, marginals = [], []
    for part in torch.split(z, _SAMPLES_AT_ONCE):
        joint, columns = torch.zeros(len(part), len(posterior.mean)).to(z), []
        for value, mean, log_var in zip(part.T, posterior.mean.T, posterior.log_var.T, strict=True):
            each = gaussian_log_densities(value[:, None], mean, log_var)
            joint += each
            columns.append(torch.logsumexp(each, 1))
        joints.append(torch.logsumexp(joint, 1))
        marginals.append(torch.stack(columns, 1))
    count = math.log(len(posterior.mean))
    return torch.cat(joints) - count, torch.cat(marginals) - count


@dataclass(frozen=True)
class Mig:
    """The mutual information gap: 1 if one dimension alone describes each factor, 0 if two describe it equally well."""

    score: float | None  # mean over the factors that vary; None if none does
    per_factor: list[float | None]
    bins: int  # of equal width, for each dimension
    points: int


def mutual_information_gap(codes: Tensor, factors: Tensor, bins: int = BINS) -> Mig:
    """The MIG of codes (N, D), means or samples, for factors (N, F) with few values each. Chen et al. 2018, equation 6.

    Biased downwards for few images, because independent columns then seem to share some information.
    """
    gaps: list[float | None] = []
    for shares in factor_information(codes, factors, bins):
        first, second = torch.cat([shares, shares.new_zeros(1)]).topk(2).values.tolist()
        gaps.append(None if math.isnan(first) else first - second)
    varying = [gap for gap in gaps if gap is not None]
    return Mig(sum(varying) / len(varying) if varying else None, gaps, bins, len(codes))


def factor_information(codes: Tensor, factors: Tensor, bins: int = BINS) -> Tensor:
    """I(z_j; factor) of each factor (N, F) and dimension of the codes (N, D), as a share of the factor's entropy: (F, D).

    Not a number for a factor that does not vary.
    """
    if len(codes) != len(factors):
        raise ValueError(f"{len(codes)} codes for the factors of {len(factors)} images; give one code for each image")
    if bins < 2:
        raise ValueError(f"bins is {bins}; choose at least 2")
    binned = [_binned(column, bins) for column in codes.T]
    rows = []
    for factor in factors.T:
        values = torch.unique(factor, return_inverse=True)[1]
        entropy = mutual_information(values, values)
        known = [mutual_information(column, values) / entropy if entropy > 0 else math.nan for column in binned]
        rows.append(known)
    return torch.tensor(rows, dtype=torch.float64)


def mutual_information(first: Tensor, second: Tensor) -> float:
    """I(first; second) of two columns (N,) of integers from 0, from their counts, in nats.

    For a column with itself this is its entropy.
    """
    width = int(second.max()) + 1
    counts = (
        torch.bincount(first * width + second, minlength=(int(first.max()) + 1) * width).double().reshape(-1, width)
    )
    joint = counts / counts.sum()
    apart = joint.sum(1, keepdim=True) * joint.sum(0, keepdim=True)
    seen = joint > 0
    return max(0.0, float((joint[seen] * (joint[seen] / apart[seen]).log()).sum()))


def _binned(column: Tensor, bins: int) -> Tensor:
    """The bin of each value (N,), with `bins` bins of equal width from the smallest value to the largest."""
    low, high = column.min(), column.max()
    if low == high:
        return torch.zeros_like(column, dtype=torch.int64)
    return ((column - low) / (high - low) * bins).long().clamp(max=bins - 1)


def disentanglement(
    model: Model, loader: BatchLoader, image_set: ImageSet, rows: Tensor, seed: int = 0
) -> dict[str, Any]:
    """All measures of this module for `rows`, JSON-ready: the MIG of the means, where factors are known, and the rate's parts.

    The parts need the independent dimensions of the standard normal prior; for other models they are None.
    """
    codes = embed_all(model, loader, rows)
    result: dict[str, Any] = {"mig": None, "mig_per_factor": None, "rate_parts": None}
    if image_set.factors is not None:
        found = mutual_information_gap(codes.mean, image_set.factors[rows])
        named: Sequence[str] = image_set.factor_names
        result |= {"mig": found.score, "mig_per_factor": dict(zip(named, found.per_factor, strict=True))}
        result |= {"mig_bins": found.bins, "mig_points": found.points}
    if isinstance(model, LatentVariableModel) and isinstance(model.prior, StandardPrior):
        result["rate_parts"] = asdict(rate_parts(Posterior(*(part[:RATE_IMAGES] for part in codes)), seed=seed))
    return result


def most_varying_dimensions(codes: Tensor) -> tuple[int, int]:
    """The two dimensions of codes (N, D) with the largest variance."""
    first, second = codes.var(0).topk(2).indices.tolist()
    return first, second


def rotated(codes: Tensor, plane: tuple[int, int], degrees: float) -> Tensor:
    """Codes (N, D) rotated in the plane of two dimensions.

    N(0, I) is invariant under rotation: with a decoder that rotates back, every image keeps its likelihood.
    """
    angle, (first, second), result = math.radians(degrees), plane, codes.clone()
    result[:, first] = math.cos(angle) * codes[:, first] - math.sin(angle) * codes[:, second]
    result[:, second] = math.sin(angle) * codes[:, first] + math.cos(angle) * codes[:, second]
    return result
