"""Display names of data, models and changes of settings; the code of each stays in addresses and on the command line."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from vae_core.datasets import DATASETS, find_own

MODEL_NAMES = {
    "memorizer": "Memorizer",
    "pca": "PCA",
    "linear_autoencoder": "Linear autoencoder",
    "autoencoder": "Autoencoder",
    "denoising": "Denoising autoencoder",
    "sparse": "Sparse autoencoder",
    "contractive": "Contractive autoencoder",
    "linear_vae": "Linear VAE",
    "vae": "Variational autoencoder",
    "conditional_vae": "Conditional VAE",
    "iwae": "IWAE",
    "beta_tcvae": "β-TCVAE",
    "factor_vae": "FactorVAE",
    "info_vae": "InfoVAE",
}
_RANDOM = re.compile(r"[0-9a-f]{32}")  # as new_run_id makes a run's id
_ID = re.compile(r"-[0-9a-f]{32}$")  # of the name of a person's data set
_MOST_VALUES = 3  # of a steered setting that a title lists


def short_id(run_id: str) -> str:
    """Returns the first letters of a random run id, which are enough to tell runs apart; any other name as it is."""
    return run_id[:6] if _RANDOM.fullmatch(run_id) else run_id


def model_name(model: str) -> str:
    """Returns the display name of a model; a model without one keeps its code."""
    return MODEL_NAMES.get(model, model.replace("_", " "))


def data_name(data: str) -> str:
    """Returns the display name of a data set; an unknown one keeps its code."""
    if data in DATASETS:
        return DATASETS[data].title
    own = find_own(data)
    return own.data.title if own is not None else _ID.sub("", data).replace("_", " ")


def in_turn(values: Sequence[Any]) -> str:
    """Returns the values that a setting had one after the other: "1 → 20"; the middle of a long list is left out."""
    shown = values if len(values) <= _MOST_VALUES else [values[0], "…", values[-1]]
    return " → ".join(f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ") for value in shown)


def steered_in_words(steered: Mapping[str, Sequence[Any]]) -> str:
    """Returns the steered settings with their values: "beta 1 → 20, learning rate 0.005 → 0.001"."""
    return ", ".join(f"{name.replace('_', ' ')} {in_turn(values)}" for name, values in steered.items())
