"""The options of the browser's map and interpolation, for the app and for the HTML page alike."""

from typing import Any

from vae_core.models import model_class
from vae_core.runs.run import Run

PRIOR_FILE = "prior.json"  # of a model whose prior is not N(0, I)


def map_options(run: Run, run_url: str, planes: list[dict[str, Any]]) -> dict[str, Any]:
    """The options of js/map/latent_map.js for `run`, whose files are below `run_url`; `planes` are those of `map_planes`.

    JSON-ready. Raises a DamagedRun where the summary has no data set.
    """
    dataset = run.trained_on
    return {
        "runUrl": run_url,
        "shape": list(dataset.shape),
        "classNames": list(dataset.class_names),
        "factorNames": list(dataset.factor_names),
        "hasOwnPrior": (run.path / PRIOR_FILE).exists(),
        "isConditional": model_class(run.config.model).is_conditional,
        "latentDim": run.config.latent_dim,
        "planes": planes,
    }


def interpolate_options(run: Run, run_url: str, planes: list[dict[str, Any]]) -> dict[str, Any]:
    """The options of js/interpolate/interpolate.js for `run`; parameters as for `map_options`."""
    shared = map_options(run, run_url, planes)
    return {name: shared[name] for name in ("runUrl", "shape", "classNames", "isConditional")} | {
        "plane": planes[0],
        "prior": getattr(run.config.settings, "prior", "standard"),
    }
