"""An import in a process of its own: a hostile file ends that process, or fills its limited memory, and not the server's."""

import shutil
import sys
from pathlib import Path

from vae_core.limited_process import answer_of_process, most_memory, print_answer
from vae_core.runs.run import Run, new_run_id
from vae_core.runs.run_zip import IMPORT, Imported, import_zip

SECONDS = 120.0  # after which it is ended
TOO_LARGE = (
    "This file needs more than the {:,.0f} MB of memory that an import may take, or is damaged. "
    "Nothing was imported. Export the run again."
)
TOO_SLOW = (
    f"This file was not read within {SECONDS:g} s. Nothing was imported. Export the run again, with fewer frames."
)


def import_apart(packed: bytes | memoryview, folder: Path, person: str = "") -> Imported:
    """Does the same as `import_zip` in another process, whose memory and time are limited; takes about two seconds.

    Raises a ValueError with a message for a file that is refused, too large or too slow; nothing is left of it.
    """
    name = new_run_id()
    command = ["vae_core.runs.import_process", str(folder), name, person]
    try:
        answer = answer_of_process(command, packed, SECONDS)
    except TimeoutError:
        raise ValueError(TOO_SLOW) from None
    finally:
        shutil.rmtree(folder / f"{IMPORT}{name}", ignore_errors=True)  # of a process that was killed
    if "passed_over" in answer:
        return Imported(Run(folder / name), tuple(answer["passed_over"]))
    raise ValueError(answer.get("error", TOO_LARGE.format(most_memory())))


def main() -> None:
    """Imports the zip file on stdin and prints the result as one line of JSON."""
    folder, name, person = sys.argv[1:]
    packed = sys.stdin.buffer.read()
    print_answer(lambda: {"passed_over": import_zip(packed, Path(folder), person, name).passed_over}, TOO_LARGE)


if __name__ == "__main__":
    main()
