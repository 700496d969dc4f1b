"""Kills a run's worker ten times and its server five times with -9, at random moments: `python -m tests.benchmarks.kills`.

The server is the app as the README starts it, the run waits in its folder. In the end its weights are compared, bit for bit,
with those of the same training by the command line, undisturbed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch

from tests.support.paths import ROOT
from tests.support.serving import start_app
from vae_core.config import RunConfig
from vae_core.files import read_tensors
from vae_core.runs.run import Run, create_run, new_run_id

CONFIG = RunConfig(data="digits", hidden=(64,), epochs=4000, target="binarised", device="cpu", threads=1)
PATIENCE = 120.0  # seconds for whatever must happen next


def wait_for(what: Callable[[], bool]) -> None:
    """Return once it is so; a TimeoutError where that takes too long."""
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("nothing happened for two minutes")
        time.sleep(0.02)


def holder(run: Run) -> int | None:
    """The process that holds the run's lock, as Linux tells; None where nobody does."""
    inode = (run.path / "lock").stat().st_ino if (run.path / "lock").exists() else -1
    for line in Path("/proc/locks").read_text().splitlines():
        parts = line.split()
        if parts[5].endswith(f":{inode}"):
            return int(parts[4])
    return None


def kill_worker(run: Run, moment: float) -> None:
    """End the process that trains the run, a moment after it got further."""
    before = run.reached
    wait_for(lambda: run.reached > before and holder(run) is not None)
    time.sleep(moment)
    worker = holder(run)
    if worker is not None:
        os.kill(worker, signal.SIGKILL)
        print(f"worker killed near step {run.reached}", flush=True)


def kill_server(run: Run, server: subprocess.Popen[bytes], moment: float) -> None:
    """End the web server; its worker ends by itself."""
    before = run.reached
    wait_for(lambda: run.reached > before)
    time.sleep(moment)
    server.kill()
    server.wait()
    print(f"server killed near step {run.reached}", flush=True)
    wait_for(lambda: not run.is_alive)


def main() -> None:
    """Kill, let it end, compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kills")
    parser.add_argument("--workers", type=int, default=10, help="kills of the worker (default: 10)")
    parser.add_argument("--servers", type=int, default=5, help="kills of the server (default: 5)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments (default: 0)")
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        run = create_run(Path(folder) / "runs" / new_run_id(), CONFIG, is_job=True)
        server = start_app(run.path.parent, errors=subprocess.DEVNULL).process
        try:
            kinds = ["worker"] * options.workers + ["server"] * options.servers
            for kind in moments.sample(kinds, k=len(kinds)):
                if kind == "worker":
                    kill_worker(run, moments.uniform(0, 3))
                else:
                    kill_server(run, server, moments.uniform(0, 3))
                    server = start_app(run.path.parent, errors=subprocess.DEVNULL).process
            wait_for(lambda: run.is_over)
        finally:
            server.terminate()
            server.wait()
        alone = Path(folder) / "alone"
        create_run(alone, CONFIG)
        subprocess.run(
            [sys.executable, "-m", "vae_core", "resume", str(alone)], cwd=ROOT, check=True, capture_output=True
        )
        ours, theirs = (read_tensors(path / "weights.safetensors")[0] for path in (run.path, alone))
        same = all(torch.equal(weight, theirs[name]) for name, weight in ours.items())
        print(f"{run.summary.status} at step {run.reached}; weights {'are the same bit for bit' if same else 'DIFFER'}")


if __name__ == "__main__":
    main()
