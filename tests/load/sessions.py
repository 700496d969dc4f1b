"""Many people at the same time, beside readers of an event stream who stop reading."""

import argparse
import shutil
import socket
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.load.people import Repeated, crowd, wander
from tests.support.paths import PRETRAINED
from tests.support.processes import memory_mb, processor_seconds
from tests.support.serving import running_app

SLOW_READERS, LONG_BYTES = 100, 8_000_000  # and of the metrics that each asks for
THINKING = (2.0, 6.0)  # seconds between two actions of a person
WARM_SECONDS = 15.0  # until the server has imported its pages


def main(options: argparse.Namespace) -> None:
    """Prints the times of page actions, and the memory of the server with and without slow readers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_long_run(folder / "long")
        with running_app(folder) as (app, server):
            time.sleep(WARM_SECONDS)
            before = memory_mb(server.pid)["server"]
            readers = [slow_reader(app, "long") for _ in range(SLOW_READERS)]
            time.sleep(5)
            print(f"server: {before:.0f} MB; with {SLOW_READERS} slow readers {memory_mb(server.pid)['server']:.0f} MB")
            most: list[float] = [before]
            watch = Repeated(lambda: most.append(memory_mb(server.pid)["server"]), 2.0)
            watch.start()
            began, used = time.monotonic(), processor_seconds(server.pid)
            times = crowd(app, options.sessions, options.seconds, THINKING, wander)
            wall = time.monotonic() - began
            used = processor_seconds(server.pid) - used
            watch.stop()
            [reader.close() for reader in readers]
    print(f"{options.sessions} people for {wall:.0f} s, {THINKING[0]:g} to {THINKING[1]:g} s between two actions")
    print(times.table())
    print(f"server: at most {max(most):.0f} MB, {used / wall:.0%} of one core")


def slow_reader(app: str, run_id: str) -> socket.socket:
    """Returns a connection that asked for a run's events and reads none of them."""
    place = urlsplit(app)
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect((place.hostname, place.port))
    reader.sendall(f"GET /runs/{run_id}/events HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    return reader


def make_long_run(folder: Path) -> None:
    """Copies a bundled run and gives it long metrics."""
    shutil.copytree(PRETRAINED / "mnist-vae-2d", folder)
    line = (folder / "metrics.jsonl").read_text().splitlines()[0]
    (folder / "metrics.jsonl").write_text(f"{line}\n" * (LONG_BYTES // len(line)))
