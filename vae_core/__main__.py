"""The command line: train, sweep, resume, evaluate, list, export. Every setting of a run is an option; errors are one line."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from vae_core.config import RunConfig, changed, config_from_plain
from vae_core.datasets import DATASETS, load_for
from vae_core.device import choose_device, use_threads
from vae_core.disentanglement import disentanglement
from vae_core.export import export_onnx
from vae_core.feed import Feed
from vae_core.html import write_page
from vae_core.lock import hold
from vae_core.metrics import SPLITS, Evaluation, evaluate
from vae_core.models import MODELS, model_class
from vae_core.recipes import PRESETS, preset
from vae_core.recording import record
from vae_core.runs import Run, create_run, list_runs, new_run_id, open_run
from vae_core.settings import setting_fields, setting_of
from vae_core.sweep import parse_vary, vary
from vae_core.trainer import Report, Trainer, check_trainable

RUNS = Path(os.environ.get("LATENT_LAB_RUNS", "runs"))
USAGE, FAILURE, INTERRUPTED = 2, 1, 130  # exit codes


class UsageError(ValueError):
    """The command line asks for something that does not exist."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        options = build_parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
        options.run_command(options)
        return 0
    except UsageError as error:
        return _complain(error, USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's own flush stays silent
        return FAILURE
    except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: torch, out of memory or without a compiler
        return _complain(str(error).strip().splitlines()[0], FAILURE)
    except KeyboardInterrupt:
        return _complain(
            "interrupted; the last checkpoint is kept, and `python -m vae_core resume DIR` goes on", INTERRUPTED
        )


def _complain(error: object, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these arguments; the model they name decides which options `train` has."""
    parser = _Parser(
        prog="python -m vae_core", description="Train and measure variational autoencoders.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=_Parser)
    _add_train(commands, arguments)
    again = _command(commands, "resume", "go on with a run that was broken off or stopped", _resume)
    again.add_argument("run", type=Path, metavar="DIR")
    measure = _command(commands, "evaluate", "measure a run", _evaluate)
    measure.add_argument("run", type=Path, metavar="DIR")
    measure.add_argument("--split", default="test", choices=SPLITS)
    measure.add_argument("--nll-samples", type=int, default=0, metavar="K", help="importance samples for each image")
    measure.add_argument(
        "--disentanglement", action="store_true", help="also the parts of the rate and, with known factors, the MIG"
    )
    listing = _command(commands, "list", "show the runs in a folder, and the known models and data", _list)
    listing.add_argument("folder", type=Path, nargs="?", default=RUNS)
    export = _command(commands, "export", "write a run's networks for other programs", _export)
    export.add_argument("run", type=Path, metavar="DIR")
    export.add_argument("--to", default="onnx", choices=("onnx", "html"))
    export.add_argument(
        "--out", type=Path, help="folder to write to, or a name ending in .html; the run's own if not given"
    )
    return parser


def _command(commands: Any, name: str, help: str, action: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    parser.set_defaults(run_command=action)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser


def _add_train(commands: Any, arguments: Sequence[str]) -> None:
    first = _Parser(prog="python -m vae_core train", add_help=False, allow_abbrev=False)
    first.add_argument("--model")
    first.add_argument("--preset")
    known = first.parse_known_args(arguments)[0]
    name = known.model or (PRESETS[known.preset].config.model if known.preset in PRESETS else "vae")
    parser = _command(commands, "train", "train a model", _train)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run; a new one in runs/ if not given")
    parser.add_argument("--resume", action="store_true", help="go on with the run in --out from its last checkpoint")
    parser.add_argument("--download", action="store_true", help="fetch the data if they are not on this machine")
    chosen = "; ".join(f"{name}: {one.description}" for name, one in PRESETS.items())
    parser.add_argument("--preset", metavar="NAME", help=f"settings to start from, which the others change; {chosen}")
    _add_settings(parser, name)
    sweep = _command(commands, "sweep", "train a model with several values of one setting", _sweep)
    sweep.add_argument("--vary", required=True, metavar="NAME=VALUES", help="such as beta=0.5,1,2")
    sweep.add_argument("--out", type=Path, metavar="DIR", default=RUNS, help="folder of the runs (default: runs/)")
    _add_settings(sweep, name)


def _add_settings(parser: argparse.ArgumentParser, name: str) -> None:
    """An option for every setting of a run and of the model `name`."""
    for kind in (RunConfig, model_class(name if name in MODELS else "vae").Settings):
        group = parser.add_argument_group(
            "settings of the run" if kind is RunConfig else f"settings of the model {name}"
        )
        hints = get_type_hints(kind)
        for entry in setting_fields(kind):
            _add_option(group, entry.name, hints[entry.name], entry.default, setting_of(entry).help)


def _add_option(group: Any, name: str, kind: Any, default: Any, help: str) -> None:
    option, text = (
        "--" + name.replace("_", "-"),
        f"{help} (default: {default if default != () else 'all'})".replace("%", "%%"),
    )
    if kind is bool:
        group.add_argument(option, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
    elif get_origin(kind) is tuple:
        group.add_argument(option, type=get_args(kind)[0], nargs="*", default=argparse.SUPPRESS, help=text)
    else:
        group.add_argument(option, type=kind, default=argparse.SUPPRESS, help=text)


def _train(options: argparse.Namespace) -> None:
    own = ("run_command", "json", "out", "resume", "download", "preset")
    given = {name: value for name, value in vars(options).items() if name not in own}
    try:
        config = changed(preset(options.preset), given) if options.preset else config_from_plain(given)
        if options.resume and (given or options.preset or options.out is None):
            raise UsageError("--resume takes all settings from the run; give it --out DIR and no other setting")
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(error) from error
    path = options.out or RUNS / new_run_id()
    if options.resume:
        return _go_on(open_run(path), options)
    trainer = Trainer(config, load_for(config, download=options.download, progress=_download_bar()))
    return _record(create_run(path, config), trainer, options.json)


def _sweep(options: argparse.Namespace) -> None:
    """Train one value after the other; all are checked before the first begins."""
    own = ("run_command", "json", "out", "vary")
    given = {name: value for name, value in vars(options).items() if name not in own}
    try:
        configs = vary(config_from_plain(given), *parse_vary(options.vary))
        for config in configs:
            check_trainable(config, load_for(config))
    except ValueError as error:
        raise UsageError(error) from error
    sweep = new_run_id()[:16]
    for config in configs:
        run = create_run(options.out / new_run_id(), config, sweep=sweep)
        _record(run, Trainer(config, load_for(config)), options.json)


def _resume(options: argparse.Namespace) -> None:
    _go_on(open_run(options.run), options)


def _go_on(run: Run, options: argparse.Namespace) -> None:
    with hold(run.path):
        run.ask("resume")  # whatever it was told before
    _record(run, Trainer(run.config, load_for(run.config)), options.json)


def _record(run: Run, trainer: Trainer, as_json: bool) -> None:
    started = time.perf_counter()
    with closing(record(run, trainer)) as reports:
        for report in reports:
            _show(report)
    print(f"{run.summary['message']} {run.path}", file=sys.stderr)
    seconds = time.perf_counter() - started
    result = evaluate(trainer.model, trainer.feed, trainer.image_set, seed=run.config.seed)
    _print_evaluation(run, result, as_json, seconds)


def _evaluate(options: argparse.Namespace) -> None:
    run = open_run(options.run)
    config, started = run.config, time.perf_counter()
    image_set = load_for(config)
    use_threads(config.threads)
    device = choose_device("auto")
    feed = Feed(image_set, config.target, device)
    model = run.load_model().to(device)
    result = evaluate(model, feed, image_set, options.split, options.nll_samples, config.seed)
    rows, more = getattr(image_set, options.split), {}
    if options.disentanglement:
        more = disentanglement(model, feed, image_set, rows, config.seed)
    _print_evaluation(run, result, options.json, time.perf_counter() - started, more)


def _print_evaluation(
    run: Run, result: Evaluation, as_json: bool, seconds: float, more: dict[str, Any] | None = None
) -> None:
    plain = {name: value for name, value in asdict(result).items() if value is not None or not name.startswith("nll")}
    config, summary = run.config, run.summary
    report = {
        "run": str(run.path), "model": config.model, "data": config.data, "latent_dim": config.latent_dim,
        "beta": getattr(config.settings, "beta", None), "target": config.target, "seed": config.seed, **plain, **(more or {}),
        "seconds": round(seconds, 3), "images_per_second": summary.get("images_per_second"),
        "parameters": summary.get("parameters"),
    }  # fmt: skip
    if as_json:
        print(json.dumps(report, allow_nan=False))
        return
    for name, value in report.items():
        print(f"{name:>20}  {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(_shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    return f"{value:.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def _show(report: Report) -> None:
    """A progress bar on a terminal; a line an epoch elsewhere."""
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


def _download_bar() -> Any:
    def show(fraction: float, text: str) -> None:
        print(f"\r\033[K{fraction:4.0%}  {text}", end="\n" if fraction >= 1 else "", file=sys.stderr, flush=True)

    return show


def _list(options: argparse.Namespace) -> None:
    runs = [_row(run) for run in list_runs(options.folder)]
    if options.json:
        print(json.dumps({"runs": runs, "models": list(MODELS), "data": list(DATASETS)}))
        return
    print(
        f"models  {', '.join(MODELS)}\ndata    {', '.join(DATASETS)}\nruns    in {options.folder}: {len(runs) or 'none'}"
    )
    for row in runs:
        print("  " + "  ".join(f"{value}" for value in row.values()))


def _row(run: Run) -> dict[str, Any]:
    try:
        config = run.config
        return {
            "run": run.id,
            "status": run.summary["status"],
            "model": config.model,
            "data": config.data,
            "latent_dim": config.latent_dim,
        }
    except (ValueError, KeyError) as error:
        return {"run": run.id, "status": f"damaged: {error}"}


def _export(options: argparse.Namespace) -> None:
    run = open_run(options.run)
    target = options.out or run.path
    written = _write_page(run, target) if options.to == "html" else _write_networks(run, target)
    paths = [str(path) for path in written]
    print(json.dumps({"run": str(run.path), "files": paths}) if options.json else "\n".join(paths))


def _write_page(run: Run, target: Path) -> list[Path]:
    return [write_page(run, target if target.suffix == ".html" else target / f"{run.id}.html")]


def _write_networks(run: Run, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return export_onnx(run.load_model(), folder)


if __name__ == "__main__":
    sys.exit(main())
