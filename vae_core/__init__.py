"""The core imports no web framework: data sets, networks, models, training, measures and runs, for scripts and notebooks.

The names of `__all__` are the interface for a notebook; each module documents the rest.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vae_core.config import RunConfig
    from vae_core.datasets import DATASETS, load_for
    from vae_core.measures.codes import decode, encode, images_between
    from vae_core.models import MODELS
    from vae_core.pictures import read_pictures, sheet
    from vae_core.results.figures import plot_codes
    from vae_core.results.run_tables import curve_rows
    from vae_core.runs.run import open_run
    from vae_core.training.trainer import Trainer

__version__ = "0.1.0"
__all__ = [
    "DATASETS",
    "MODELS",
    "RunConfig",
    "Trainer",
    "__version__",
    "curve_rows",
    "decode",
    "encode",
    "images_between",
    "load_for",
    "open_run",
    "plot_codes",
    "read_pictures",
    "sheet",
]

_MODULES = {
    "DATASETS": "vae_core.datasets",
    "MODELS": "vae_core.models",
    "RunConfig": "vae_core.config",
    "Trainer": "vae_core.training.trainer",
    "curve_rows": "vae_core.results.run_tables",
    "decode": "vae_core.measures.codes",
    "encode": "vae_core.measures.codes",
    "images_between": "vae_core.measures.codes",
    "load_for": "vae_core.datasets",
    "open_run": "vae_core.runs.run",
    "plot_codes": "vae_core.results.figures",
    "read_pictures": "vae_core.pictures",
    "sheet": "vae_core.pictures",
}


def __getattr__(name: str) -> Any:
    """Imports a name of the interface at its first use: PyTorch alone takes over a second to import."""
    if name not in _MODULES:
        raise AttributeError(f"module 'vae_core' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
