"""The options of the command line: those that commands share, and one for every setting of a run."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import Field
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

import vae_core
from vae_core.config import DEVICES, RunConfig
from vae_core.models import MODELS, model_class
from vae_core.runs.run import Run, open_run
from vae_core.settings import setting_fields, setting_of
from vae_core.tables import is_number

CONSOLE_COMMAND = "latent-lab"
# The console command of an installation, or the module of a checkout.
PROGRAM = "python -m vae_core" if Path(sys.argv[0]).parts[-2:] == ("vae_core", "__main__.py") else CONSOLE_COMMAND


class UsageError(ValueError):
    """The command line asks for something that does not exist."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are UsageErrors, which name the value and the way out."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register("type", float, _number)
        self.register("type", int, _whole_number)
        self.register("type", Path, _path)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        with_point = text.replace(",", ".", 1)
        hint = f"; write {with_point}, with a point" if is_number(with_point) else ""
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no number{hint}") from None


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no whole number") from None


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty path; name a file or a folder")
    return Path(text)


def new_parser() -> tuple[argparse.ArgumentParser, Any]:
    """Returns the parser of the command line, and the object to which each command is added."""
    parser = Parser(prog=PROGRAM, description="Train and measure variational autoencoders.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"Latent Lab {vae_core.__version__}")
    return parser, parser.add_subparsers(required=True, metavar="command", parser_class=Parser)


def add_command(commands: Any, name: str, help: str) -> argparse.ArgumentParser:
    """Adds a command, and returns its parser, to which its options are added."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    parser.set_defaults(command=name)
    parser.add_argument("--json", action="store_true", help="print one line of JSON at the end")
    return parser


def add_device(parser: argparse.ArgumentParser, help: str) -> None:
    """Adds the option --device."""
    parser.add_argument("--device", default="", metavar=one_of(DEVICES), help=f"{help} (default: auto)")


def add_download(parser: argparse.ArgumentParser) -> None:
    """Adds the option --download."""
    parser.add_argument("--download", action="store_true", help="download the images first if they are missing")


def check_range(option: str, value: float, low: float, high: float) -> None:
    """Raises a UsageError for a number of an option outside of its range; NaN is outside of any."""
    if not low <= value <= high:
        raise UsageError(f"{option} is {value}; choose from {low:,} to {high:,}")


def check_folder(option: str, folder: Path) -> None:
    """Raises a UsageError where something else than a folder has this path, or the path of a folder above it."""
    for path in (folder, *folder.parents):
        if path.exists():
            if not path.is_dir():
                raise UsageError(f"{option} {folder}: {path} is not a folder; choose another place")
            return


def device_named(name: str) -> str:
    """Returns the device of an option; a UsageError for a name that no machine has."""
    if name and name not in DEVICES:
        raise UsageError(f"unknown device {name!r}; choose from {', '.join(DEVICES)}")
    return name


def run_at(folder: Path) -> Run:
    """Returns the run in `folder`; a UsageError where there is no run."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder; give the folder of a run (`{PROGRAM} list` shows them)")
    if not (folder / "summary.json").exists():
        raise UsageError(
            f"{folder} holds no run, for it has no summary.json; give the folder of a run (`{PROGRAM} list` shows them)"
        )
    return open_run(folder)


def add_settings(parser: argparse.ArgumentParser, name: str) -> None:
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
    option = option_of(entry.name)
    text = f"{known.help} (default: {_default_in_words(entry)})".replace("%", "%%")
    if kind is bool:
        group.add_argument(option, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=text)
        return
    # Shown, not checked here: the setting's own check refuses other words, with the same error as in a configuration.
    metavar = one_of(known.choices) if known.choices else None
    if get_origin(kind) is tuple:
        group.add_argument(
            option, type=get_args(kind)[0], nargs="*", metavar=metavar, default=argparse.SUPPRESS, help=text
        )
    else:
        group.add_argument(option, type=kind, metavar=metavar, default=argparse.SUPPRESS, help=text)


def option_of(name: str) -> str:
    """Returns the option of a setting: --latent-dim for latent_dim."""
    return f"--{name.replace('_', '-')}"


def one_of(names: Iterable[str]) -> str:
    """Returns the choices of an option as its help shows them."""
    return "{" + ",".join(names) + "}"


def _default_in_words(entry: Field[Any]) -> str:
    """Returns the default of a setting as the help states it; an empty list by its meaning."""
    if entry.default in ((), ""):
        return setting_of(entry).empty
    return {True: "yes", False: "no"}[entry.default] if isinstance(entry.default, bool) else str(entry.default)
