"""The command for the completion of words in a shell: completion."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shtab

from vae_core.options import CONSOLE_COMMAND

SHELLS = ("bash", "zsh", "fish")


def add_parsers(commands: Any, parser: argparse.ArgumentParser) -> None:
    """Adds the command, which completes the words of `parser`."""
    words = "print a script that completes commands, options and choices in a shell"
    completion = commands.add_parser("completion", help=words, description=words, allow_abbrev=False)
    completion.set_defaults(command="completion", parser=parser)
    completion.add_argument("shell", choices=SHELLS)


def _print_script(options: argparse.Namespace) -> None:
    parser: argparse.ArgumentParser = options.parser
    for action in _actions(parser):
        if action.type is Path:
            action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
        elif isinstance(action.metavar, str) and action.metavar.startswith("{"):
            action.choices = action.metavar.strip("{}").split(",")  # listed in the help, checked later
    parser.prog = CONSOLE_COMMAND  # a shell completes the words of an installed command alone
    print(shtab.complete(parser, options.shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yields the options of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)


COMMANDS = {"completion": _print_script}
