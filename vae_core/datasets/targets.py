"""What the likelihood is asked about: grey values as they are, or black and white drawn anew at each visit."""

import torch
from torch import Generator, Tensor

TARGETS = {
    "grey": "grey values as they are",
    "binarised": "black or white, drawn anew at each visit with the grey value as probability",
}


def make_target(images: Tensor, kind: str, generator: Generator) -> Tensor:
    """The target of images (N, C, H, W) in [0, 1]: themselves, or a Bernoulli draw of each value."""
    if kind not in TARGETS:
        raise ValueError(f"unknown target {kind!r}; choose from {', '.join(TARGETS)}")
    return images if kind == "grey" else torch.bernoulli(images, generator=generator)
