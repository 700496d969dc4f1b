"""The commands that write numbers: encode, curves, compare. The ending of --out chooses CSV, NPZ or Parquet."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vae_core.command_output import download_bar, note
from vae_core.datasets import load_for
from vae_core.measures.codes import Codes, decode, encode, encode_split
from vae_core.measures.metrics import SPLITS
from vae_core.models import Model
from vae_core.options import UsageError, add_command, add_device, add_download, device_named, run_at
from vae_core.pictures import INVERSIONS, Pictures, border_brightness, read_pictures
from vae_core.results.run_tables import comparison_columns, curve_columns
from vae_core.runs.html_page import write_export
from vae_core.runs.library import list_entries
from vae_core.runs.run import Run, list_runs
from vae_core.tables import TABLE_FORMATS, Columns, records, table_bytes
from vae_core.training.batches import BatchLoader
from vae_core.training.device import choose_device, use_threads

_ENDINGS = ", ".join(TABLE_FORMATS)


def add_parsers(commands: Any) -> None:
    """Adds the commands."""
    codes = add_command(
        commands,
        "encode",
        "write the codes of images: means, log-variances, labels, reconstruction loss and KL in nats",
    )
    codes.add_argument("run", type=Path, metavar="DIR")
    codes.add_argument("--split", choices=(*SPLITS, "all"), help="images of the data set (default: test)")
    add_images(codes)
    _add_out(codes)
    add_device(codes, "device to encode on")
    add_download(codes)
    curves = add_command(commands, "curves", "write the curves of a training: a row for each report")
    curves.add_argument("run", type=Path, metavar="DIR")
    _add_out(curves)
    compare = add_command(commands, "compare", "write settings and results of runs: a row for each run")
    compare.add_argument("runs", type=Path, nargs="+", metavar="DIR", help="runs, or folders of runs")
    compare.add_argument("--sweep", default="", metavar="NAME", help="only the runs of this sweep (its first letters)")
    _add_out(compare)


def add_images(parser: argparse.ArgumentParser) -> None:
    """Adds the options for images of one's own."""
    parser.add_argument(
        "--images",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="pictures, folders of pictures or NPZ files with `images`, fitted to the model's image size; "
        "default: images of the data set",
    )
    words = "invert grey values; auto: where a bright border meets a model of dark borders (default: auto)"
    parser.add_argument("--invert", default="auto", choices=INVERSIONS, help=words)
    parser.add_argument("--label", default="", metavar="CLASS", help="class of the images, for a conditional model")


def check_images(options: argparse.Namespace) -> None:
    """Raises a UsageError for an option of own pictures without them, or of the data set's images beside own pictures."""
    if options.images:
        if options.split is not None:
            raise UsageError(
                f"--split {options.split}: the pictures of --images have no split; leave one of the two out"
            )
    elif options.label:
        raise UsageError(
            f"--label {options.label[:60]!r}: images of the data set have labels of their own; leave it out, "
            "or name pictures with --images"
        )
    elif options.invert != "auto":
        raise UsageError(
            f"--invert {options.invert}: images of the data set are never inverted; leave it out, "
            "or name pictures with --images"
        )


def _add_out(parser: argparse.ArgumentParser) -> None:
    words = f"file to write, with the ending {_ENDINGS} (default: CSV on the terminal)"
    parser.add_argument("--out", type=Path, metavar="FILE", help=words)


def _encode(options: argparse.Namespace) -> None:
    _check_out(options.out)
    check_images(options)
    run, started = run_at(options.run), time.perf_counter()
    device = choose_device(device_named(options.device) or "auto")
    model = run.load_model().to(device)
    names: Columns = {}
    if options.images:
        codes, names = _codes_of_own(run, model, options)
    else:
        image_set = load_for(run.config, download=options.download, progress=download_bar())
        use_threads(run.config.threads)
        codes = encode_split(model, BatchLoader(image_set, device=device), image_set, options.split or "test")
    seconds = time.perf_counter() - started  # with the reading of run and images, without the writing
    facts = {"run": str(run.path), "images": len(codes), "latent_dim": run.config.latent_dim}
    facts |= {"seconds": round(seconds, 3), "images_per_second": round(len(codes) / seconds)}
    if options.out is not None and not options.json:
        count = f"{len(codes):,} image{'' if len(codes) == 1 else 's'}"
        note(f"encoded {count} in {seconds:.2f} s, {len(codes) / seconds:,.0f} a second")
    _write({**names, **codes.columns()}, options, facts)


