"""The codes in a run's folder: latents.safetensors, one row for each image."""

from torch import Tensor

from vae_core.files import DamagedRun, read_tensors
from vae_core.runs.run import Run

LATENTS = "latents.safetensors"
LATENT_COLUMNS = ("mean", "label", "index", "split")  # of each run; `log_var` and others are there for some models


def read_latents(run: Run) -> dict[str, Tensor]:
    """Returns the codes of a run with their labels, rows in the data set and splits (N,); raises a DamagedRun without."""
    tensors, _ = read_tensors(run.path / LATENTS)
    if missing := [name for name in LATENT_COLUMNS if name not in tensors]:
        raise DamagedRun(f"run {run.id}: {LATENTS} has no {', '.join(missing)}; train it again")
    count = len(tensors["mean"])
    if wrong := next((name for name in LATENT_COLUMNS if len(tensors[name]) != count), ""):
        raise DamagedRun(f"run {run.id}: {LATENTS} has {len(tensors[wrong])} rows of {wrong} and {count} of mean")
    return tensors
