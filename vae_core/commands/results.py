"""The commands that show results: evaluate, list."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from vae_core.command_output import download_bar, note, print_evaluation
from vae_core.datasets import DATASETS, load_for
from vae_core.measures.disentanglement import disentanglement
from vae_core.measures.metrics import SPLITS, evaluate
from vae_core.models import MODELS
from vae_core.options import UsageError, add_command, add_device, add_download, check_range, device_named, run_at
from vae_core.own_sets import list_own
from vae_core.runs.run import Run, list_runs
from vae_core.runs_folder import runs_folder
from vae_core.training.batches import BatchLoader
from vae_core.training.device import choose_device, use_threads

_MOST_SAMPLES = 100_000  # importance samples of an image: 20 times those of the papers, and days for MNIST


def add_parsers(commands: Any) -> None:
    """Adds the commands."""
    measure = add_command(commands, "evaluate", "measure a trained run")
    measure.add_argument("run", type=Path, metavar="DIR")
    measure.add_argument("--split", default="test", choices=SPLITS)
    measure.add_argument(
        "--nll-samples", type=int, default=0, metavar="K", help="importance samples per image for the NLL"
    )
    more = "also measure the parts of the rate and, where the factors are known, the MIG"
    measure.add_argument("--disentanglement", action="store_true", help=more)
    add_device(measure, "device to measure on")
    add_download(measure)
    listing = add_command(commands, "list", "list the runs in a folder, the models and the data sets")
    listing.add_argument("folder", type=Path, nargs="?", default=runs_folder())


def _evaluate(options: argparse.Namespace) -> None:
    run = run_at(options.run)
    check_range("--nll-samples", options.nll_samples, 0, _MOST_SAMPLES)
    config, started = run.config, time.perf_counter()
    device = choose_device(device_named(options.device) or "auto")
    image_set = load_for(config, download=options.download, progress=download_bar())
    use_threads(config.threads)
    loader = BatchLoader(image_set, config.target, device)
    model = run.load_model().to(device)
    if not (run.path / "weights.safetensors").exists():
        note(f"this run is {run.status}; its last checkpoint is measured")
    result = evaluate(model, loader, image_set, options.split, options.nll_samples, config.seed)
    rows, more = getattr(image_set, options.split), {}
    if options.disentanglement:
        more = disentanglement(model, loader, image_set, rows, config.seed)
    print_evaluation(run, result, options.json, time.perf_counter() - started, more)


def _list(options: argparse.Namespace) -> None:
    if options.folder != runs_folder() and not options.folder.is_dir():
        raise UsageError(f"{options.folder} is not a folder; give a folder that holds runs")
    runs = [_row(run) for run in list_runs(options.folder)]
    names = [*DATASETS, *(own.data.name for own in list_own())]
    if options.json:
        print(json.dumps({"runs": runs, "models": list(MODELS), "data": names}))
        return
    print(f"models  {', '.join(MODELS)}")
    print(f"data    {', '.join(names)}")
    print(f"runs    in {options.folder}: {len(runs) or 'none'}")
    for row in runs:
        print("  " + "  ".join(f"{value}" for value in row.values()))


def _row(run: Run) -> dict[str, Any]:
    try:
        config = run.config
        return {
            "run": run.id,
            "status": run.status,
            "model": config.model,
            "data": config.data,
            "latent_dim": config.latent_dim,
        }
    except ValueError as error:
        return {"run": run.id, "status": f"damaged: {error}"}


COMMANDS = {"evaluate": _evaluate, "list": _list}
