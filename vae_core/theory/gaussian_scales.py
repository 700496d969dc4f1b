"""The standard deviation of a Gaussian decoder for given errors: fixed, learned, optimal and per pixel. In nats.

Shapes: N images, P pixels. `squares` are squared errors of reconstructions, (N, P).
"""

import math

import torch
from torch import Tensor

from vae_core.nn.losses import LOG_2PI

_LEAST_VARIANCE = 1e-4  # of a pixel, as the per-pixel likelihood has it: a pixel that never varies would get variance 0


def scaled_nll(mean_square: float, pixels: int, sd: float) -> float:
    """-log p of an image with that mean squared error under a Gaussian with standard deviation `sd`."""
    return 0.5 * pixels * (mean_square / sd**2 + 2 * math.log(sd) + LOG_2PI)


def scale_curve(mean_square: float, pixels: int) -> tuple[Tensor, Tensor]:
    """Standard deviations from 0.04 to 1.26, evenly in their logarithm, and `scaled_nll` at each: two (121,)."""
    sds = torch.logspace(-1.4, 0.1, 121)
    return sds, torch.tensor([scaled_nll(mean_square, pixels, float(sd)) for sd in sds])


def optimal_sd(squares: Tensor) -> float:
    """The standard deviation with the smallest -log p: the root of the mean squared error. Rybkin et al. 2021."""
    return float(squares.double().mean().sqrt())


def learned_sds(mean_square: float, start: float, steps: int, rate: float = 0.1) -> Tensor:
    """The standard deviation after each step of gradient descent on log sd, for each pixel's mean -log p: (steps + 1,)."""
    log_sd, found = math.log(start), [start]
    for _ in range(steps):
        log_sd -= rate * (1 - mean_square * math.exp(-2 * log_sd))
        found.append(math.exp(log_sd))
    return torch.tensor(found, dtype=torch.float64)


def pixel_sds(squares: Tensor) -> Tensor:
    """The best standard deviation of each pixel, at least 1/100: (P,)."""
    return squares.double().mean(0).clamp(min=_LEAST_VARIANCE).sqrt()


def pixel_nll(squares: Tensor) -> float:
    """-log p of an image on average, where each pixel has its best standard deviation."""
    sds = pixel_sds(squares)
    return float(0.5 * (squares.double().mean(0) / sds.square() + 2 * sds.log() + LOG_2PI).sum())
