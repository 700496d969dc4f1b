"""The commands that train: train, sweep, resume."""

import argparse
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from torch import Tensor

from vae_core.command_output import Interrupted, download_bar, handled, note, print_evaluation, show
from vae_core.config import RunConfig, config_from_plain, with_changes
from vae_core.datasets import ImageSet, MissingData, load_for
from vae_core.measures.metrics import evaluate
from vae_core.options import (
    PROGRAM,
    Parser,
    UsageError,
    add_command,
    add_device,
    add_download,
    add_settings,
    check_range,
    device_named,
    one_of,
    option_of,
    run_at,
)
from vae_core.presets import PRESETS, preset
from vae_core.recording.recording import finish, is_moved, record, trainer_of
from vae_core.recording.start_weights import continued_config, start_weights
from vae_core.results.tensorboard_log import FOLDER_OF_LOG, NEEDED, TensorboardLog
from vae_core.runs.lock import hold
from vae_core.runs.run import Run, create_run, new_run_id
from vae_core.runs_folder import runs_folder
from vae_core.sweep import parse_vary, vary
from vae_core.training.device import choose_device
from vae_core.training.memory import check_memory, machine_bytes
from vae_core.training.trainer import Trainer, check_trainable

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_parsers(commands: Any, arguments: Sequence[str]) -> None:
    """Adds the commands; the model that the arguments name decides which settings they have."""
    first = Parser(prog=f"{PROGRAM} train", add_help=False, allow_abbrev=False)
    first.add_argument("--model")
    first.add_argument("--preset")
    first.add_argument("--start-from", default="")
    known = first.parse_known_args(arguments)[0]
    name = known.model or (
        PRESETS[known.preset].config.model if known.preset in PRESETS else _model_of_run(known.start_from)
    )
    _add_train(commands, name)
    _add_sweep(commands, name)
    _add_resume(commands)


def _model_of_run(folder: str) -> str:
    """Returns the model of the run in a folder; the usual one for no folder, or for one that the command will refuse."""
    if folder:
        with suppress(UsageError, ValueError, OSError):
            return run_at(Path(folder)).config.model
    return RunConfig.model


def _add_train(commands: Any, name: str) -> None:
    parser = add_command(commands, "train", "train a model")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run (default: a new one in runs/)")
    parser.add_argument("--resume", action="store_true", help="continue the run in --out from its last checkpoint")
    add_download(parser)
    _add_log(parser)
    chosen = "; ".join(f"{name}: {one.description}" for name, one in PRESETS.items())
    parser.add_argument(
        "--preset", metavar=one_of(PRESETS), help=f"settings to start from; other options replace them; {chosen}"
    )
    add_settings(parser, name)


def _add_sweep(commands: Any, name: str) -> None:
    sweep = add_command(commands, "sweep", "train a model once for each value of one setting")
    sweep.add_argument("--vary", required=True, metavar="NAME=VALUES", help="for example beta=0.5,1,2")
    sweep.add_argument(
        "--out", type=Path, metavar="DIR", default=runs_folder(), help="folder of the runs (default: runs/)"
    )
    add_download(sweep)
    _add_log(sweep)
    add_settings(sweep, name)


def _add_resume(commands: Any) -> None:
    again = add_command(commands, "resume", "continue an interrupted or stopped run")
    again.add_argument("run", type=Path, metavar="DIR")
    again.add_argument("--more-epochs", type=int, default=0, metavar="N", help="train N epochs more than planned")
    ends = "end the run at its last checkpoint instead: writes weights, codes and networks, trains no further"
    again.add_argument("--finish", action="store_true", help=ends)
    add_device(again, "device to continue on")
    add_download(again)
    _add_log(again)


def _train(options: argparse.Namespace) -> None:
    _check_log(options.log)
    own = ("command", "json", "out", "resume", "download", "preset", "log")
    given = {name: value for name, value in vars(options).items() if name not in own}
    origin = _origin(given)
    try:
        config = with_changes(preset(options.preset), given) if options.preset else _config_of(given, origin)
        if options.resume and (given or options.preset or options.out is None):
            raise UsageError("--resume takes all settings from the run; give --out DIR and no other setting")
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(error) from error
    if options.resume:
        return _continue(run_at(options.out), options.json, options.download, log=options.log)
    path = options.out or runs_folder() / new_run_id()
    _check_free(path)
    _note_without_effect(given, [config])
    image_set = load_for(config, download=options.download, progress=download_bar())
    config = _fitted(config, image_set)
    check_memory(config, image_set, machine_bytes())
    (weights,) = _weights_of(origin, [config])
    trainer = Trainer(config, image_set)
    if weights is not None:
        trainer.model.load_state_dict(weights)
    run = create_run(path, config, weights)
    _record(run, trainer, options.json, options.log)
    return _fail_if_diverged([run])


def _origin(given: dict[str, Any]) -> Run | None:
    """Returns the run in the folder of --start-from, and writes its name into the settings; None without that option."""
    folder = given.get("start_from", "")
    if not folder:
        return None
    run = run_at(Path(folder))
    given["start_from"] = run.path.resolve().name
    return run


