"""How long a thousand runs take to list: `python -m tests.benchmarks.listing` copies a bundled run and times a page."""

import json
import shutil
import tempfile
import time
from pathlib import Path

from dashboard.jobs.permissions import listed
from dashboard.ui.session import PRETRAINED
from dashboard.ui.thumbnails import picture_url
from vae_core.runs.library import list_entries
from vae_core.runs.run import Run, list_runs

RUNS, SHOWN = 1000, 25
PEOPLE = tuple(letter * 32 for letter in "abcdefghij")
COPIED = ("config.json", "summary.json", "live.safetensors", "latents.safetensors")


def main() -> None:
    """Print the milliseconds of the first list, of the next ones, and of the pictures on a page."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(RUNS):
            path = Path(folder) / f"run{number:04}"
            path.mkdir()
            for name in COPIED[:3]:
                shutil.copy(PRETRAINED / "mnist-vae-2d" / name, path)
            (path / COPIED[3]).touch()
            Run(path).update_summary(person=PEOPLE[number % len(PEOPLE)])
        times = {}
        for name in ("first list", "second list"):
            started, cpu = time.perf_counter(), time.process_time()
            entries, damaged = list_entries(list_runs(Path(folder)))
            times[name], times[f"{name}, processor"] = time.perf_counter() - started, time.process_time() - cpu
        assert (len(entries), damaged) == (RUNS, {})
        for name in ("a visitor's list", "the same again"):
            started = time.perf_counter()
            own = list_entries(listed(list_runs(Path(folder)), PEOPLE[0]))[0]
            times[name] = time.perf_counter() - started
        assert len(own) == RUNS / len(PEOPLE)
        for name in ("pictures drawn", "pictures kept"):
            started = time.perf_counter()
            assert all(picture_url(entry.run) for entry in entries[:SHOWN])
            times[name] = time.perf_counter() - started
    print(json.dumps({"runs": RUNS} | {name: f"{1000 * seconds:.0f} ms" for name, seconds in times.items()}))


if __name__ == "__main__":
    main()
