"""Runs whose weights a new training may start from, and the training that continues one on an own data set."""

from dataclasses import replace

from dashboard.ui.session import all_runs, entry_title
from vae_core.config import RunConfig, with_changes
from vae_core.datasets.own_sets import OwnData
from vae_core.models import model_class
from vae_core.runs.library import RunEntry, list_entries


def runs_to_start_from(config: RunConfig) -> dict[str, str]:
    """Returns the titles of the visitor's and the bundled runs with the networks of `config`, by id, the newest first."""
    found = (entry for entry in _usable() if _networks(entry.config) == _networks(config))
    return {entry.run.id: entry_title(entry) for entry in found}


def runs_for_images(data: OwnData) -> dict[str, RunEntry]:
    """Returns the runs on images of the shape of a data set, by id, the newest first.

    The networks of a conditional model depend on the number of classes, so its weights fit no other data set.
    """
    return {
        entry.run.id: entry
        for entry in _usable()
        if entry.config.dataset.shape == data.shape and not model_class(entry.config.model).is_conditional
    }


def retraining(entry: RunEntry, data: OwnData, seconds: float) -> RunConfig:
    """Returns the training that goes on from the weights of a run, on all images of a data set, for `seconds`."""
    batch = min(entry.final_config.batch_size, max(1, data.training_images))
    changes = {"data": data.name, "classes": [], "subset": 0, "batch_size": batch, "patience": 0}
    changes |= {"start_from": entry.run.id, "seconds": seconds, "epochs": 1000, "device": "auto", "threads": 0}
    return replace(with_changes(entry.final_config, changes), own_data=data)


def _usable() -> list[RunEntry]:
    return [entry for entry in list_entries(all_runs())[0] if entry.is_ready]


def _networks(config: RunConfig) -> tuple[object, ...]:
    shape = config.dataset.shape
    return (config.model, shape, config.network, config.hidden, config.activation, config.latent_dim)
