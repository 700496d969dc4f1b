"""Anomaly scores of images under a model, and their ROC curve for a class that was left out of training.

Shapes: N normal images, M anomalous ones. Scores are in nats; a higher one is more anomalous.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.models import LatentVariableModel, Model
from vae_core.training.batches import BatchLoader

SCORES = {
    "elbo": "-ELBO: reconstruction loss + KL divergence, a bound on -log p(x)",
    "reconstruction": "Reconstruction loss: -log p(x|z), averaged over samples of the code",
    "kl": "KL divergence: the distance of the image's posterior from the prior",
}
SCORE_SAMPLES = 10


@torch.no_grad()
def anomaly_scores(
    model: Model, loader: BatchLoader, rows: Tensor, samples: int = SCORE_SAMPLES, seed: int = 0
) -> dict[str, Tensor]:
    """Returns the scores of the images of `rows` by name, each (N,); without a posterior only the reconstruction loss.

    The reconstruction loss is the mean of -log p(x|z) over `samples` codes: the reconstruction probability of
    An & Cho 2015, algorithm 4. Raises a ValueError for a conditional model: an anomalous image may have no valid label.
    """
    if model.is_conditional:
        raise ValueError("a conditional model needs a label, and an anomalous image may have none; choose another run")
    generator, parts = loader.generator(seed), []
    for batch in loader.grey_batches(rows):
        if not isinstance(model, LatentVariableModel):
            nll = model.likelihood.nll(batch.target, model.decode_output(model.embed(batch), batch.labels))
            parts.append(nll[None])
            continue
        posterior, sums = model.posterior(batch), torch.zeros(2, len(batch.images), device=loader.device)
        for _ in range(samples):
            noise = torch.randn(posterior.mean.shape, generator=generator, device=loader.device)
            z = posterior.mean + (0.5 * posterior.log_var).exp() * noise
            sums[0] += model.likelihood.nll(batch.target, model.decode_output(z, batch.labels))
            sums[1] += model.kl(posterior, z, batch).sum(1)
        parts.append(sums / samples)
    found = torch.cat(parts, 1).cpu()
    if len(found) == 1:
        return {"reconstruction": found[0]}
    return {"elbo": found.sum(0), "reconstruction": found[0], "kl": found[1]}


@torch.no_grad()
def mean_and_width_kl(model: LatentVariableModel, loader: BatchLoader, rows: Tensor) -> Tensor:
    """Returns the two parts of the KL to a standard normal prior of the images of `rows`, in nats: (N, 2).

    The first is half the squared distance of the posterior's mean from the origin. The second grows as the posterior
    becomes narrower or wider than the prior. Their sum is the KL.
    """
    parts = []
    for batch in loader.grey_batches(rows):
        mean, log_var = model.posterior(batch)
        distance = 0.5 * mean.square().sum(1)
        parts.append(torch.stack([distance, 0.5 * (log_var.expm1() - log_var).sum(1)], 1))
    return torch.cat(parts).cpu()


class Auroc(NamedTuple):
    """The probability that an anomalous image scores higher than a normal one, with its standard error; ties count half."""

    value: float
    standard_error: float


def auroc(normal: Tensor, anomalous: Tensor) -> Auroc:
    """The area under the ROC curve of two sets of scores, (N,) and (M,). DeLong, DeLong & Clarke-Pearson 1988.

    1/2 is chance; below 1/2 the anomalous images have lower scores than the normal ones.
    """
    if len(normal) < 2 or len(anomalous) < 2:
        raise ValueError(f"{len(normal)} normal and {len(anomalous)} anomalous images; give at least 2 of each")
    of_anomalous = _share_below(normal, anomalous)  # for each anomalous image, the normal ones with a lower score
    of_normal = 1 - _share_below(anomalous, normal)
    variance = float(of_anomalous.var() / len(anomalous) + of_normal.var() / len(normal))
    return Auroc(float(of_anomalous.mean()), math.sqrt(variance))


def _share_below(known: Tensor, asked: Tensor) -> Tensor:
    """The share of `known` (N,) below each of `asked` (M,): (M,). Equal values count half."""
    ordered = known.double().sort().values
    asked = asked.double().contiguous()
    both = torch.searchsorted(ordered, asked) + torch.searchsorted(ordered, asked, right=True)
    return both.double() / (2 * len(ordered))


class Rates(NamedTuple):
    """The shares of anomalous and of normal images at or above a threshold: true and false positive rate."""

    hits: Tensor
    false_alarms: Tensor


def rates_at(normal: Tensor, anomalous: Tensor, thresholds: Tensor) -> Rates:
    """Both rates for each of `thresholds` (T,), at or above which an image counts as anomalous: two (T,)."""
    return Rates(_share_from(anomalous, thresholds), _share_from(normal, thresholds))


def threshold_at(normal: Tensor, false_alarms: float) -> Tensor:
    """The lowest threshold at which at most this share of the normal images (N,) counts as anomalous: (1,)."""
    if not 0 <= false_alarms <= 1:
        raise ValueError(f"false_alarms is {false_alarms:g}; choose a share from 0 to 1")
    ordered = normal.double().sort().values
    allowed = int(false_alarms * len(ordered) + 1e-9)
    if allowed == len(ordered):
        return ordered[:1]
    # Just above the highest score that must stay normal, so that equal scores stay normal too.
    return torch.nextafter(ordered[len(ordered) - allowed - 1], torch.tensor(math.inf, dtype=torch.float64))[None]


def _share_from(scores: Tensor, thresholds: Tensor) -> Tensor:
    below = torch.searchsorted(scores.double().sort().values, thresholds.double().contiguous())
    return 1 - below.double() / len(scores)


def roc(normal: Tensor, anomalous: Tensor) -> Rates:
    """The ROC curve from (0, 0) to (1, 1): the rates with every score as a threshold, the highest first."""
    scores = torch.unique(torch.cat([normal, anomalous]).double()).flip(0)
    above_all = torch.full((1,), math.inf, dtype=torch.float64)
    return rates_at(normal, anomalous, torch.cat([above_all, scores]))
