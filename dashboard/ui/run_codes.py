"""A run's codes and their posteriors."""

import torch
from torch import Tensor

from vae_core.models import Posterior
from vae_core.runs.latents import read_latents
from vae_core.runs.run import Run


def codes_of(run: Run) -> dict[str, Tensor]:
    """Returns the run's codes with labels, rows and split, as latents.safetensors has them."""
    return read_latents(run)


def posterior_of(codes: dict[str, Tensor]) -> Posterior:
    """Returns means and log-variances of these codes; minus infinity if they are points."""
    return Posterior(codes["mean"], codes.get("log_var", torch.full_like(codes["mean"], -torch.inf)))
