"""The file prior.json: the prior of a model as a mixture of Gaussians, for the map."""

from pathlib import Path

from vae_core.files import write_json
from vae_core.models import LatentVariableModel, Model
from vae_core.nn.priors import StandardPrior


def write_prior(folder: Path, model: Model) -> None:
    """Writes prior.json where the prior is not N(0, I); the map shows it as contours."""
    if isinstance(model, LatentVariableModel) and not isinstance(model.prior, StandardPrior):
        write_json(folder / "prior.json", model.prior.mixture().to_plain())
