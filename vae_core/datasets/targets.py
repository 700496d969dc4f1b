"""Targets of the likelihood: the grey values, or black and white values sampled at each step."""

import torch
from torch import Generator, Tensor

TARGETS = {
    "grey": "the grey values",
    "binarised": "black or white, sampled at each step with the grey value as probability",
}


def make_target(images: Tensor, kind: str, generator: Generator) -> Tensor:
    """Returns the target of images (N, C, H, W) in [0, 1]: the images, or a Bernoulli sample of each value."""
    if kind not in TARGETS:
        raise ValueError(f"unknown target {kind!r}; choose from {', '.join(TARGETS)}")
    return images if kind == "grey" else torch.bernoulli(images, generator=generator)
