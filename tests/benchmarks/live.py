"""Prints what watching and queueing cost a training: `python -m tests.benchmarks.live`.

Viewers: real HTTP clients read the event stream of one training and fetch pictures and decoder as the page does, for a
while, then nobody does, by turns. Queue: the same run as a job and from the command line, by turns, one paused while the
other trains. One thread trains. Two shares: by the clock on the wall, and by the processor time of the training's process,
which other programs on the machine disturb less. Nothing is asserted: times belong to a machine.
"""

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import ROOT
from tests.support.serving import running_app
from vae_core.config import RunConfig
from vae_core.runs.run import Run, new_run_id, open_run

WANTED = 0.95  # of the throughput of a run that nobody watches, or of one without a queue
TICKS = os.sysconf("SC_CLK_TCK")
CONFIG = RunConfig(data="mnist", threads=1, device="cpu", epochs=100_000)
COMMAND = [sys.executable, "-m", "vae_core", "train", "--data", "mnist", "--threads", "1", "--device", "cpu"]


class Pace(NamedTuple):
    """How fast a run trained for a while."""

    by_wall: float  # steps in a second
    by_training: float  # steps in a second of training, as reports and summary have it, files not counted
    by_processor: float  # steps in a processor second of the process that trains


class Viewer(threading.Thread):
    """One open page: listens to a run's events and fetches what they announce."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.bytes, self.is_over = address, 0, threading.Event()

    def run(self) -> None:
        """Read until somebody closes the page."""
        decoder, kind = "", ""
        with urllib.request.urlopen(f"{self.address}/events") as stream:
            for line in stream:
                if line.startswith(b"event: "):
                    kind = line[7:].decode().strip()
                elif line.startswith(b"data: ") and kind == "live":
                    told = json.loads(line[6:])
                    self._fetch(f"live.safetensors?v={told['changed']}")
                    if told["decoder"] != decoder:
                        self._fetch(decoder := told["decoder"])
                if self.is_over.is_set():
                    return

    def _fetch(self, name: str) -> None:
        with urllib.request.urlopen(f"{self.address}/{name}") as answer:
            self.bytes += len(answer.read())


def processor_seconds(process: int) -> float:
    """What a process has used of the processor so far, all threads, user and system, by /proc."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def pace(run: Run, process: int, seconds: float) -> Pace:
    """How fast the run trains in these seconds."""
    started, (step, trained), used = time.perf_counter(), reached(run), processor_seconds(process)
    time.sleep(seconds)
    now, (last, then), spent = time.perf_counter(), reached(run), processor_seconds(process)
    steps = last - step
    return Pace(steps / (now - started), steps / (then - trained), steps / (spent - used))


def reached(run: Run) -> tuple[int, float]:
    """Step and seconds of the newest report, which is waited for."""
    while (report := run.last_report()) is None:
        time.sleep(0.1)
    return int(report["step"]), float(report["seconds"])


def command_line(folder: Path) -> tuple[Run, subprocess.Popen[bytes]]:
    """A training without an end by the command line, once it has made its first steps."""
    run = Run(folder / new_run_id())
    command = [*COMMAND, "--epochs", str(CONFIG.epochs), "--out", str(run.path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    reached(run)
    return run, process


def watch(rounds: int, seconds: float, viewers: int) -> None:
    """Throughput with viewers beside that without, and what they cost the server."""
    alone: list[Pace] = []
    watched: list[Pace] = []
    costs: list[float] = []
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as app:
        server = app.process.pid
        run, training = command_line(Path(folder))
        try:
            pace(run, training.pid, 2 * seconds)  # warms up
            for _ in range(rounds):
                idle = processor_seconds(server)
                alone.append(pace(run, training.pid, seconds))
                idle = processor_seconds(server) - idle
                pages = [Viewer(f"{app.address}/runs/{run.id}") for _ in range(viewers)]
                for page in pages:
                    page.start()
                time.sleep(3)  # in which they read the whole history
                busy, before = processor_seconds(server), sum(page.bytes for page in pages)
                watched.append(pace(run, training.pid, seconds))
                costs.append(60 * (processor_seconds(server) - busy - idle) / seconds / viewers)
                megabytes = (sum(page.bytes for page in pages) - before) / 1e6
                for page in pages:
                    page.is_over.set()
                for page in pages:
                    page.join()
            alone.append(pace(run, training.pid, seconds))
        finally:
            training.terminate()
            training.wait()
    neighbours = [Pace(*((a + b) / 2 for a, b in zip(*pair, strict=True))) for pair in itertools.pairwise(alone)]
    show(f"{viewers} viewers", watched, neighbours)
    print(f"  the server's processor seconds for each viewer's minute: {spread(costs)}")
    print(f"  all of them fetched {megabytes / seconds:.1f} MB/s in the last round")


def compare(rounds: int, seconds: float) -> None:
    """The same run as a job of the queue and from the command line; one is paused while the other trains."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"LATENT_LAB_RUNS": folder, "LATENT_LAB_THREADS": "1", "LATENT_LAB_SLOTS": "1"}
        from dashboard import jobs  # here, because the cluster takes its settings from the environment

        try:
            worker = next(iter(jobs.start().run(os.getpid).values()))
            run = open_run(Path(folder) / jobs.submit(CONFIG))
            reached(run)
            run.ask("pause")
            other, process = command_line(Path(folder))
            other.ask("pause")
            turns = [(run, worker), (other, process.pid)]
            paces: list[list[Pace]] = [[], []]
            for turn in range(2 * rounds + 2):  # a job, b command, b command, a job, ...; the first two warm up
                which = (turn + turn // 2) % 2
                now = turn_of(*turns[which], seconds)
                paces[which] += [now] if turn > 1 else []
            process.terminate()
            process.wait()
        finally:
            jobs.terminate()
    show("as a job", *paces)


def turn_of(run: Run, process: int, seconds: float) -> Pace:
    """Let a paused run train for so long."""
    run.ask("resume")
    step, _ = reached(run)
    while reached(run)[0] == step:
        time.sleep(0.05)
    found = pace(run, process, seconds)
    run.ask("pause")
    while run.summary["status"] != "paused":
        time.sleep(0.05)
    return found


def show(name: str, ours: list[Pace], theirs: list[Pace]) -> None:
    """The shares of two lists of turns."""
    print(f"{name}: share of the throughput, median and range; wanted {WANTED}")
    words = {"by_wall": "by the clock", "by_training": "images/s as reported", "by_processor": "by processor time"}
    for field, word in words.items():
        shares = [getattr(a, field) / getattr(b, field) for a, b in zip(ours, theirs, strict=True)]
        print(f"  {word:21} {spread(shares)}", flush=True)


def spread(values: list[float]) -> str:
    """Median and range."""
    return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.live")
    parser.add_argument("--rounds", type=int, default=8, help="turns of each that count (default: 8)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of a turn (default: 10)")
    parser.add_argument("--viewers", type=int, default=10, help="at a time (default: 10)")
    options = parser.parse_args()
    watch(options.rounds, options.seconds, options.viewers)
    compare(options.rounds, options.seconds)


if __name__ == "__main__":
    main()
