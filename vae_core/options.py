"""The parser of the command line, with every setting of a run as an option."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import Field
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

import vae_core
from vae_core.config import DEVICES, RunConfig
from vae_core.measures.metrics import SPLITS
from vae_core.models import MODELS, model_class
from vae_core.presets import PRESETS
from vae_core.runs.folder import runs_folder
from vae_core.settings import setting_fields, setting_of

# The console command of an installation, or the module of a checkout.
PROGRAM = "python -m vae_core" if Path(sys.argv[0]).parts[-2:] == ("vae_core", "__main__.py") else "latent-lab"


EXPORTS = {
    "onnx": "encoder.onnx and decoder.onnx",
    "html": "the latent map as one page that works offline",
    "handout": "settings, curves, latent plane, images and three questions on two A4 pages to print",
    "script": "the training in PyTorch, one file without this project",
    "zip": "all of the run in one file, for `import` or the Runs page",
    "notebook": "the same as a Jupyter notebook",
}


class UsageError(ValueError):
    """The command line asks for something that does not exist."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Returns the parser for these arguments; the model that they name decides which options `train` has."""
    parser = _Parser(prog=PROGRAM, description="Train and measure variational autoencoders.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"Latent Lab {vae_core.__version__}")
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=_Parser)
    _add_train(commands, arguments)
    again = _command(commands, "resume", "continue an interrupted or stopped run")
    again.add_argument("run", type=Path, metavar="DIR")
    again.add_argument("--more-epochs", type=int, default=0, metavar="N", help="train N epochs more than planned")
    ends = "end the run at its last checkpoint instead: writes weights, codes and networks, trains no further"
    again.add_argument("--finish", action="store_true", help=ends)
    _add_device(again, "device to continue on")
    _add_download(again)
    measure = _command(commands, "evaluate", "measure a trained run")
    measure.add_argument("run", type=Path, metavar="DIR")
    measure.add_argument("--split", default="test", choices=SPLITS)
    measure.add_argument(
        "--nll-samples", type=int, default=0, metavar="K", help="importance samples per image for the NLL"
    )
    more = "also measure the parts of the rate and, where the factors are known, the MIG"
    measure.add_argument("--disentanglement", action="store_true", help=more)
    _add_device(measure, "device to measure on")
    _add_download(measure)
    listing = _command(commands, "list", "list the runs in a folder, the models and the data sets")
    listing.add_argument("folder", type=Path, nargs="?", default=runs_folder())
    take = _command(commands, "import", "take in the zip file of a run")
    take.add_argument("file", type=Path, metavar="FILE.zip")
    where = "folder of runs to write to (default: runs/)"
    take.add_argument("--out", type=Path, metavar="DIR", default=runs_folder(), help=where)
    export = _command(commands, "export", "write a run as files for other programs and for people")
    export.add_argument("run", type=Path, metavar="DIR")
    words = "; ".join(f"{name}: {text}" for name, text in EXPORTS.items())
    export.add_argument("--to", default="onnx", choices=tuple(EXPORTS), help=f"{words} (default: onnx)")
    place = "folder to write to, or a file name with the ending of its kind (default: the folder of the run)"
    export.add_argument("--out", type=Path, help=place)
    return parser


def _add_device(parser: argparse.ArgumentParser, help: str) -> None:
    parser.add_argument("--device", default="", metavar=_one_of(DEVICES), help=f"{help} (default: auto)")


def _add_download(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--download", action="store_true", help="download the images first if they are missing")


def _command(commands: Any, name: str, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    parser.set_defaults(command=name)
    parser.add_argument("--json", action="store_true", help="print one line of JSON at the end")
    return parser


def _add_train(commands: Any, arguments: Sequence[str]) -> None:
    first = _Parser(prog=f"{PROGRAM} train", add_help=False, allow_abbrev=False)
    first.add_argument("--model")
    first.add_argument("--preset")
    known = first.parse_known_args(arguments)[0]
    name = known.model or (PRESETS[known.preset].config.model if known.preset in PRESETS else "vae")
    parser = _command(commands, "train", "train a model")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run (default: a new one in runs/)")
    parser.add_argument("--resume", action="store_true", help="continue the run in --out from its last checkpoint")
    _add_download(parser)
    chosen = "; ".join(f"{name}: {one.description}" for name, one in PRESETS.items())
    parser.add_argument(
        "--preset", metavar=_one_of(PRESETS), help=f"settings to start from; other options replace them; {chosen}"
    )
    _add_settings(parser, name)
    sweep = _command(commands, "sweep", "train a model once for each value of one setting")
    sweep.add_argument("--vary", required=True, metavar="NAME=VALUES", help="for example beta=0.5,1,2")
    sweep.add_argument(
        "--out", type=Path, metavar="DIR", default=runs_folder(), help="folder of the runs (default: runs/)"
    )
    _add_download(sweep)
    _add_settings(sweep, name)


def _add_settings(parser: argparse.ArgumentParser, name: str) -> None:
    """Adds an option for every setting of a run and of the model `name`."""
    for kind in (RunConfig, model_class(name if name in MODELS else "vae").Settings):
        group = parser.add_argument_group(
            "settings of the run" if kind is RunConfig else f"settings of the model {name}"
        )
        hints = get_type_hints(kind)
        for entry in setting_fields(kind):
            _add_option(group, entry, hints[entry.name])


def _add_option(group: Any, entry: Field[Any], kind: Any) -> None:
    known = setting_of(entry)
    option = "--" + entry.name.replace("_", "-")
    text = f"{known.help} (default: {_default_in_words(entry)})".replace("%", "%%")
    if kind is bool:
        group.add_argument(option, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
        return
    # Shown, not checked here: the setting's own check refuses other words, with the same error as in a configuration.
    metavar = _one_of(known.choices) if known.choices else None
    if get_origin(kind) is tuple:
        group.add_argument(
            option, type=get_args(kind)[0], nargs="*", metavar=metavar, default=argparse.SUPPRESS, help=text
        )
    else:
        group.add_argument(option, type=kind, metavar=metavar, default=argparse.SUPPRESS, help=text)


def _one_of(names: Iterable[str]) -> str:
    return "{" + ",".join(names) + "}"


def _default_in_words(entry: Field[Any]) -> str:
    """Returns the default of a setting as the help states it; an empty list by its meaning."""
    if entry.default == ():
        return setting_of(entry).empty
    return {True: "yes", False: "no"}[entry.default] if isinstance(entry.default, bool) else str(entry.default)
