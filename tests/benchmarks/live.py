"""Prints what watching and queueing cost a training: `python -m tests.benchmarks.live`.

Viewers: real HTTP clients read the event stream of one training and fetch pictures and decoder as the page does, for a
while, then nobody does, by turns. Queue: the same run as a job and from the command line, by turns. Training has one
thread. Each turn is compared with its neighbours, so that a busy machine slows both alike. Nothing is asserted.
"""

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.browser import running_app
from tests.browser.conftest import ROOT
from vae_core.config import RunConfig
from vae_core.runs import Run, new_run_id, open_run

WANTED = 0.95  # of the throughput of a run that nobody watches, or of one without a queue
TICKS = os.sysconf("SC_CLK_TCK")
DATA = ("--data", "mnist", "--threads", "1", "--device", "cpu")


class Viewer(threading.Thread):
    """One open page: listens to a run's events and fetches what they announce."""

    def __init__(self, address: str, run: str) -> None:
        super().__init__(daemon=True)
        self.host, self.run_address = address.removeprefix("http://"), f"/runs/{run}"
        self.events = self.bytes = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        """Read until somebody closes the page."""
        stream = http.client.HTTPConnection(self.host, timeout=30)
        files = http.client.HTTPConnection(self.host, timeout=30)
        stream.request("GET", f"{self.run_address}/events")
        answer, decoder, kind = stream.getresponse(), "", ""
        while not self.is_over.is_set() and (line := answer.readline()):
            if line.startswith(b"event: "):
                kind, self.events = line[7:].decode().strip(), self.events + 1
            elif line.startswith(b"data: ") and kind == "live":
                told = json.loads(line[6:])
                names = [f"live.safetensors?v={told['changed']}"]
                if told["decoder"] != decoder:
                    names.append(decoder := told["decoder"])
                for name in names:
                    files.request("GET", f"{self.run_address}/{name}")
                    self.bytes += len(files.getresponse().read())
        stream.close()
        files.close()


def processor_seconds(process: int) -> float:
    """What a process has used of the processor so far, all threads, user and system, by /proc."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def server_of(runs: Path) -> int:
    """The process of the app that serves these runs: the one with the streamlit command and this runs folder."""
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"streamlit" in words and f"LATENT_LAB_RUNS={runs}".encode() in (folder / "environ").read_bytes():
                return int(folder.name)
        except OSError:
            continue
    raise RuntimeError("the app's process is not to be found")


def steps_per_second(run: Run, seconds: float) -> float:
    """How fast the run trains in these seconds, by the clock on the wall."""
    while (first := run.last_report()) is None:
        time.sleep(0.2)
    started = time.perf_counter()
    time.sleep(seconds)
    last = run.last_report()
    assert last is not None
    return float((last["step"] - first["step"]) / (time.perf_counter() - started))


def watch(rounds: int, seconds: float, viewers: int) -> None:
    """Throughput with viewers beside that without, and what they cost the server."""
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as address:
        run, server = Run(Path(folder) / new_run_id()), server_of(Path(folder))
        command = [sys.executable, "-m", "vae_core", "train", *DATA, "--epochs", "100000", "--out", str(run.path)]
        training = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        alone: list[float] = []
        watched: list[float] = []
        costs: list[float] = []
        try:
            steps_per_second(run, 10)  # warms up
            for _ in range(rounds):
                before = processor_seconds(server)
                alone.append(steps_per_second(run, seconds))
                between = processor_seconds(server)
                pages = [Viewer(address, run.id) for _ in range(viewers)]
                for page in pages:
                    page.start()
                time.sleep(2)  # in which they read the whole history
                start = processor_seconds(server)
                watched.append(steps_per_second(run, seconds))
                used = processor_seconds(server) - start - (between - before)
                costs.append(60 * used / seconds / viewers)
                for page in pages:
                    page.is_over.set()
                for page in pages:
                    page.join()
                megabytes = sum(page.bytes for page in pages) / 1e6
            alone.append(steps_per_second(run, seconds))
        finally:
            training.terminate()
            training.wait()
        shares = [each / ((a + b) / 2) for each, a, b in zip(watched, alone, alone[1:], strict=False)]
        print(f"{viewers} viewers   share of the throughput {spread(shares)}   wanted {WANTED}")
        print(f"             server's processor seconds for a viewer's minute {spread(costs)}")
        print(f"             {megabytes / (seconds + 2):.1f} MB/s to all of them in the last round")


def compare(rounds: int, seconds: float) -> None:
    """Images/s of the same run as a job of the queue and from the command line, as their summaries have it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LATENT_LAB_RUNS": folder, "LATENT_LAB_THREADS": "1", "LATENT_LAB_SLOTS": "1"}
        import jobs  # here, because the cluster takes its settings from the environment

        def by_queue() -> Run:
            config = RunConfig(data="mnist", threads=1, device="cpu", epochs=100_000, seconds=seconds)
            run = open_run(Path(folder) / jobs.submit(config))
            while not run.is_over:
                time.sleep(0.1)
            return run

        def by_command() -> Run:
            path = Path(folder) / new_run_id()
            command = [sys.executable, "-m", "vae_core", "train", *DATA, "--seconds", f"{seconds:g}"]
            command += ["--epochs", "100000", "--out", str(path)]
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            return Run(path)

        try:
            shares = by_turns(rounds, by_queue, by_command)
        finally:
            jobs.terminate()
    print(f"as a job     share of the command line's images/s {spread(shares)}   wanted {WANTED}")


def by_turns(rounds: int, ours: Callable[[], Run], theirs: Callable[[], Run]) -> list[float]:
    """Images/s of `ours` as a share of `theirs`, each round; who begins changes."""
    shares = []
    for turn in range(rounds):
        order = [ours, theirs] if turn % 2 else [theirs, ours]
        speeds = {}
        for train in order:
            run = train()
            speeds[train] = run.summary["images_per_second"]
            shutil.rmtree(run.path)
        shares.append(speeds[ours] / speeds[theirs])
    return shares


def spread(values: list[float]) -> str:
    """Median and range."""
    return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.live")
    parser.add_argument("--rounds", type=int, default=6, help="turns of each that count (default: 6)")
    parser.add_argument("--seconds", type=float, default=15.0, help="of a turn (default: 15)")
    parser.add_argument("--viewers", type=int, default=10, help="at a time (default: 10)")
    options = parser.parse_args()
    watch(options.rounds, options.seconds, options.viewers)
    compare(options.rounds, options.seconds)


if __name__ == "__main__":
    main()
