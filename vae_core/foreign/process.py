"""The import of a model in a process of its own, with limits of memory and time: a hostile file ends that process alone."""

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vae_core.foreign.found_model import ModelChoices
from vae_core.foreign.import_model import ImportedModel, import_model
from vae_core.limited_process import answer_of_process, most_memory, print_answer
from vae_core.runs.run import Run, new_run_id

_SECONDS = 300.0  # with the training of an encoder for a decoder alone
_TOO_LARGE = (
    "The file needs more than the {:,.0f} MB of memory that an import may take, or is damaged. Nothing was imported."
)
_TOO_SLOW = f"The model was not imported within {_SECONDS:g} s. Nothing was imported; give a smaller model."


def import_model_apart(files: Sequence[Path], folder: Path, choices: ModelChoices) -> ImportedModel:
    """Does the same as `import_model` in another process, whose memory and time are limited.

    Raises a ValueError with a message for a file that is refused, too large or too slow; nothing is left of it.
    """
    name = new_run_id()
    asked = {"files": [str(file.resolve()) for file in files], "folder": str(folder), "name": name}
    given = json.dumps(asked | {"choices": asdict(choices)}).encode()
    try:
        answer = answer_of_process(["vae_core.foreign.process"], given, _SECONDS)
    except TimeoutError:
        raise ValueError(_TOO_SLOW) from None
    finally:
        shutil.rmtree(folder / f".import-{name}", ignore_errors=True)  # of a process that was killed
    if "mapping" in answer:
        return ImportedModel(Run(folder / name), tuple(answer["mapping"]), tuple(answer["notes"]))
    raise ValueError(answer.get("error", _TOO_LARGE.format(most_memory())))


def main() -> None:
    """Imports the model that stdin describes and prints the result as one line of JSON."""
    asked = json.loads(sys.stdin.buffer.read())
    print_answer(lambda: _imported(asked), _TOO_LARGE)


def _imported(asked: dict[str, Any]) -> dict[str, Any]:
    folder, files = Path(asked["folder"]), [Path(file) for file in asked["files"]]
    folder.mkdir(parents=True, exist_ok=True)
    found = import_model(files, folder, asked["name"], ModelChoices(**asked["choices"]))
    return {"mapping": found.mapping, "notes": found.notes}


if __name__ == "__main__":
    main()
