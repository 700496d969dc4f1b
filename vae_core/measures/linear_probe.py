"""How much of the label a linear classifier finds in codes, given n labelled images.

Shapes: N images, D latent dimensions.
"""

import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

COUNTS = (10, 30, 100, 300, 1000)
REPEATS = 5


@dataclass(frozen=True)
class Probe:
    """The accuracy with `labels` labelled images: the mean over draws of them, and its standard error."""

    labels: int
    accuracy: float
    standard_error: float


def linear_probe(
    known: Tensor, known_labels: Tensor, asked: Tensor, asked_labels: Tensor,
    counts: tuple[int, ...] = COUNTS, repeats: int = REPEATS, seed: int = 0,
) -> list[Probe]:  # fmt: skip
    """The accuracy on `asked` codes (M, D) of logistic regression on n of the `known` ones (N, D), for each n of `counts`.

    Each draw holds all classes as evenly as n allows. Counts beyond N are left out. Values are standardised by the labelled
    images alone. Raises a ValueError where there are fewer than two classes.
    """
    classes = len(torch.unique(known_labels))
    if classes < 2:
        raise ValueError(f"{classes} class among the known images; a probe needs at least 2")
    if repeats < 2:
        raise ValueError(f"repeats is {repeats}; a standard error needs at least 2")
    generator = Generator().manual_seed(seed)
    results = []
    for count in (count for count in counts if classes <= count <= len(known)):
        found = torch.tensor(
            [
                _accuracy(known[rows], known_labels[rows], asked, asked_labels)
                for rows in (even_draw(known_labels, count, generator) for _ in range(repeats))
            ]
        )
        results.append(Probe(count, float(found.mean()), float(found.std()) / math.sqrt(repeats)))
    return results


def even_draw(labels: Tensor, count: int, generator: Generator) -> Tensor:
    """`count` rows of `labels` (N,), every class as often as any other while it lasts, give or take one: (count,)."""
    order = torch.randperm(len(labels), generator=generator)
    rank = torch.empty(len(labels), dtype=torch.int64)
    for label in torch.unique(labels):
        rows = order[labels[order] == label]
        rank[rows] = torch.arange(len(rows))
    # The first of each class, then the second of each: by rank, and at random within it.
    return order[rank[order].argsort(stable=True)][:count]


def _accuracy(known: Tensor, known_labels: Tensor, asked: Tensor, asked_labels: Tensor) -> float:
    from sklearn.linear_model import LogisticRegression  # here, because it takes a second that no page should wait for

    centre, spread = known.mean(0), known.std(0).clamp(min=1e-6)
    known, asked = (known - centre) / spread, (asked - centre) / spread
    if known.shape[1] > len(known):
        # The best weights lie in the span of the known codes (the representer theorem): its coordinates give the same answer.
        span = torch.linalg.svd(known, full_matrices=False)[2].T
        known, asked = known @ span, asked @ span
    classifier = LogisticRegression(max_iter=200, tol=1e-3)
    classifier.fit(known.numpy(), known_labels.numpy())
    return float(classifier.score(asked.numpy(), asked_labels.numpy()))
