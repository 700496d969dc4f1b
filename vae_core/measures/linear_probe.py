"""Accuracy of a linear classifier of codes, by the number of labelled images.

Shapes: N images, D latent dimensions.
"""

from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from vae_core.measures.standard_error import standard_error

COUNTS = (10, 30, 100, 300, 1000)
REPEATS = 5


@dataclass(frozen=True)
class Probe:
    """The accuracy with `labels` labelled images: the mean over random choices of them, and its standard error."""

    labels: int
    accuracy: float
    standard_error: float


def linear_probe(
    known: Tensor,
    known_labels: Tensor,
    asked: Tensor,
    asked_labels: Tensor,
    counts: tuple[int, ...] = COUNTS,
    repeats: int = REPEATS,
    seed: int = 0,
) -> list[Probe]:
    """The accuracy on `asked` codes (M, D) of logistic regression on n of the `known` ones (N, D), for each n of `counts`.

    Each random choice has all classes as evenly as n allows. Counts above N are left out. Codes are standardised with
    the labelled images only. Raises a ValueError for fewer than two classes.
    """
    classes = len(torch.unique(known_labels))
    if classes < 2:
        raise ValueError(f"the labelled images have {classes} class; choose images of at least 2")
    if repeats < 2:
        raise ValueError(f"repeats is {repeats}; choose at least 2 for a standard error")
    generator = Generator().manual_seed(seed)
    results = []
    for count in (count for count in counts if classes <= count <= len(known)):
        found = torch.tensor(
            [
                _accuracy(known[rows], known_labels[rows], asked, asked_labels)
                for rows in (balanced_rows(known_labels, count, generator) for _ in range(repeats))
            ]
        )
        results.append(Probe(count, float(found.mean()), standard_error(found)))
    return results


def balanced_rows(labels: Tensor, count: int, generator: Generator) -> Tensor:
    """Samples `count` rows of `labels` (N,) with equal class counts, to within one, while images last: (count,)."""
    order = torch.randperm(len(labels), generator=generator)
    rank = torch.empty(len(labels), dtype=torch.int64)
    for label in torch.unique(labels):
        rows = order[labels[order] == label]
        rank[rows] = torch.arange(len(rows))
    # The first of each class, then the second of each: by rank, and at random within it.
    return order[rank[order].argsort(stable=True)][:count]


def _accuracy(known: Tensor, known_labels: Tensor, asked: Tensor, asked_labels: Tensor) -> float:
    from sklearn.linear_model import LogisticRegression  # imported here, because the import takes a second

    centre, spread = known.mean(0), known.std(0).clamp(min=1e-6)
    known, asked = (known - centre) / spread, (asked - centre) / spread
    if known.shape[1] > len(known):
        # The best weights are in the span of the known codes (representer theorem), so coordinates in it give the same result.
        span = torch.linalg.svd(known, full_matrices=False)[2].T
        known, asked = known @ span, asked @ span
    classifier = LogisticRegression(max_iter=200, tol=1e-3)
    classifier.fit(known.numpy(), known_labels.numpy())
    return float(classifier.score(asked.numpy(), asked_labels.numpy()))
