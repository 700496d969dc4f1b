"""Computations for a latent map that a browser cannot do: the best posterior of one image, a t-SNE view."""

from pathlib import Path
from typing import Any

import torch

from vae_core.datasets import ImageSet
from vae_core.file_cache import cached_by_file
from vae_core.files import read_tensors
from vae_core.measures.amortisation import refine_posterior
from vae_core.measures.projection import EMBEDDINGS
from vae_core.models import LatentVariableModel
from vae_core.runs.run import Run, known_model
from vae_core.training.batches import BatchLoader


def refined(run: Run, image_set: ImageSet, index: int) -> dict[str, Any]:
    """Returns the optimised posterior of image `index`, JSON-ready: ELBO before and after, standard error, mean, log-variance.

    A ValueError if the model has no posterior.
    """
    model = known_model(run)
    if not isinstance(model, LatentVariableModel):
        raise ValueError(f"the model {run.config.model} has no posterior to refine; choose a run of a VAE")
    batch = next(BatchLoader(image_set).grey_batches(torch.tensor([index])))
    result = refine_posterior(model, batch)
    return {
        "before": result.before,
        "after": result.after,
        "standardError": result.standard_error,
        "mean": result.posterior.mean[0].tolist(),
        "logVar": result.posterior.log_var[0].tolist(),
    }


def embedding(run: Run, name: str) -> bytes:
    """Returns the places of the run's first codes, those of test images, by t-SNE or UMAP: float32, (M, 2)."""
    return _embedding(run.path / "latents.safetensors", name)


@cached_by_file(entries=16)
def _embedding(path: Path, name: str) -> bytes:
    return EMBEDDINGS[name](read_tensors(path)[0]["mean"]).numpy().astype("<f4").tobytes()
