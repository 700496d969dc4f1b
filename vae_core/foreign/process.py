"""The import of a model in a process of its own, with limits of memory and time: a hostile file ends that process alone."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import vae_core
from vae_core.foreign.import_model import ImportedModel, ModelChoices, import_model
from vae_core.runs.import_process import limit_memory, most_memory
from vae_core.runs.run import Run, new_run_id

_SECONDS = 180.0  # with the training of an encoder for a decoder alone
_TOO_LARGE = (
    "The file needs more than the {:,.0f} MB of memory that an import may take, or is damaged. Nothing was imported."
)
_TOO_SLOW = f"The model was not imported within {_SECONDS:g} s. Nothing was imported; give a smaller model."


def import_model_apart(files: Sequence[Path], folder: Path, choices: ModelChoices) -> ImportedModel:
    """Does the same as `import_model` in another process, whose memory and time are limited.

    Raises a ValueError in words for a file that is refused, too large or too slow; nothing is left of it.
    """
    name = new_run_id()
    path = os.pathsep.join([str(Path(vae_core.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    asked = {"files": [str(file.resolve()) for file in files], "folder": str(folder), "name": name}
    environment = os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "vae_core.foreign.process"],
            input=json.dumps(asked | {"choices": asdict(choices)}).encode(),
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError(_TOO_SLOW) from None
    finally:
        shutil.rmtree(folder / f".import-{name}", ignore_errors=True)  # of a process that was killed
    try:
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        answer = {}
    if "mapping" in answer:
        return ImportedModel(Run(folder / name), tuple(answer["mapping"]), tuple(answer["notes"]))
    raise ValueError(answer.get("error", _TOO_LARGE.format(most_memory())))


def main() -> None:
    """Imports the model that stdin describes and prints the result as one line of JSON."""
    asked = json.loads(sys.stdin.buffer.read())
    limit_memory()
    folder = Path(asked["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        files = [Path(file) for file in asked["files"]]
        found = import_model(files, folder, asked["name"], ModelChoices(**asked["choices"]))
        answer: dict[str, Any] = {"mapping": found.mapping, "notes": found.notes}
    except (MemoryError, RuntimeError):  # RuntimeError: of PyTorch or ONNX Runtime
        answer = {"error": _TOO_LARGE.format(most_memory())}
    except OSError as error:
        answer = {"error": f"{error.strerror}. Nothing was imported."}
    except ValueError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
