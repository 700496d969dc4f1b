"""Work on files that people bring, in a process of limited memory and time: a hostile file ends that process alone."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import vae_core
from vae_core.files import error_in_words, is_full

MEMORY = "LATENT_LAB_IMPORT_MEMORY"  # MB that an import may take beside its program
MEMORY_MB = 1500.0
DISK_IS_FULL = "The disk is full. Nothing was imported. Delete runs or other files, then import again."


def answer_of_process(
    command: Sequence[str], given: bytes | memoryview, seconds: float, show: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """Runs a module, `command` with its arguments, in another process; returns the JSON object on its last line.

    `show` receives the whole numbers on the lines before it. Empty where the process was killed before its last line.
    Raises a TimeoutError after `seconds`.
    """
    path = os.pathsep.join([str(Path(vae_core.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    words, environment = [sys.executable, "-m", *command], os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
    found: Any = None
    with subprocess.Popen(
        words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            with suppress(OSError):  # the process ended before it read everything
                process.stdin.write(given)
                process.stdin.close()
            for line in process.stdout:
                found = _from_line(line)
                if show is not None and isinstance(found, int):
                    show(found)
        finally:
            timer.cancel()
            process.kill()
    if is_over.is_set():
        raise TimeoutError(f"{command[0]} took longer than {seconds:g} s")
    return found if isinstance(found, dict) else {}


def _from_line(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def print_answer(work: Callable[[], dict[str, Any]], too_large: str) -> None:
    """Limits the memory of this process and prints what `work` returns, or its `error`, as one line of JSON."""
    limit_memory()
    try:
        answer = work()
    except (MemoryError, RuntimeError):  # RuntimeError: of PyTorch or ONNX Runtime
        answer = {"error": too_large.format(most_memory())}
    except OSError as error:
        answer = {"error": DISK_IS_FULL if is_full(error) else f"{error_in_words(error)} Nothing was imported."}
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


def limit_memory() -> None:
    """Limits the memory of this process to `most_memory` more than it has now; only Linux counts and limits it."""
    if sys.platform != "linux":
        return
    import resource

    lines = Path("/proc/self/status").read_text().splitlines()
    used = next(int(line.split()[1]) for line in lines if line.startswith("VmData:"))
    most = 1024 * used + round(1e6 * most_memory())
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
