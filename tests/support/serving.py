"""The app as the README starts it, in a process of its own, for tests and benchmarks."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tests.support.paths import ROOT
from tests.support.waiting import PATIENCE

NOTHING: Mapping[str, str] = MappingProxyType({})


class Server(NamedTuple):
    """A process that serves the app."""

    address: str
    process: subprocess.Popen[bytes]

    def wait_until_ready(self) -> None:
        """Return once it answers."""
        wait_for_answer(f"{self.address}/healthz", self.process)


def wait_for_answer(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the server in that process answers at an address; RuntimeError where it ends, or after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {address} ended at its start")
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer within {PATIENCE:g} s")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_app(
    runs: Path, folder: Path = ROOT, errors: int | None = None, base: str = "", variables: Mapping[str, str] = NOTHING
) -> Server:
    """Start the `app.py` of `folder` on a free port; `errors` is where its log goes, by default where ours does.

    `base` is the path below which it is served, such as "/latent"; `variables` are further ones of its environment.
    """
    port = free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    options += ["--server.baseUrlPath", base] if base else []
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    environment = os.environ | {"LATENT_LAB_RUNS": str(runs)} | variables
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
    return Server(f"http://127.0.0.1:{port}{base}", process)


@contextmanager
def running_app(runs: Path, base: str = "", variables: Mapping[str, str] = NOTHING) -> Iterator[Server]:
    """The app with these runs, ready, until the block ends."""
    server = start_app(runs, base=base, variables=variables)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE)
