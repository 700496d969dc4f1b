"""Measures of a model on chosen rows of an image set. Every estimate has a seed; all terms are nats per image."""

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from vae_core.datasets import ImageSet
from vae_core.measures.standard_error import standard_error
from vae_core.models import Batch, LatentVariableModel, Model, Posterior
from vae_core.training.batches import BatchLoader
from vae_core.training.terms import mean_terms

ACTIVE_VARIANCE = (
    0.01  # of a posterior mean over the images, above which a dimension is active; Burda et al. 2015, section 5
)
SPLITS = ("train", "validation", "test")


@torch.no_grad()
def embed_all(model: Model, loader: BatchLoader, rows: Tensor) -> Posterior:
    """Means and log-variances of the grey images of `rows`, on the CPU: two (N, D).

    For a model without a posterior the log-variance is minus infinity, because its codes are points.
    """
    was_training = model.training
    model.eval()
    parts = [_posterior(model, batch) for batch in loader.grey_batches(rows)]
    model.train(was_training)
    return Posterior(torch.cat([part.mean for part in parts]).cpu(), torch.cat([part.log_var for part in parts]).cpu())


def _posterior(model: Model, batch: Batch) -> Posterior:
    if isinstance(model, LatentVariableModel):
        return model.posterior(batch)
    mean = model.embed(batch)
    return Posterior(mean, torch.full_like(mean, -math.inf))


@torch.no_grad()
def codes_and_nats(model: Model, loader: BatchLoader, rows: Tensor) -> tuple[Posterior, Tensor]:
    """The result of `embed_all`, and -log p(x|z) of the images at their means in nats: (N,), on the CPU.

    One pass of the encoder serves both: alone, each would take 40 % of the time after a training.
    """
    was_training = model.training
    model.eval()
    codes, nats = [], []
    for batch in loader.grey_batches(rows):
        codes.append(_posterior(model, batch))
        nats.append(model.likelihood.nll(batch.target, model.decode_output(codes[-1].mean, batch.labels)))
    model.train(was_training)
    mean, log_var = (torch.cat(part).cpu() for part in zip(*codes, strict=True))
    return Posterior(mean, log_var), torch.cat(nats).float().cpu()


def variance_over_images(means: Tensor) -> Tensor:
    """The variance of each latent dimension's posterior means over the images: (N, D) -> (D,). 0 for a single image."""
    return means.var(0, correction=min(1, len(means) - 1))


def active_units(means: Tensor) -> int:
    """The number of latent dimensions whose posterior means (N, D) have a variance above 0.01 over the images.

    Burda et al. 2015, section 5.
    """
    return int((variance_over_images(means) > ACTIVE_VARIANCE).sum())


@dataclass(frozen=True)
class Nll:
    """An importance-weighted estimate of -log p(x), an upper bound on it, with its standard error over the images."""

    nats: float
    standard_error: float
    samples: int  # K for each image


@torch.no_grad()
def importance_weighted_nll(model: Model, loader: BatchLoader, rows: Tensor, samples: int, seed: int = 0) -> Nll:
    """-<log (1/K) sum_k w_k> over `rows` in nats, K = `samples`. Burda et al. 2015, equation 8.

    Raises a ValueError for a model without a posterior and a prior.
    """
    if not isinstance(model, LatentVariableModel):
        raise ValueError(f"{type(model).__name__} has no posterior and no prior; set nll_samples to 0 or choose a VAE")
    if samples < 1:
        raise ValueError(f"nll_samples is {samples}; choose at least 1")
    model.eval()
    parts = []
    for batch in loader.batches(rows, loader.generator(seed)):
        posterior = model.posterior(batch)
        total = model.log_weights(batch, posterior)
        for _ in range(samples - 1):  # added one by one: K of them at once would not fit in memory
            total = torch.logaddexp(total, model.log_weights(batch, posterior))
        parts.append(math.log(samples) - total)
    values = torch.cat(parts).double()
    return Nll(float(values.mean()), standard_error(values), samples)


def knn_accuracy(
    known: Tensor, known_labels: Tensor, asked: Tensor, asked_labels: Tensor, neighbours: int = 10
) -> float:
    """The share of `asked` codes (M, D) whose label wins the vote of the nearest `known` codes (N, D)."""
    from sklearn.neighbors import KNeighborsClassifier  # imported here, because the import takes a second

    classifier = KNeighborsClassifier(n_neighbors=min(neighbours, len(known)))
    classifier.fit(known.numpy(), known_labels.numpy())
    return float(np.mean(classifier.predict(asked.numpy()) == asked_labels.numpy()))


@dataclass(frozen=True)
class Evaluation:
    """All measures of a model on one split, in nats per image; None where a model does not have one."""

    split: str
    images: int
    elbo: float | None  # at beta = 1
    reconstruction: float
    kl: float | None
    kl_per_dim: list[float] | None
    active_units: int
    knn_accuracy: float
    knn_split: str  # voters -> images with predicted labels
    nll: float | None = None
    nll_standard_error: float | None = None
    nll_samples: int | None = None


def evaluate(
    model: Model, loader: BatchLoader, image_set: ImageSet, split: str = "test", nll_samples: int = 0, seed: int = 0
) -> Evaluation:
    """Measures `model` on "train", "validation" or "test"; the NLL only if `nll_samples` is above 0."""
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}; choose from {', '.join(SPLITS)}")
    if nll_samples < 0:
        raise ValueError(f"nll_samples is {nll_samples}; choose at least 0")
    rows: Tensor = getattr(image_set, split)
    terms, codes = mean_terms(model, loader, rows, seed), embed_all(model, loader, rows).mean
    voters = "validation" if split == "train" else "train"  # never the measured images themselves
    known: Tensor = getattr(image_set, voters)
    accuracy = knn_accuracy(
        embed_all(model, loader, known).mean, image_set.labels[known], codes, image_set.labels[rows]
    )
    result = Evaluation(
        split=split,
        images=len(rows),
        elbo=terms.elbo,
        reconstruction=terms.reconstruction,
        kl=terms.kl,
        kl_per_dim=terms.kl_per_dim,
        active_units=active_units(codes),
        knn_accuracy=accuracy,
        knn_split=f"{voters} -> {split}",
    )
    if not nll_samples:
        return result
    nll = importance_weighted_nll(model, loader, rows, nll_samples, seed)
    return replace(result, nll=nll.nats, nll_standard_error=nll.standard_error, nll_samples=nll.samples)
