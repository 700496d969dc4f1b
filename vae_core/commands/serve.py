"""The command that starts the app: serve."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import vae_core
from vae_core.runs_folder import RUNS_VARIABLE, runs_folder

CHECKOUT = Path(vae_core.__file__).parents[1]  # of a checkout; an installation by pip has the core alone
NO_APP = (
    "the app is not part of this installation; clone the repository and start it there with `python -m dashboard`, "
    "as its README describes"
)


def add_parsers(commands: Any) -> None:
    """Adds the command."""
    words = "start the app and print its address"
    serve = commands.add_parser("serve", help=words, description=words, allow_abbrev=False)
    serve.set_defaults(command="serve")
    of_class = "serve everybody in this computer's network, and show the address as a QR code (default: this computer)"
    serve.add_argument("--class", dest="is_for_class", action="store_true", help=of_class)
    serve.add_argument("--port", default="8501", help="port of the server, 1 to 65535 (default: 8501)")
    serve.add_argument("--path", default="", help="path below which a proxy serves the app, such as latent")


def _serve(options: argparse.Namespace) -> None:
    """Becomes `python -m dashboard`, so that signals and the exit code are those of the app."""
    if not (CHECKOUT / "app.py").is_file():
        raise ValueError(NO_APP)
    words = [sys.executable, "-m", "dashboard", *(["--class"] if options.is_for_class else [])]
    words += ["--port", options.port, "--path", options.path]
    environment = os.environ | {RUNS_VARIABLE: str(runs_folder())}  # a relative path begins at the present folder
    os.chdir(CHECKOUT)
    if os.name == "nt":  # Windows starts another process instead of replacing this one
        sys.exit(subprocess.call(words, env=environment))
    os.execve(sys.executable, words, environment)


COMMANDS = {"serve": _serve}
