"""Prints what a job costs beside the bare trainer: `python -m tests.benchmarks.job [--old-allocator]`.

A worker process, started as the app starts it, trains the default VAE on MNIST into a run's folder; a process of its own
trains the same with nothing around it. They take turns: one waits while the other trains. Then two jobs train at once.
Shares of steps by the clock and by CPU time (user and system), and page faults a step, in each turn. `--old-allocator`
sets what Dask's nanny sets by itself, and shows that this benchmark can fail. About 2 minutes; nothing is asserted,
because times belong to a machine.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from dashboard.jobs.cluster import ALLOCATOR
from dashboard.jobs.limits import limits
from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.runs.run import Run
from vae_core.training.trainer import Trainer

CONFIG = RunConfig(data="mnist", threads=1, device="cpu", epochs=100_000)
# What a worker had before: Dask's trim threshold, and glibc's own values for the others (0: as many arenas as it likes).
OLD_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "65536", "MALLOC_ARENA_MAX": "0"}
TICKS = os.sysconf("SC_CLK_TCK")
# Starts a cluster and hands runs in as the app does; the workers' process ids, then the runs' ids.
HOST = """
import os, sys
from dashboard import jobs
from vae_core.config import config_from_json
if __name__ == "__main__":
    print(*jobs.start().run(os.getpid).values(), flush=True)
    for line in sys.stdin:
        print(jobs.submit(config_from_json(line)), flush=True)
    jobs.terminate()
"""


class Turn(NamedTuple):
    """What a process did in a turn."""

    steps: int
    wall: float
    cpu: float
    faults: int


class Usage(NamedTuple):
    """What a process has used so far."""

    step: int
    wall: float
    cpu: float
    faults: int

    def since(self, before: "Usage") -> Turn:
        return Turn(*(now - then for now, then in zip(self, before, strict=True)))


class Bare:
    """The trainer in a process without a queue, a worker or files."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.job", "--bare"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)

    def turn(self, seconds: float) -> Turn:
        """Train for so long."""
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return Turn(*json.loads(self.process.stdout.readline()))

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def bare() -> None:
    """Train for as many seconds as each line of the input has; print the turn."""
    os.nice(limits().nice)  # as a worker's, so that other programs disturb both alike
    trainer = Trainer(CONFIG, load_for(CONFIG))
    reports = trainer.train()
    for line in sys.stdin:
        before = own_usage(trainer)
        while own_usage(trainer).wall - before.wall < float(line):
            next(reports)
        print(json.dumps(own_usage(trainer).since(before)), flush=True)


def own_usage(trainer: Trainer) -> Usage:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Usage(trainer.step, time.perf_counter(), used.ru_utime + used.ru_stime, used.ru_minflt)


class Host:
    """A process that starts workers as the app does."""

    def __init__(self, folder: Path, environment: dict[str, str], slots: int) -> None:
        environment = environment | {"LATENT_LAB_RUNS": str(folder), "LATENT_LAB_SLOTS": str(slots)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, "-c", HOST], cwd=ROOT, env=environment, text=True, **pipes)
        self.workers = [int(word) for word in self.process.stdout.readline().split()]

    def submit(self) -> Run:
        """Hand a training in; its run, once it trains."""
        self.process.stdin.write(json.dumps(CONFIG.to_plain()) + "\n")
        self.process.stdin.flush()
        run = Run(self.folder / self.process.stdout.readline().strip())
        while run.last_report() is None:
            time.sleep(0.1)
        return run

    def end(self, runs: list[Run]) -> None:
        for run in runs:
            run.ask_to_stop()
        self.process.stdin.close()
        self.process.wait()


def usage(run: Run, process: int) -> Usage:
    """Step, CPU time and page faults in the moment in which the run's next report comes."""
    before = run.last_report().step
    while (report := run.last_report()).step == before:
        time.sleep(0.002)
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].split()
    cpu = (int(fields[11]) + int(fields[12])) / TICKS
    return Usage(int(report.step), time.perf_counter(), cpu, int(fields[7]))


