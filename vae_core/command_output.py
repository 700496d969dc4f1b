"""The output of the command line: progress, results, notes; and the signals that end a command."""

import json
import math
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from vae_core.diagnosis.rules import diagnose_run
from vae_core.measures.metrics import Evaluation
from vae_core.runs.run import Run
from vae_core.training.report import Report

NEGATIVE = (
    "the reconstruction loss is negative, which is no error: this likelihood is a density of grey values, and a density may "
    "exceed 1"
)


class Interrupted(KeyboardInterrupt):
    """A command was ended by Ctrl-C or SIGTERM; the message says what is kept."""


def note(text: str) -> None:
    """Prints a note to stderr."""
    print(f"note: {text}", file=sys.stderr)


@contextmanager
def handled(handlers: dict[signal.Signals, Any]) -> Iterator[None]:
    """Handles signals by these functions; leaves them alone outside of the main thread, where Python allows no handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _findings(run: Run) -> list[dict[str, Any]]:
    """The diagnosis of a run; none where it kept no codes."""
    try:
        return [
            {"name": one.name, "title": one.title, "explanation": one.explanation, "is_note": one.is_note}
            for one in diagnose_run(run)
        ]
    except ValueError:
        return []


def print_evaluation(
    run: Run, result: Evaluation, as_json: bool, seconds: float, more: dict[str, Any] | None = None
) -> None:
    """Prints the measures of a run and its diagnosis, as lines or as one JSON object."""
    plain = {name: value for name, value in asdict(result).items() if value is not None or not name.startswith("nll")}
    config, summary = run.config, run.summary
    report = {
        "run": str(run.path),
        "model": config.model,
        "data": config.data,
        "latent_dim": config.latent_dim,
        "beta": config.beta,
        "target": config.target,
        "seed": config.seed,
        **plain,
        "gap": run.gap,
        **(more or {}),
        "seconds": round(seconds, 3),
        "images_per_second": summary.images_per_second,
        "parameters": summary.parameters,
        "diagnosis": _findings(run),
    }
    report = _without_nan(report)
    if result.reconstruction < 0:
        note(NEGATIVE)
    if as_json:
        print(json.dumps(report, allow_nan=False))
        return
    findings = report.pop("diagnosis")
    for name, value in report.items():
        print(f"{name:>20}  {_shown(value)}")
    for one in findings:
        print(f"{'note' if one['is_note'] else 'problem':>20}  {one['title']}: {one['explanation']}")


def _without_nan(value: Any) -> Any:
    """Replaces NaN and infinity by None, because JSON has neither."""
    if isinstance(value, dict):
        return {name: _without_nan(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def show(report: Report) -> None:
    """Prints a progress bar on a terminal, elsewhere a line per epoch."""
    if report.train is None:
        return
    kl = "" if report.train.kl is None else f"  KL {report.train.kl:.2f}"
    text = f"reconstruction {report.train.reconstruction:.2f}{kl}  {report.images_per_second:,.0f} images/s"
    if sys.stderr.isatty():
        done = int(30 * report.progress)
        end = "\n" if report.stop_reason else ""
        print(
            f"\r\033[K[{'#' * done}{'.' * (30 - done)}] {report.progress:4.0%}  {text}",
            end=end,
            file=sys.stderr,
            flush=True,
        )
    elif report.validation is not None:
        print(f"epoch {report.epoch:g}  {text}", file=sys.stderr, flush=True)


def download_bar() -> Any:
    """Returns a function that shows the progress of a download."""

    def show(fraction: float, text: str) -> None:
        print(f"\r\033[K{fraction:4.0%}  {text}", end="\n" if fraction >= 1 else "", file=sys.stderr, flush=True)

    return show
