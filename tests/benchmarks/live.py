"""Prints what watching costs a training: `python -m tests.benchmarks.live`; tests.benchmarks.job has what a job costs.

In a browser: a real Chromium on the same machine has the Train page open, then closed, by turns.
Viewers: real HTTP clients read the event stream of one training and fetch pictures and decoder as the page does, for a
while, then nobody does, by turns. One thread trains. Shares of the steps by the clock, and by the CPU time of the
training's process, which other programs on the machine disturb less. Nothing is asserted: times belong to a machine.
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

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.job import cpu_name, rate_of
from tests.support.browsers import FLAGS, chromium_path
from tests.support.paths import ROOT
from tests.support.serving import running_app
from tests.support.train_page import LENGTH
from vae_core.config import RunConfig
from vae_core.runs.run import Run, new_run_id

WANTED_IN_BROWSER = 0.85
WANTED = 0.95  # of the throughput of a run that nobody watches
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
    return int(report.step), float(report.seconds)


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


def in_browser(rounds: int, seconds: float) -> None:
    """Steps of a job that a real Chromium on this machine watches, against the same job with the page closed."""
    shares, cpu = [], []
    with tempfile.TemporaryDirectory() as name, running_app(Path(name)) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{app.address}/train?data=mnist&seconds=3000&epochs=10000")
        page.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_url("**run=*", timeout=180_000)  # the page may show another run until then
        address, run = page.url, next(Run(path) for path in Path(name).iterdir() if (path / "summary.json").exists())
        reached(run)
        alone = rate_alone(page, run, seconds)
        for _ in range(rounds):
            page.goto(address)
            page.wait_for_function(f"() => ({LENGTH})() > 5")
            page.wait_for_timeout(3000)
            used = sum(map(processor_seconds, browser_processes(browser)))
            watched = rate_of([run], seconds)
            cpu.append((sum(map(processor_seconds, browser_processes(browser))) - used) / seconds)
            before, alone = alone, rate_alone(page, run, seconds)
            shares.append(watched / ((before + alone) / 2))
        run.ask_to_stop()
        browser.close()
    print(f"watched in Chromium: {spread(shares)} of the unwatched steps a second; wanted {WANTED_IN_BROWSER}")
    print(f"  unwatched {alone:.0f} steps/s; Chromium uses {spread(cpu)} of a core")


def rate_alone(page: Page, run: Run, seconds: float) -> float:
    """Steps a second while the page shows something else."""
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    return rate_of([run], seconds)


def browser_processes(browser: Browser) -> list[int]:
    """The process ids of a Chromium."""
    session = browser.new_browser_cdp_session()
    found = [int(process["id"]) for process in session.send("SystemInfo.getProcessInfo")["processInfo"]]
    session.detach()
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
    parser.add_argument("--rounds", type=int, default=4, help="turns of each that count (default: 4)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of a turn (default: 10)")
    parser.add_argument("--viewers", type=int, default=10, help="at a time (default: 10)")
    parser.add_argument("--only", choices=("browser", "viewers"), help="one of the two (default: both)")
    options = parser.parse_args()
    print(cpu_name())
    if options.only != "viewers":
        in_browser(options.rounds, options.seconds)
    if options.only != "browser":
        watch(options.rounds, options.seconds, options.viewers)


if __name__ == "__main__":
    main()
