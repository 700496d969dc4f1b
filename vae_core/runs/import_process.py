"""An import in a process of its own: a hostile file ends that process, or fills its limited memory, and not the server's."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import vae_core
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

    Raises a ValueError in words for a file that is refused, too large or too slow; nothing is left of it.
    """
    name = new_run_id()
    path = os.pathsep.join([str(Path(vae_core.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "vae_core.runs.import_process", str(folder), name, person]
    environment = os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(command, input=packed, capture_output=True, timeout=SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(TOO_SLOW) from None
    finally:
        shutil.rmtree(folder / f"{IMPORT}{name}", ignore_errors=True)  # of a process that was killed
    answer = _answer(done.stdout)
    if "passed_over" in answer:
        return Imported(Run(folder / name), tuple(answer["passed_over"]))
    raise ValueError(answer.get("error", TOO_LARGE.format(most_memory())))


def most_memory() -> float:
    """Returns the MB of memory that an import may take; a ValueError where the environment has no such number."""
    text = os.environ.get(MEMORY, "")
    try:
        return float(text) if text else MEMORY_MB
    except ValueError:
        raise ValueError(f"{MEMORY} is {text!r}; it must be a number of MB") from None


def _answer(output: bytes) -> dict[str, Any]:
    """Returns the answer on the last line; none where the process was killed before it."""
    try:
        found: dict[str, Any] = json.loads(output.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return found


def main() -> None:
    """Imports the zip file on stdin and prints the result as one line of JSON."""
    folder, name, person = sys.argv[1:]
    packed = sys.stdin.buffer.read()
    limit_memory()
    try:
        answer: dict[str, Any] = {"passed_over": import_zip(packed, Path(folder), person, name).passed_over}
    except (MemoryError, RuntimeError):  # RuntimeError: of PyTorch or ONNX Runtime
        answer = {"error": TOO_LARGE.format(most_memory())}
    except OSError as error:
        answer = {"error": DISK_IS_FULL if error.errno == errno.ENOSPC else f"{error.strerror}. Nothing was imported."}
    except ValueError as error:
        is_too_large = "can't allocate memory" in str(error)
        answer = {"error": TOO_LARGE.format(most_memory()) if is_too_large else str(error)}
    print(json.dumps(answer), flush=True)


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
