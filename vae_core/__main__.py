"""The command line: train, sweep, resume, evaluate, list, export. Every setting of a run is an option; an error is one line."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

# Before torch is loaded, as app.py does: threads that wait in a loop for each other take the cores from other programs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from vae_core.command_output import download_bar, handled, note, print_evaluation, show
from vae_core.config import DEVICES, RunConfig, config_from_plain, with_changes
from vae_core.datasets import DATASETS, ImageSet, MissingData, load_for
from vae_core.export.onnx_files import export_onnx
from vae_core.measures.disentanglement import disentanglement
from vae_core.measures.metrics import evaluate
from vae_core.models import MODELS
from vae_core.options import PROGRAM, UsageError, build_parser
from vae_core.presets import preset
from vae_core.recording.recording import finish, is_moved, record, trainer_of
from vae_core.runs.folder import runs_folder
from vae_core.runs.handout import handout
from vae_core.runs.html_page import page, write_export
from vae_core.runs.lock import hold
from vae_core.runs.run import Run, create_run, list_runs, new_run_id, open_run
from vae_core.runs.run_zip import import_file, zip_run
from vae_core.runs.training_code import notebook_of, script_of
from vae_core.sweep import parse_vary, vary
from vae_core.training.batches import BatchLoader
from vae_core.training.device import choose_device, use_threads
from vae_core.training.trainer import Trainer, check_trainable

SUCCESS, FAILURE, USAGE, INTERRUPTED = 0, 1, 2, 130  # exit codes; docs/command_line.md
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(KeyboardInterrupt):
    """A command was ended by Ctrl-C or SIGTERM; the message says what is kept."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; without arguments, prints the help."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        with handled({signal.SIGTERM: signal.default_int_handler}):
            parser = build_parser(arguments)
            if not arguments:
                parser.print_help()
                return SUCCESS
            options = parser.parse_args(arguments)
            COMMANDS[options.command](options)
            return SUCCESS
    except UsageError as error:
        return _complain(error, USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's last flush raises no error
        return FAILURE
    except (ValueError, OSError, RuntimeError) as error:  # RuntimeError: torch without memory or a compiler
        return _complain(str(error).strip().splitlines()[0], FAILURE)
    except KeyboardInterrupt as error:
        return _complain(str(error) or "interrupted", INTERRUPTED)


def _complain(error: object, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


def _train(options: argparse.Namespace) -> None:
    own = ("command", "json", "out", "resume", "download", "preset")
    given = {name: value for name, value in vars(options).items() if name not in own}
    try:
        config = with_changes(preset(options.preset), given) if options.preset else config_from_plain(given)
        if options.resume and (given or options.preset or options.out is None):
            raise UsageError("--resume takes all settings from the run; give --out DIR and no other setting")
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(error) from error
    if options.resume:
        return _continue(_run_at(options.out), options.json, options.download)
    path = options.out or runs_folder() / new_run_id()
    _check_free(path)
    image_set = load_for(config, download=options.download, progress=download_bar())
    config = _fitted(config, image_set)
    trainer = Trainer(config, image_set)
    run = create_run(path, config)
    _record(run, trainer, options.json)
    return _fail_if_diverged([run])


def _check_free(path: Path) -> None:
    """Raises a UsageError for a folder that holds something, before the images are loaded."""
    if (path / "summary.json").exists():
        raise UsageError(f"{path} holds a run; choose another folder, or continue it with `{PROGRAM} resume {path}`")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} is not empty; choose another folder, or delete it first")


def _fitted(config: RunConfig, image_set: ImageSet) -> RunConfig:
    """The configuration with a batch of at most all training images."""
    count = len(image_set.train)
    if config.batch_size <= count:
        return config
    note(f"batch_size {config.batch_size} is larger than the {count} training images; it is {count} now")
    return replace(config, batch_size=count)


def _sweep(options: argparse.Namespace) -> None:
    """Trains one run for each value, in turn; checks all of them before the first."""
    own = ("command", "json", "out", "vary", "download")
    given = {name: value for name, value in vars(options).items() if name not in own}
    try:
        configs = vary(config_from_plain(given), *parse_vary(options.vary))
    except ValueError as error:
        raise UsageError(error) from error
    if options.download:
        for config in configs:
            load_for(config, download=True, progress=download_bar())
    try:
        configs = [_fitted(config, load_for(config)) for config in configs]
        for config in configs:
            check_trainable(config, load_for(config))
    except MissingData:
        raise
    except ValueError as error:
        raise UsageError(error) from error
    sweep = new_run_id()[:16]
    runs = []
    for config in configs:
        runs.append(create_run(options.out / new_run_id(), config, sweep=sweep))
        _record(runs[-1], Trainer(config, load_for(config)), options.json)
    _fail_if_diverged(runs)


def _resume(options: argparse.Namespace) -> None:
    run = _run_at(options.run)
    device = _device(options.device)
    if options.more_epochs < 0:
        raise UsageError(f"--more-epochs is {options.more_epochs}; give a whole number from 1 on")
    if options.finish and options.more_epochs:
        raise UsageError("--finish trains no further; leave --more-epochs out")
    if not options.finish:
        return _continue(run, options.json, options.download, device, options.more_epochs)
    image_set = load_for(run.config, download=options.download, progress=download_bar())
    with hold(run.path):
        finish(run, image_set, device)
    print(f"{run.summary.message} {run.path}", file=sys.stderr)
    return None


def _device(name: str) -> str:
    """The device of an option; a UsageError for a name that no machine has."""
    if name and name not in DEVICES:
        raise UsageError(f"unknown device {name!r}; choose from {', '.join(DEVICES)}")
    return name


def _run_at(folder: Path) -> Run:
    """The run in `folder`; a UsageError where there is no run."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give the folder of a run (`{PROGRAM} list` shows them)")
    if not (folder / "summary.json").exists():
        raise UsageError(
            f"{folder} holds no run, for it has no summary.json; give the folder of a run (`{PROGRAM} list` shows them)"
        )
    return open_run(folder)


def _continue(run: Run, as_json: bool, download: bool = False, device: str = "", more_epochs: int = 0) -> None:
    with hold(run.path):
        run.ask("resume")  # overrules an earlier pause or stop
        if more_epochs:
            run.ask("extend", more_epochs)
    image_set = load_for(run.config, download=download, progress=download_bar())
    trainer = trainer_of(run, image_set, device or _device_here(run))
    if is_moved(run, trainer):
        note(
            f"this run was trained on {run.summary.more['device']}; it continues on {trainer.device.type}, so its weights "
            "are no longer the same bit for bit"
        )
    _record(run, trainer, as_json)
    _fail_if_diverged([run])


def _fail_if_diverged(runs: list[Run]) -> None:
    """Raises a RuntimeError where one of the runs diverged, so that the command exits 1."""
    diverged = [run for run in runs if run.summary.status == "diverged"]
    if diverged:
        which = "the training" if len(runs) == 1 else f"{len(diverged)} of {len(runs)} trainings"
        raise RuntimeError(f"{which} diverged. {diverged[0].summary.message}")


def _device_here(run: Run) -> str:
    """An empty word where the run's own device is here, else "auto"."""
    try:
        choose_device(run.config.device)
    except ValueError:
        return "auto"
    return ""


def _record(run: Run, trainer: Trainer, as_json: bool) -> None:
    """Trains into the folder of a run and prints its result. Ctrl-C or SIGTERM stops the run, a second one ends it at once."""
    started, asked = time.perf_counter(), list[int]()

    def stop(number: int, frame: object) -> None:
        if asked:
            raise Interrupted(f"interrupted; the last checkpoint is kept; continue with `{PROGRAM} resume {run.path}`")
        asked.append(number)
        trainer.stop()

    with handled(dict.fromkeys(SIGNALS, stop)), closing(record(run, trainer)) as reports:
        for report in reports:
            show(report)
    print(f"{run.summary.message} {run.path}", file=sys.stderr)
    if asked and run.summary.status == "stopped":
        raise Interrupted(f"interrupted; weights and checkpoint are kept; continue with `{PROGRAM} resume {run.path}`")
    seconds = time.perf_counter() - started
    result = evaluate(trainer.model, trainer.loader, trainer.image_set, seed=run.config.seed)
    print_evaluation(run, result, as_json, seconds)


def _evaluate(options: argparse.Namespace) -> None:
    run = _run_at(options.run)
    config, started = run.config, time.perf_counter()
    device = choose_device(_device(options.device) or "auto")
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
    if options.json:
        print(json.dumps({"runs": runs, "models": list(MODELS), "data": list(DATASETS)}))
        return
    print(f"models  {', '.join(MODELS)}")
    print(f"data    {', '.join(DATASETS)}")
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


def _export(options: argparse.Namespace) -> None:
    run = _run_at(options.run)
    paths = [str(path) for path in EXPORTERS[options.to](run, options.out or run.path)]
    print(json.dumps({"run": str(run.path), "files": paths}) if options.json else "\n".join(paths))


def _import(options: argparse.Namespace) -> None:
    if not options.file.is_file():
        raise UsageError(
            f"{options.file} is not a file; give the zip file of a run (`{PROGRAM} export DIR --to zip` writes one)"
        )
    run, passed_over = import_file(options.file, options.out)
    if passed_over:
        note(f"passed over {', '.join(passed_over[:8])}{' and others' if len(passed_over) > 8 else ''}")
    print(json.dumps({"run": str(run.path), "passed_over": list(passed_over)}) if options.json else run.path)


def _write_networks(run: Run, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return export_onnx(run.load_model(), folder)


def _one_file(ending: str, content: Callable[[Run], bytes]) -> Callable[[Run, Path], list[Path]]:
    """Returns an exporter of one file: to the path that is given, or into a folder under the run's name."""

    def export(run: Run, target: Path) -> list[Path]:
        return [write_export(target if target.suffix == ending else target / f"{run.id}{ending}", content(run))]

    return export


EXPORTERS: dict[str, Callable[[Run, Path], list[Path]]] = {
    "onnx": _write_networks,
    "html": _one_file(".html", page),
    "handout": _one_file(".html", handout),
    "script": _one_file(".py", lambda run: script_of(run).encode()),
    "zip": _one_file(".zip", zip_run),
    "notebook": _one_file(".ipynb", lambda run: notebook_of(run).encode()),
}
COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "train": _train,
    "sweep": _sweep,
    "resume": _resume,
    "evaluate": _evaluate,
    "list": _list,
    "export": _export,
    "import": _import,
}

if __name__ == "__main__":
    sys.exit(main())
