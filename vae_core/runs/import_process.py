"""An import in a process of its own: a hostile file ends that process, or fills its limited memory, and not the server's."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import vae_core
from vae_core.files import is_full
from vae_core.runs.run import Run, new_run_id
from vae_core.runs.run_zip import IMPORT, Imported, import_zip

MEMORY = "LATENT_LAB_IMPORT_MEMORY"  # MB that an import may take beside its program
MEMORY_MB = 1500.0
SECONDS = 120.0  # after which it is ended
TOO_LARGE = (
    "This file needs more than the {:,.0f} MB of memory that an import may take, or is damaged. "
    "Nothing was imported. Export the run again."
)
TOO_SLOW = (
    f"This file was not read within {SECONDS:g} s. Nothing was imported. Export the run again, with fewer frames."
)
DISK_IS_FULL = "The disk is full. Nothing was imported. Delete runs or other files, then import again."


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


def answer_of_process(command: Sequence[str], given: bytes | memoryview, seconds: float) -> dict[str, Any]:
    """Runs a module, `command` with its arguments, in another process; returns the JSON object on its last line.

    Empty where the process was killed before that line. Raises a TimeoutError after `seconds`.
    """
    path = os.pathsep.join([str(Path(vae_core.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    words, environment = [sys.executable, "-m", *command], os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(words, input=given, capture_output=True, timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{command[0]} took longer than {seconds:g} s") from error
    try:
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return found


def print_answer(work: Callable[[], dict[str, Any]], too_large: str) -> None:
    """Limits the memory of this process and prints what `work` returns, or its `error`, as one line of JSON."""
    limit_memory()
    try:
        answer = work()
    except (MemoryError, RuntimeError):  # RuntimeError: of PyTorch or ONNX Runtime
        answer = {"error": too_large.format(most_memory())}
    except OSError as error:
        answer = {"error": DISK_IS_FULL if is_full(error) else f"{error.strerror}. Nothing was imported."}
    except ValueError as error:
        is_too_large = "can't allocate memory" in str(error)
        answer = {"error": too_large.format(most_memory()) if is_too_large else str(error)}
    print(json.dumps(answer), flush=True)


def most_memory() -> float:
    """Returns the MB of memory that an import may take; a ValueError where the environment has no such number."""
    text = os.environ.get(MEMORY, "")
    try:
        return float(text) if text else MEMORY_MB
    except ValueError:
        raise ValueError(f"{MEMORY} is {text!r}; it must be a number of MB") from None


def main() -> None:
    """Imports the zip file on stdin and prints the result as one line of JSON."""
    folder, name, person = sys.argv[1:]
    packed = sys.stdin.buffer.read()
    print_answer(lambda: {"passed_over": import_zip(packed, Path(folder), person, name).passed_over}, TOO_LARGE)


def limit_memory() -> None:
    """Limits the memory of this process to `most_memory` more than it has now; only Linux counts and limits it."""
    if sys.platform != "linux":
        return
    import resource

    lines = Path("/proc/self/status").read_text().splitlines()
    used = next(int(line.split()[1]) for line in lines if line.startswith("VmData:"))
    most = 1024 * used + round(1e6 * most_memory())
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


if __name__ == "__main__":
    main()
