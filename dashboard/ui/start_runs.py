"""Runs whose weights a new training may start from, and the training that continues one, on its own images or on others."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.session import all_runs, entry_title, person
from vae_core.config import RunConfig, with_changes
from vae_core.datasets.image_set import training_count
from vae_core.models import model_class
from vae_core.own_sets import OwnData
from vae_core.recording.start_weights import has_same_networks
from vae_core.runs.library import RunEntry, list_entries

_CONTINUED_SECONDS = 30.0  # proposed for a training that goes on from a run


def runs_to_start_from(config: RunConfig) -> dict[str, str]:
    """Returns the titles of the visitor's and the bundled runs whose weights fit `config`, by id, the newest first."""
    found = (entry for entry in usable_runs() if has_same_networks(config, entry.config))
    return {entry.run.id: entry_title(entry) for entry in found}


def runs_for_images(runs: Sequence[RunEntry], data: OwnData) -> dict[str, RunEntry]:
    """Returns those of `runs` on images of the shape of a data set, by id.

    The networks of a conditional model depend on the number of classes, so its weights fit no other data set.
    """
    return {
        entry.run.id: entry
        for entry in runs
        if entry.config.dataset.shape == data.shape and not model_class(entry.config.model).is_conditional
    }


def retraining(entry: RunEntry, data: OwnData, seconds: float) -> RunConfig:
    """Returns the training that goes on from the weights of a run, on all images of a data set, for `seconds`."""
    batch = min(entry.final_config.batch_size, training_count(data.count))
    changes = {"data": data.name, "classes": [], "subset": 0, "batch_size": batch, "patience": 0}
    return replace(with_changes(entry.final_config, changes | _continued(entry, seconds)), own_data=data)


def continuation(entry: RunEntry, seconds: float) -> RunConfig:
    """Returns the training that goes on from the weights of a run, on the run's own images, for `seconds`."""
    return with_changes(entry.final_config, _continued(entry, seconds))


def choose_seconds(key: str, width: int | None = None) -> float:
    """Returns how long a training that goes on from a run takes, as the person chooses; `width` is in pixels."""
    return st.number_input("Seconds", 1.0, 3600.0, _CONTINUED_SECONDS, 5.0, "%g", key=key, width=width or "stretch")


def train_and_show(config: Callable[[], RunConfig]) -> None:
    """Starts a training and opens the Train page with it; shows the reason where it cannot be started."""
    try:
        run_id = jobs.submit(config(), person())
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
        return
    st.switch_page("train.py", query_params={"run": run_id})


def _continued(entry: RunEntry, seconds: float) -> dict[str, Any]:
    return {"start_from": entry.run.id, "seconds": seconds, "epochs": 1000, "device": "auto", "threads": 0}


def usable_runs() -> list[RunEntry]:
    """Returns the visitor's and the bundled runs from whose weights a training can start, the newest first."""
    runs = list_entries(all_runs())[0]
    return [entry for entry in runs if entry.is_ready and not model_class(entry.config.model).holds_images]