def _config_of(given: dict[str, Any], origin: Run | None) -> RunConfig:
    return config_from_plain(given) if origin is None else continued_config(origin, given)


def _weights_of(origin: Run | None, configs: list[RunConfig]) -> list[dict[str, Tensor] | None]:
    """Returns the weights from which each training starts, None for random ones; a UsageError where they do not fit."""
    try:
        return [None if origin is None else start_weights(config, origin) for config in configs]
    except ValueError as error:
        raise UsageError(error) from error


def _note_without_effect(given: Iterable[str], configs: list[RunConfig]) -> None:
    """Says which of the given settings change nothing in any of the trainings."""
    idle = [config.without_effect() for config in configs]
    for name in given:
        if all(name in each for each in idle):
            note(f"{option_of(name)} has no effect here, for it needs {idle[0][name]}")


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
    _check_log(options.log)
    own = ("command", "json", "out", "vary", "download", "log")
    given = {name: value for name, value in vars(options).items() if name not in own}
    origin = _origin(given)
    try:
        name, values = parse_vary(options.vary)
        if name in given:
            raise UsageError(f"--vary and {option_of(name)} both set {name}; leave {option_of(name)} out")
        configs = vary(_config_of(given, origin), name, values)
    except ValueError as error:
        raise UsageError(error) from error
    _note_without_effect(given, configs)
    starts = _weights_of(origin, configs)
    if options.download:
        for config in configs:
            load_for(config, download=True, progress=download_bar())
    try:
        configs = [_fitted(config, load_for(config)) for config in configs]
        for config in configs:
            check_trainable(config, load_for(config))
            check_memory(config, load_for(config), machine_bytes())
    except MissingData:
        raise
    except ValueError as error:
        raise UsageError(error) from error
    sweep = new_run_id()[:16]
    runs = []
    for config, start in zip(configs, starts, strict=True):
        run = create_run(options.out / new_run_id(), config, start, sweep=sweep)
        runs.append(run)
        _record(run, trainer_of(run, load_for(config)), options.json, options.log)
    _fail_if_diverged(runs)


def _resume(options: argparse.Namespace) -> None:
    _check_log(options.log)
    run = run_at(options.run)
    device = device_named(options.device)
    check_range("--more-epochs", options.more_epochs, 0, 100_000)
    if options.finish and options.more_epochs:
        raise UsageError("--finish trains no further; leave --more-epochs out")
    if not options.finish:
        return _continue(run, options.json, options.download, device, options.more_epochs, options.log)
    image_set = load_for(run.config, download=options.download, progress=download_bar())
    with hold(run.path):
        finish(run, image_set, device)
    print(f"{run.summary.message} {run.path}", file=sys.stderr)
    return None


def _continue(
    run: Run, as_json: bool, download: bool = False, device: str = "", more_epochs: int = 0, log: str = ""
) -> None:
    if run.is_imported:
        raise ValueError(
            f"{run.path} was imported and has no checkpoint; train a new run that starts from its weights: "
            f"`{PROGRAM} train --start-from {run.path}`"
        )
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
    _record(run, trainer, as_json, log)
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


def _add_log(parser: argparse.ArgumentParser) -> None:
    words = f"also write event files for TensorBoard, in the folder {FOLDER_OF_LOG} of the run (needs tensorboard)"
    parser.add_argument("--log", default="", choices=("tensorboard",), help=words)


def _check_log(name: str) -> None:
    """Raises a UsageError before any work where the package of this format is not installed."""
    if name and find_spec(name) is None:
        raise UsageError(NEEDED)


def _record(run: Run, trainer: Trainer, as_json: bool, log: str) -> None:
    """Trains into the folder of a run and prints its result. Ctrl-C or SIGTERM stops the run, a second one ends it at once."""
    started, asked = time.perf_counter(), list[int]()

    def stop(number: int, frame: object) -> None:
        if asked:
            raise Interrupted(f"interrupted; the last checkpoint is kept; continue with `{PROGRAM} resume {run.path}`")
        asked.append(number)
        trainer.stop()

    def wait() -> None:
        note(f"the disk of {run.path} is full; the training waits for space, and Ctrl-C ends it at its last checkpoint")

    with (
        TensorboardLog(run.path / FOLDER_OF_LOG) if log else nullcontext() as events,
        handled(dict.fromkeys(SIGNALS, stop)),
        closing(record(run, trainer, wait)) as reports,
    ):
        for report in reports:
            show(report)
            if events is not None:
                events.add_report(report)
        if events is not None:
            events.add_results(run)
    print(f"{run.summary.message} {run.path}", file=sys.stderr)
    if asked and run.summary.status == "stopped":
        raise Interrupted(f"interrupted; weights and checkpoint are kept; continue with `{PROGRAM} resume {run.path}`")
    seconds = time.perf_counter() - started
    result = evaluate(trainer.model, trainer.loader, trainer.image_set, seed=run.config.seed)
    print_evaluation(run, result, as_json, seconds)


COMMANDS = {"train": _train, "sweep": _sweep, "resume": _resume}
