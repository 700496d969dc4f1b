"""The commands that exchange runs with other programs, machines and people: export, import."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vae_core.command_output import note
from vae_core.export.onnx_files import export_onnx
from vae_core.options import PROGRAM, UsageError, add_command, check_folder, run_at
from vae_core.results.handout import handout
from vae_core.results.tensorboard_log import FOLDER_OF_LOG, write_tensorboard
from vae_core.runs.html_page import page, write_export
from vae_core.runs.run import Run
from vae_core.runs.run_zip import import_file, zip_run
from vae_core.runs.training_code import notebook_of, script_of
from vae_core.runs_folder import runs_folder

EXPORTS = {
    "onnx": "encoder.onnx and decoder.onnx",
    "html": "the latent map as one page that works offline",
    "handout": "settings, curves, latent plane, images and three questions on two A4 pages to print",
    "script": "the training in PyTorch, one file without this project",
    "zip": "all of the run in one file, for `import` or the Runs page",
    "notebook": "the training script as a Jupyter notebook",
    "tensorboard": "event files with curves, images and codes, in a folder of this name",
}

_ENDINGS = {"html": ".html", "handout": ".html", "script": ".py", "zip": ".zip", "notebook": ".ipynb"}  # of one file


def add_parsers(commands: Any) -> None:
    """Adds the commands."""
    take = add_command(commands, "import", "take in the zip file of a run")
    take.add_argument("file", type=Path, metavar="FILE.zip")
    where = "folder of runs to write to (default: runs/)"
    take.add_argument("--out", type=Path, metavar="DIR", default=runs_folder(), help=where)
    export = add_command(commands, "export", "write a run as files for other programs and for people")
    export.add_argument("run", type=Path, metavar="DIR")
    words = "; ".join(f"{name}: {text}" for name, text in EXPORTS.items())
    export.add_argument("--to", default="onnx", choices=tuple(EXPORTS), help=f"{words} (default: onnx)")
    place = "folder to write to, or a file name with the ending of its kind (default: the folder of the run)"
    export.add_argument("--out", type=Path, help=place)


def _export(options: argparse.Namespace) -> None:
    run = run_at(options.run)
    ending = "" if options.out is None or options.out.is_dir() else options.out.suffix
    if ending in _ENDINGS.values() and ending != _ENDINGS.get(options.to):
        wanted = f"{_ENDINGS[options.to]}, or a folder" if options.to in _ENDINGS else "no ending: a folder is written"
        raise UsageError(f"--out {options.out} has the ending {ending!r}; --to {options.to} needs {wanted}")
    paths = [str(path) for path in EXPORTERS[options.to](run, options.out or run.path)]
    print(json.dumps({"run": str(run.path), "files": paths}) if options.json else "\n".join(paths))


def _import(options: argparse.Namespace) -> None:
    if not options.file.is_file():
        raise UsageError(
            f"{options.file} is not a file; give the zip file of a run (`{PROGRAM} export DIR --to zip` writes one)"
        )
    check_folder("--out", options.out)
    try:
        run, passed_over = import_file(options.file, options.out)
    except ValueError as error:
        raise ValueError(f"{options.file}: {error}") from error
    if passed_over:
        note(f"ignored {', '.join(passed_over[:8])}{' and others' if len(passed_over) > 8 else ''}")
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
    "html": _one_file(_ENDINGS["html"], page),
    "handout": _one_file(_ENDINGS["handout"], handout),
    "script": _one_file(_ENDINGS["script"], lambda run: script_of(run).encode()),
    "zip": _one_file(_ENDINGS["zip"], zip_run),
    "tensorboard": lambda run, target: write_tensorboard(run, target / FOLDER_OF_LOG),
    "notebook": _one_file(_ENDINGS["notebook"], lambda run: notebook_of(run).encode()),
}
COMMANDS = {"export": _export, "import": _import}
