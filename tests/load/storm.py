"""Expensive requests at once: does the server go on answering, and in which words does it refuse?"""

import argparse
import json
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.load.people import Repeated, row_of
from tests.support.serving import running_app


def ask(address: str) -> tuple[int, str, float]:
    """Returns status, words and seconds of a request."""
    started = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=300) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, content = error.code, error.read()
    found = json.loads(content)
    return status, str(found.get("error", "")), time.perf_counter() - started


def main(options: argparse.Namespace) -> None:
    """Prints the answers' statuses and words, and the times of /healthz meanwhile."""
    with tempfile.TemporaryDirectory() as folder, running_app(Path(folder)) as (app, _):
        ask(f"{app}/runs/mnist-vae-2d/refined/0")  # imports and the images
        health: list[float] = []
        watch = Repeated(lambda: health.append(ask(f"{app}/healthz")[2]), 0.1)
        watch.start()
        started = time.monotonic()
        with ThreadPoolExecutor(options.requests) as pool:
            addresses = [f"{app}/runs/mnist-vae-2d/refined/{index}" for index in range(options.requests)]
            answers = list(pool.map(ask, addresses))
        wall = time.monotonic() - started
        watch.stop()
    print(f"{options.requests} requests for refined posteriors at once, all answered within {wall:.1f} s")
    for (status, words), count in sorted(Counter((status, words) for status, words, _ in answers).items()):
        times = [seconds for found, _, seconds in answers if found == status]
        print(row_of(f"status {status}", times), f"({count})", words)
    print(row_of("/healthz meanwhile", health))
