"""The command that takes in models of other programs: import-model."""

import argparse
import json
from pathlib import Path
from typing import Any

from vae_core.command_output import note
from vae_core.foreign.found_model import IMPORT_ACTIVATIONS, OUTPUTS, ModelChoices
from vae_core.foreign.model_files import MODEL_ENDINGS
from vae_core.foreign.process import import_model_apart
from vae_core.options import UsageError, add_command, check_folder, one_of
from vae_core.runs_folder import runs_folder


def add_parsers(commands: Any) -> None:
    """Adds the command."""
    words = "make a run of another program's VAE: weights (safetensors, state_dict), or ONNX decoder with or without encoder"
    take = add_command(commands, "import-model", words)
    take.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help=f"one of weights, or ONNX: {', '.join(MODEL_ENDINGS)}"
    )
    take.add_argument(
        "--data", default="", metavar="NAME", help="data set of its images (default: one of this image size)"
    )
    take.add_argument(
        "--activation", default="", metavar=one_of(IMPORT_ACTIVATIONS), help="if the file does not name it"
    )
    take.add_argument(
        "--output", default="", metavar=one_of(OUTPUTS), help="last activation of the decoder (default: sigmoid)"
    )
    take.add_argument(
        "--layers",
        default="",
        metavar="TEXT",
        help='numbers that a file of weights does not name: "decoder.0 stride=2 padding=1; decoder.3 activation=none"',
    )
    where = "folder of runs to write to (default: runs/)"
    take.add_argument("--out", type=Path, metavar="DIR", default=runs_folder(), help=where)


def _import_model(options: argparse.Namespace) -> None:
    for file in options.files:
        if not file.is_file():
            raise UsageError(f"{file} is not a file; give {', '.join(MODEL_ENDINGS)}")
    check_folder("--out", options.out)
    choices = ModelChoices(options.data, options.activation, options.output, options.layers)
    found = import_model_apart(options.files, options.out, choices)
    for text in found.notes:
        note(text)
    if options.json:
        print(json.dumps({"run": str(found.run.path), "mapping": found.mapping, "notes": found.notes}))
    else:
        print("\n".join([*found.mapping, str(found.run.path)]))


COMMANDS = {"import-model": _import_model}