def _codes_of_own(run: Run, model: Model, options: argparse.Namespace) -> tuple[Codes, Columns]:
    """The codes of the pictures of --images, and the names of their files."""
    found = own_pictures(run, model, options)
    label = label_named(run, model, options.label)
    if model.is_conditional and label is None:
        raise UsageError(f"--label is missing; choose from {', '.join(run.trained_on.class_names)}")
    labels = None if label is None else torch.full((len(found.images),), label)
    return encode(model, found.images, labels, run.trained_on.class_names), {"file": np.array(found.names)}


def own_pictures(run: Run, model: Model, options: argparse.Namespace) -> Pictures:
    """Returns the pictures of --images, fitted to the model; notes how many of them were inverted."""
    label = torch.zeros(1, dtype=torch.int64) if model.is_conditional else None
    border = float(border_brightness(decode(model, torch.zeros(1, run.config.latent_dim), label)))
    found = read_pictures(options.images, run.shape, border, options.invert)
    if found.inverted and options.invert == "auto":
        note(
            f"inverted {len(found.inverted)} of {len(found.names)} pictures to match the model; --invert no keeps them"
        )
    return found


def label_named(run: Run, model: Model, name: str) -> int | None:
    """Returns the label of the class --label names; None for none. A UsageError where it is unknown or changes nothing."""
    names = run.trained_on.class_names
    if not name:
        return None
    if not model.is_conditional:
        raise UsageError(
            f"--label {name[:60]!r}: the model {run.config.model} is not conditioned on a label; leave it out"
        )
    if name not in names:
        raise UsageError(f"unknown class {name!r}; choose from {', '.join(names)}")
    return names.index(name)


def _curves(options: argparse.Namespace) -> None:
    _check_out(options.out)
    run = run_at(options.run)
    columns = curve_columns(run)
    _write(columns, options, {"run": str(run.path), "reports": len(columns["step"])})


def _compare(options: argparse.Namespace) -> None:
    _check_out(options.out)
    runs = [run for folder in options.runs for run in _runs_in(folder)]
    entries, damaged = list_entries(runs)
    for complaint in damaged.values():
        note(f"ignored: {complaint}")
    if options.sweep:
        entries = [entry for entry in entries if entry.summary.sweep.startswith(options.sweep)]
    if not entries:
        where = f" in the sweep {options.sweep}" if options.sweep else ""
        raise UsageError(f"there is no run{where}; give folders that hold runs")
    _write(comparison_columns(entries), options, {"runs": len(entries)})


def _runs_in(folder: Path) -> list[Run]:
    if (folder / "summary.json").exists():
        return [run_at(folder)]
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give the folder of a run, or a folder that holds runs")
    return list_runs(folder)


def _check_out(path: Path | None) -> None:
    """Raises a UsageError before any work for a file of another kind."""
    if path is not None and path.suffix.lower() not in TABLE_FORMATS:
        raise UsageError(f"--out {path} has the ending {path.suffix!r}; choose from {_ENDINGS}")


def _write(columns: Columns, options: argparse.Namespace, facts: dict[str, Any]) -> None:
    """Writes the table to --out and prints the facts; without --out, prints the table."""
    if options.out is None:
        if options.json:
            print(json.dumps(facts | {"rows": [_without_nan(row) for row in records(columns)]}, allow_nan=False))
        else:
            sys.stdout.write(table_bytes(columns, ".csv").decode())
        return
    write_export(options.out, table_bytes(columns, options.out.suffix.lower()))
    print(json.dumps(facts | {"file": str(options.out)}) if options.json else options.out)


def _without_nan(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}


COMMANDS = {"encode": _encode, "curves": _curves, "compare": _compare}
