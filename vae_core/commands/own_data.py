"""The command of own pictures: data add, list, show, remove, restore."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from vae_core.command_output import note
from vae_core.options import PROGRAM, Parser, UsageError, add_command, one_of
from vae_core.own_data import (
    FITS,
    ImportOptions,
    discard_own,
    import_pictures,
    new_name,
    open_path,
    parse_size,
    report_from_plain,
    restore_own,
)
from vae_core.own_sets import OwnSet, find_own, list_own


def add_parsers(commands: Any) -> None:
    """Adds `data` with its own commands."""
    data = commands.add_parser(
        "data", help="add own pictures as data sets, list, show and remove them", allow_abbrev=False
    )
    actions = data.add_subparsers(required=True, metavar="action", parser_class=Parser)
    add = add_command(actions, "add", "add a folder, an archive, an array or a table of pictures as a data set")
    add.set_defaults(command="data", action="add")
    kinds = "folder (a class is a sub-folder), zip or tar, picture, .npz, .npy, IDX, CSV or Parquet"
    add.add_argument("path", type=Path, metavar="PATH", help=kinds)
    add.add_argument("--name", required=True, help="name for `train --data NAME`: small letters, digits, - and _")
    sizes = "64, or width x height such as 100x60 (default: chosen from the pictures)"
    add.add_argument("--size", default="", metavar="SIZE", help=sizes)
    fits = "; ".join(f"{name}: {words}" for name, words in FITS.items())
    add.add_argument("--fit", default="crop", metavar=one_of(FITS), help=f"{fits} (default: crop)")
    colours = add.add_mutually_exclusive_group()
    colours.add_argument(
        "--grey", dest="colour", action="store_const", const="grey", default="auto", help="grey values"
    )
    colours.add_argument("--colour", dest="colour", action="store_const", const="colour", help="red, green and blue")
    add.add_argument("--invert", action="store_true", help="black becomes white")
    add.add_argument("--no-labels", action="store_true", help="ignore folders and labels: one class")
    add.add_argument("--keep-duplicates", action="store_true", help="keep equal pictures of a class")
    for action, help in (
        ("list", "list the data sets that were added"),
        ("show", "show size, classes and the summary of the import"),
        ("remove", "move a data set into the bin"),
        ("restore", "take a removed data set out of the bin"),
    ):
        parser = add_command(actions, action, help)
        parser.set_defaults(command="data", action=action)
        if action != "list":
            parser.add_argument("name", metavar="NAME")


def _run(options: argparse.Namespace) -> None:
    _ACTIONS[options.action](options)


def _add(options: argparse.Namespace) -> None:
    try:
        width, height = parse_size(options.size)
        chosen = ImportOptions(
            width,
            height,
            options.fit,
            options.colour,
            options.invert,
            labels=not options.no_labels,
            duplicates=options.keep_duplicates,
        )
        new = new_name(options.name)
        if find_own(new.name) is not None:
            raise UsageError(
                f"there is a data set {new.name!r} already; choose another --name, or remove it with "
                f"`{PROGRAM} data remove {new.name}`"
            )
        if not options.path.exists():
            raise UsageError(f"{options.path} is not there; give a folder or a file")
    except ValueError as error:
        raise error if isinstance(error, UsageError) else UsageError(error) from error
    own = import_pictures(open_path(options.path), new, chosen, _progress)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.json:
        print(json.dumps(_plain(own)))
        return
    _print(own)
    note(f"train on it with `{PROGRAM} train --data {own.data.name}`")


def _progress(count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{count:,} pictures", end="", file=sys.stderr, flush=True)


def _list(options: argparse.Namespace) -> None:
    found = list_own()
    if options.json:
        print(json.dumps({"data": [_plain(own) for own in found]}))
        return
    for own in found:
        channels, height, width = own.data.shape
        print(
            f"{own.data.name}  {own.data.count:,} images  {width}x{height}  {'colour' if channels == 3 else 'grey'}  "
            f"{len(own.data.class_names)} classes  {own.data.title}"
        )
    if not found:
        print(f"no data sets; add one with `{PROGRAM} data add PATH --name NAME`")


def _show(options: argparse.Namespace) -> None:
    own = _known(options.name)
    print(json.dumps(_plain(own))) if options.json else _print(own)


def _remove(options: argparse.Namespace) -> None:
    own = _known(options.name)
    discard_own(own)
    if options.json:
        print(json.dumps({"removed": own.data.name}))
        return
    print(f"removed {own.data.name}; undo with `{PROGRAM} data restore {own.data.name}`")


def _restore(options: argparse.Namespace) -> None:
    own = restore_own(options.name)
    print(json.dumps(_plain(own)) if options.json else f"restored {own.data.name}")


def _known(name: str) -> OwnSet:
    own = find_own(name)
    if own is None:
        names = ", ".join(other.data.name for other in list_own()[:20]) or "none yet"
        raise UsageError(f"there is no data set {name!r}; those added are: {names}")
    return own


def _plain(own: OwnSet) -> dict[str, Any]:
    return {**own.data.to_plain(), "path": str(own.path), "report": own.report}


def _print(own: OwnSet) -> None:
    channels, height, width = own.data.shape
    print(f"{own.data.name}: {width} x {height} pixels, {'colour' if channels == 3 else 'grey'}, in {own.path}")
    report = report_from_plain(own.report)
    if report is None:
        print("  the summary of the import is missing, or of another version")
        return
    for line in report.lines():
        print(f"  {line}")
    for name, count in list(report.classes.items())[:50]:
        print(f"  {count:>9,}  {name}")


_ACTIONS = {"add": _add, "list": _list, "show": _show, "remove": _remove, "restore": _restore}
COMMANDS = {"data": _run}
