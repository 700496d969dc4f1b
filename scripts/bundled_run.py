"""Steps that the scripts of bundled runs share: train runs by their commands, keep the small files, write the README."""

import contextlib
import io
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts.arguments import chosen_names
from vae_core.__main__ import main
from vae_core.files import read_tensors, write_tensors
from vae_core.runs.run import Run

KEPT_CODES = {"latents.safetensors": 500, "live.safetensors": 400}  # images whose codes are kept
KEPT_REPORTS = 20  # of the curves
KEPT_FILES = {"config.json", "summary.json", "metrics.jsonl", "weights.safetensors", "prior.json", *KEPT_CODES}


def build_folder(
    script: str,
    description: str | None,
    folder: Path,
    names: Iterable[str],
    build: Callable[[str], object],
    readme: Callable[[], str],
) -> None:
    """Builds the runs of a folder that the command line of `scripts.<script>` names, all by default; then its README."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in chosen_names(f"scripts.{script}", description, names):
        build(name)
    (folder / "README.md").write_text(readme())


def train_small(command: str, folder: Path) -> Run:
    """Trains a run by its command and keeps the small files that pages need."""
    train_run(command, folder)
    run = Run(folder)
    trim(run)
    return run


def train_run(command: str, folder: Path) -> dict[str, Any]:
    """Trains a run into an empty `folder` with a command of `python -m vae_core`; returns its test values by name.

    Ends the script where the training fails.
    """
    shutil.rmtree(folder, ignore_errors=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*shlex.split(command), "--out", str(folder), "--json"])
    if code:
        sys.exit(code)
    figures: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return figures


def trim(run: Run) -> None:
    """Keeps a run's few codes, few lines of its curves and half-precision weights."""
    for path in run.path.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in KEPT_FILES:
            path.unlink()
    halve_weights(run.path)
    for name, count in KEPT_CODES.items():
        tensors, numbers = read_tensors(run.path / name)
        write_tensors(run.path / name, {key: tensor[:count] for key, tensor in tensors.items()}, numbers or None)
    lines = (run.path / "metrics.jsonl").read_text().splitlines()
    kept = {round(number * (len(lines) - 1) / (KEPT_REPORTS - 1)) for number in range(KEPT_REPORTS)}
    (run.path / "metrics.jsonl").write_text("".join(lines[number] + "\n" for number in sorted(kept)))


def halve_weights(folder: Path) -> None:
    """Writes the weights of a run's folder again, in half precision."""
    weights, _ = read_tensors(folder / "weights.safetensors")
    write_tensors(folder / "weights.safetensors", {name: weight.half() for name, weight in weights.items()})
