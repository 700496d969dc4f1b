"""How strange each image is to a model, and how well that tells a class it never saw from those it learned.

Shapes: N images known to be normal, M strange ones. Scores are nats; a higher one is stranger.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from vae_core.models import LatentVariableModel, Model
from vae_core.training.batches import BatchLoader

SCORES = {
    "elbo": "-ELBO: reconstruction and KL together, a bound on -log p(x)",
    "reconstruction": "Reconstruction: -log p(x|z), the mean over draws of the code",
    "kl": "KL: how far the image's posterior is from the prior",
}
SCORE_SAMPLES = 10


@torch.no_grad()
def anomaly_scores(
    model: Model, loader: BatchLoader, rows: Tensor, draws: int = SCORE_SAMPLES, seed: int = 0
) -> dict[str, Tensor]:
    """The scores of the images of `rows` by name, each (N,); without a posterior only the reconstruction.

    The reconstruction is the mean of -log p(x|z) over `draws` of z: the reconstruction probability of An & Cho 2015,
    algorithm 4. Raises a ValueError for a conditional model: the class of a strange image is not among its labels.
    """
    if model.is_conditional:
        raise ValueError(
            "a conditional model must be told the label, which a strange image has not; choose another run"
        )
    generator, parts = loader.generator(seed), []
    for batch in loader.grey_batches(rows):
        if not isinstance(model, LatentVariableModel):
            nll = model.likelihood.nll(batch.target, model.decode_output(model.embed(batch), batch.labels))
            parts.append(nll[None])
            continue
        posterior, sums = model.posterior(batch), torch.zeros(2, len(batch.images), device=loader.device)
        for _ in range(draws):
            noise = torch.randn(posterior.mean.shape, generator=generator, device=loader.device)
            z = posterior.mean + (0.5 * posterior.log_var).exp() * noise
            sums[0] += model.likelihood.nll(batch.target, model.decode_output(z, batch.labels))
            sums[1] += model.kl(posterior, z, batch).sum(1)
        parts.append(sums / draws)
    found = torch.cat(parts, 1).cpu()
    if len(found) == 1:
        return {"reconstruction": found[0]}
    return {"elbo": found.sum(0), "reconstruction": found[0], "kl": found[1]}


class Auroc(NamedTuple):
    """The chance that a strange image scores higher than a normal one, ties counting half, and its standard error."""

    value: float
    standard_error: float


def auroc(normal: Tensor, strange: Tensor) -> Auroc:
    """The area under the ROC curve of two lots of scores, (N,) and (M,). DeLong, DeLong & Clarke-Pearson 1988.

    1/2 is chance; below 1/2 the strange images look more normal than the normal ones.
    """
    if len(normal) < 2 or len(strange) < 2:
        raise ValueError(f"{len(normal)} normal and {len(strange)} strange images; there must be at least 2 of each")
    of_strange = _share_below(normal, strange)  # for each strange image, the normal ones that it outscores
    of_normal = 1 - _share_below(strange, normal)
    variance = float(of_strange.var() / len(strange) + of_normal.var() / len(normal))
    return Auroc(float(of_strange.mean()), math.sqrt(variance))


def _share_below(known: Tensor, asked: Tensor) -> Tensor:
    """The share of `known` (N,) below each of `asked` (M,), equal ones counting half: (M,)."""
    ordered = known.double().sort().values
    asked = asked.double().contiguous()
    both = torch.searchsorted(ordered, asked) + torch.searchsorted(ordered, asked, right=True)
    return both.double() / (2 * len(ordered))


class Rates(NamedTuple):
    """What a threshold does: the share of strange images that it finds, and of normal ones that it takes for strange."""

    hits: Tensor
    false_alarms: Tensor


def rates_at(normal: Tensor, strange: Tensor, thresholds: Tensor) -> Rates:
    """Both shares when an image counts as strange whose score is `thresholds` (T,) or more: two (T,)."""
    return Rates(_share_from(strange, thresholds), _share_from(normal, thresholds))


def threshold_at(normal: Tensor, false_alarms: float) -> Tensor:
    """The lowest score from which on at most this share of the normal images (N,) count as strange: (1,)."""
    if not 0 <= false_alarms <= 1:
        raise ValueError(f"false_alarms is {false_alarms:g}; it must be from 0 to 1")
    ordered = normal.double().sort().values
    allowed = int(false_alarms * len(ordered) + 1e-9)
    if allowed == len(ordered):
        return ordered[:1]
    # Just above the first score that may not count: scores equal to it stay normal.
    return torch.nextafter(ordered[len(ordered) - allowed - 1], torch.tensor(math.inf, dtype=torch.float64))[None]


def _share_from(scores: Tensor, thresholds: Tensor) -> Tensor:
    below = torch.searchsorted(scores.double().sort().values, thresholds.double().contiguous())
    return 1 - below.double() / len(scores)


def roc(normal: Tensor, strange: Tensor) -> Rates:
    """The ROC curve from (0, 0) to (1, 1): the rates at every score as a threshold, the highest first."""
    scores = torch.unique(torch.cat([normal, strange]).double()).flip(0)
    above_all = torch.full((1,), math.inf, dtype=torch.float64)
    return rates_at(normal, strange, torch.cat([above_all, scores]))
