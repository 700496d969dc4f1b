"""A long time with a few people, then people who only drag: what the server keeps, and what it does when idle."""

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.load.people import crowd, stay, wander
from tests.support.processes import memory_mb, processor_seconds
from tests.support.serving import running_app

PEOPLE, DRAGGING = 10, 30
THINKING, PAUSES = (1.0, 3.0), (8.0, 12.0)  # seconds between two actions, and between the ends of two drags
WARM_SECONDS = 60.0  # all pages were opened, all images are in memory
ROUNDS = 8  # rows of the table


def main(options: argparse.Namespace) -> None:
    """Prints memory and times by round, then the CPU time beside people who only drag."""
    with tempfile.TemporaryDirectory() as name, running_app(Path(name)) as (app, server):
        crowd(app, PEOPLE, WARM_SECONDS, THINKING, wander)
        first = memory_mb(server.pid)
        print(f"after {WARM_SECONDS:.0f} s: {in_words(first)}", flush=True)
        for number in range(1, ROUNDS + 1):
            times = crowd(app, PEOPLE, 60 * options.minutes / ROUNDS, THINKING, wander)
            print(f"round {number} of {ROUNDS}: {in_words(memory_mb(server.pid))}, load {os.getloadavg()[0]:.1f}")
            print(times.table().splitlines()[0], f"{len(times.complaints)} failed", flush=True)
        last = memory_mb(server.pid)
        print(f"growth of the server within {options.minutes:g} minutes: {last['server'] - first['server']:+.0f} MB")
        began, used = time.monotonic(), processor_seconds(server.pid)
        times = crowd(app, DRAGGING, 60.0, PAUSES, stay)
        share = (processor_seconds(server.pid) - used) / (time.monotonic() - began)
        print(f"{DRAGGING} people who only drag: the server used {share:.1%} of one core")
        print(times.table())


def in_words(memory: dict[str, float]) -> str:
    """Returns the memory of each process in MB."""
    return ", ".join(f"{name} {size:.0f} MB" for name, size in memory.items())