def turn(run: Run, process: int, seconds: float) -> Turn:
    """Let a paused run train for so long."""
    run.ask("resume")
    before = usage(run, process)
    time.sleep(seconds)
    found = usage(run, process).since(before)
    pause(run)
    return found


def pause(run: Run) -> None:
    run.ask("pause")
    while run.summary.status != "paused":
        time.sleep(0.02)


def alone(rounds: int, seconds: float, environment: dict[str, str]) -> None:
    """One job and the bare trainer by turns."""
    with tempfile.TemporaryDirectory() as folder:
        host, other = Host(Path(folder), environment, 1), Bare(clean(environment))
        run = host.submit()
        pause(run)
        turns: list[tuple[Turn, Turn]] = []
        for number in range(rounds + 1):  # the first warms up
            if number % 2:
                job, own = turn(run, host.workers[0], seconds), other.turn(seconds)
            else:
                own, job = other.turn(seconds), turn(run, host.workers[0], seconds)
            turns += [(job, own)] if number else []
        other.end()
        host.end([run])
    show("a job against the bare trainer, wanted 0.97", turns)


def together(rounds: int, seconds: float, environment: dict[str, str]) -> None:
    """Two jobs at once, and one of them alone, by turns."""
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder), environment, 2)
        runs = [host.submit(), host.submit()]
        shares = []
        for _ in range(rounds):
            both = rate_of(runs, seconds)
            pause(runs[1])
            one = rate_of(runs[:1], seconds)
            runs[1].ask("resume")
            shares.append(both / one)
        host.end(runs)
    print(f"two jobs at once: {spread(shares)} times the steps of one alone; wanted 1.8")


def rate_of(runs: list[Run], seconds: float) -> float:
    """Steps in a second of these runs together, by the moments of their reports."""
    before = [moment(run) for run in runs]
    time.sleep(seconds)
    after = [moment(run) for run in runs]
    return sum((last - step) / (now - then) for (step, then), (last, now) in zip(before, after, strict=True))


def moment(run: Run) -> tuple[int, float]:
    """Step and time of the next report."""
    before = run.last_report().step
    while (step := run.last_report().step) == before:
        time.sleep(0.002)
    return int(step), time.perf_counter()


def clean(environment: dict[str, str]) -> dict[str, str]:
    """Without allocator settings, as a shell has it."""
    return {name: value for name, value in environment.items() if name not in ALLOCATOR}


def show(title: str, turns: list[tuple[Turn, Turn]]) -> None:
    print(f"{title} ({len(turns)} turns each)")
    by_clock = [(job.steps / job.wall) / (own.steps / own.wall) for job, own in turns]
    by_cpu = [(job.steps / job.cpu) / (own.steps / own.cpu) for job, own in turns]
    print(f"  steps in the same seconds {spread(by_clock)}\n  steps in the same CPU time {spread(by_cpu)}")
    for name, which in (("job", 0), ("bare", 1)):
        faults = spread([pair[which].faults / pair[which].steps for pair in turns], 1)
        cpu = spread([1000 * pair[which].cpu / pair[which].steps for pair in turns], 2)
        print(f"  {name:5} page faults a step {faults}; CPU ms a step {cpu}", flush=True)


def spread(values: list[float], digits: int = 3) -> str:
    """Median and range."""
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def cpu_name() -> str:
    """The CPU as Linux names it, with the instructions that count here."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor()
    return f"{name}, {os.environ.get('ATEN_CPU_CAPABILITY', 'all its instructions')}, load {os.getloadavg()[0]:.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.job", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="turns of each that count (default: 6)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of a turn (default: 4)")
    parser.add_argument("--old-allocator", action="store_true", help="as Dask sets it: to see this benchmark fail")
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.bare:
        return bare()
    environment = clean(dict(os.environ)) | (OLD_ALLOCATOR if options.old_allocator else {})
    print(cpu_name())
    alone(options.rounds, options.seconds, environment)
    return together(options.rounds // 2, options.seconds, environment)


if __name__ == "__main__":
    main()
