"""How long a thousand runs take to list: `python -m tests.benchmarks.listing` copies a bundled run and times the page's steps."""

import json
import shutil
import tempfile
import time
from pathlib import Path

from ui.session import PRETRAINED
from ui.thumbnails import picture_url
from vae_core.library import list_entries
from vae_core.runs import list_runs

RUNS, SHOWN = 1000, 25
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
        times = {}
        for name in ("first list", "second list"):
            started, cpu = time.perf_counter(), time.process_time()
            entries, damaged = list_entries(list_runs(Path(folder)))
            times[name], times[f"{name}, processor"] = time.perf_counter() - started, time.process_time() - cpu
        assert (len(entries), damaged) == (RUNS, {})
        for name in ("pictures drawn", "pictures kept"):
            started = time.perf_counter()
            assert all(picture_url(entry.run) for entry in entries[:SHOWN])
            times[name] = time.perf_counter() - started
    print(json.dumps({"runs": RUNS} | {name: f"{1000 * seconds:.0f} ms" for name, seconds in times.items()}))


if __name__ == "__main__":
    main()
