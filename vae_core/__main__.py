"""The command line: one command, its exit code, and an error as one line. `vae_core/commands` has the commands."""

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

# Before torch is loaded, as app.py does: threads that wait in a loop for each other take the cores from other programs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from vae_core.command_output import handled
from vae_core.commands import completion, exchange, images, import_model, numbers, own_data, results, serve, training
from vae_core.files import is_full
from vae_core.options import PROGRAM, UsageError, new_parser

SUCCESS, FAILURE, USAGE, INTERRUPTED = 0, 1, 2, 130  # exit codes; docs/command_line.md
_GROUPS = (own_data, results, numbers, images, exchange, import_model, serve)
COMMANDS: dict[str, Callable[[Any], None]] = {}
for group in (training, completion, *_GROUPS):
    COMMANDS |= group.COMMANDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; without arguments, prints the help."""
    arguments = sys.argv[1:] if arguments is None else arguments
    _accept_any_text()
    try:
        _check_texts(arguments)
        with handled({signal.SIGTERM: signal.default_int_handler}):
            parser, commands = new_parser()
            training.add_parsers(commands, arguments)
            completion.add_parsers(commands, parser)
            for group in _GROUPS:
                group.add_parsers(commands)
            if not arguments:
                parser.print_help()
                return SUCCESS
            options, unknown = parser.parse_known_args(arguments)
            if unknown:
                raise UsageError(f"unrecognized arguments: {' '.join(unknown)} (see {_help_for(options)})")
            COMMANDS[options.command](options)
            return SUCCESS
    except UsageError as error:
        return _complain(error, USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's last flush raises no error
        return FAILURE
    except OSError as error:
        return _complain(_about_files(error), FAILURE)
    except (ValueError, RuntimeError) as error:  # RuntimeError: torch without memory or a compiler
        return _complain(str(error).strip().splitlines()[0], FAILURE)
    except KeyboardInterrupt as error:
        return _complain(str(error) or "interrupted", INTERRUPTED)


def _help_for(options: argparse.Namespace) -> str:
    """The command line that lists the options of a command; those of a training depend on its model."""
    if options.command not in ("train", "sweep"):
        return f"{PROGRAM} --help"
    model = getattr(options, "model", "")
    return f"{PROGRAM} {options.command} {f'--model {model} ' if model else ''}--help"


def _accept_any_text() -> None:
    """Makes stdout escape characters that the terminal's encoding lacks, as stderr does: a run's name may have any."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _check_texts(arguments: Sequence[str]) -> None:
    """Raises a UsageError for an argument that is not valid UTF-8; PyTorch and JSON files accept no such text."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UsageError(f"{argument!r} is not valid UTF-8; rename the file or folder") from None


def _about_files(error: OSError) -> str:
    """Returns an error of the file system as a message; that of a full disk with the path and the way out."""
    if is_full(error):
        where = f"the disk of {error.filename}" if error.filename else "the disk"
        return f"{where} is full; delete runs or other files, or name another folder (--out, LATENT_LAB_RUNS)"
    if error.filename and error.strerror:
        return f"{error.filename!r} cannot be used: {error.strerror}; choose another path"
    return str(error).strip().splitlines()[0]


def _complain(error: object, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
