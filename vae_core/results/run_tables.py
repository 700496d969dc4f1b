"""The numbers of runs as tables: the codes and the curves of one run, and the settings and results of several."""

from collections.abc import Sequence
from typing import Any

import torch

from vae_core.measures.codes import Codes, kl_of
from vae_core.measures.metrics import SPLITS
from vae_core.models import LatentVariableModel, Posterior
from vae_core.runs.comparison import differing
from vae_core.runs.latents import read_latents
from vae_core.runs.library import RunEntry
from vae_core.runs.run import Run
from vae_core.tables import TableColumn, table_of
from vae_core.training.terms import Terms

_ALWAYS = ("model", "data", "latent_dim", "beta", "seed")  # settings in each comparison


def kept_codes(run: Run) -> Codes:
    """Returns the codes that the run's map shows: of all test images, then of as many others as it kept."""
    tensors, model = read_latents(run), run.model
    mean, label = tensors["mean"].float(), tensors["label"].long()
    log_var = tensors.get("log_var")
    kl = None
    if isinstance(model, LatentVariableModel) and log_var is not None:
        kl = kl_of(model, Posterior(mean, log_var.float()), label)
    return Codes(
        mean=mean,
        log_var=log_var,
        label=label,
        reconstruction=tensors.get("reconstruction", torch.full((len(mean),), torch.nan)),
        kl=kl,
        class_names=run.trained_on.class_names,
        index=tensors["index"].long(),
        split=tuple(SPLITS[number] for number in tensors["split"].tolist()),
    )


def curve_rows(run: Run) -> list[dict[str, Any]]:
    """Returns a row for each report of the training: step, epoch, time, and each term of the loss in nats per image.

    Terms of the training images begin with `train_`, those of the validation images, once an epoch, with `validation_`.
    """
    rows = []
    for report in run.reports():
        row: dict[str, Any] = {"step": report.step, "epoch": report.epoch, "seconds": report.seconds}
        row |= _terms("train", report.train) | _terms("validation", report.validation)
        rows.append(row | {"weight": report.beta, "learning_rate": report.learning_rate})
    return rows


def _terms(split: str, terms: Terms | None) -> dict[str, Any]:
    if terms is None:
        return {f"{split}_reconstruction": None}
    found: dict[str, Any] = {f"{split}_reconstruction": terms.reconstruction}
    if terms.kl is not None:
        found |= {f"{split}_kl": terms.kl, f"{split}_elbo": terms.elbo}
    return found | {f"{split}_kl_{number}": value for number, value in enumerate(terms.kl_per_dim or [], 1)}


def curve_columns(run: Run) -> dict[str, TableColumn]:
    """Returns the curves as a table. Raises a ValueError for a run without a report."""
    rows = curve_rows(run)
    if not rows:
        raise ValueError(f"run {run.id} has no curves; train it first")
    return table_of(rows)


def comparison_rows(entries: Sequence[RunEntry]) -> list[dict[str, Any]]:
    """Returns a row for each run: title, status, settings (the common ones and those that differ), results in nats."""
    configs = [entry.final_config for entry in entries]
    different = differing(configs)
    names = [*_ALWAYS, *(name for name in different if name not in _ALWAYS)]
    rows = []
    for entry, config in zip(entries, configs, strict=True):
        plain, summary, terms = config.to_plain(), entry.summary, entry.summary.validation
        row: dict[str, Any] = {"run": entry.run.id, "title": entry.about.title, "status": summary.status}
        row |= {name: _cell(plain.get(name)) for name in names}
        row |= (
            {"elbo": None, "reconstruction": None, "kl": None}
            if terms is None
            else {
                "elbo": terms.elbo,
                "reconstruction": terms.reconstruction,
                "kl": terms.kl,
            }
        )
        rows.append(row | {"gap": entry.run.gap} | _results(entry))
    return rows


def _results(entry: RunEntry) -> dict[str, Any]:
    summary = entry.summary
    return {name: getattr(summary, name) for name in ("active_units", "parameters", "seconds", "steps")}


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def comparison_columns(entries: Sequence[RunEntry]) -> dict[str, TableColumn]:
    """Returns the comparison as a table."""
    return table_of(comparison_rows(entries))
