"""Starts the app: `python -m dashboard` for this computer alone, `python -m dashboard --class` for its network.

With --class the terminal shows the address and its QR code. Everything else is `streamlit run app.py`.
"""

import argparse
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import segno

APP = Path(__file__).parents[1] / "app.py"
NO_NETWORK = (
    "This computer has no address in a network. Connect it to the network of the class, or start without --class."
)


def parser() -> argparse.ArgumentParser:
    """Returns the options of the command."""
    options = argparse.ArgumentParser(prog="python -m dashboard", description="Start Latent Lab in a browser.")
    options.add_argument(
        "--class",
        dest="is_for_class",
        action="store_true",
        help="serve everybody in this computer's network, and show the address as a QR code (default: this computer)",
    )
    options.add_argument("--port", type=_port, default=8501, help="port of the server, 1 to 65535 (default: 8501)")
    options.add_argument(
        "--path", type=_path, default="", help="path below which a proxy serves the app, such as latent"
    )
    return options


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"the port is {text!r}; it must be a whole number from 1 to 65535")
    return int(text)


def _path(text: str) -> str:
    parts = text.strip("/").split("/") if text.strip("/") else []
    if not all(re.fullmatch(r"[A-Za-z0-9_.~@%+-]+", part) and part.strip(".") for part in parts):
        raise argparse.ArgumentTypeError(
            f"the path is {text[:60]!r}; it must be words with / between them, such as latent"
        )
    return text


def network_address() -> str:
    """Returns this computer's address in its network; empty where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("10.255.255.255", 1))
        address = str(probe.getsockname()[0])
        return "" if ipaddress.ip_address(address).is_loopback else address
    return ""


def command(network: str, port: int, path: str) -> list[str]:
    """Returns the command that starts the app; `network` is the address for a class, empty for this computer alone."""
    words = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port), "--server.address"]
    # Without its own address Streamlit asks a server in the internet for it.
    words += ["0.0.0.0", "--browser.serverAddress", network] if network else ["localhost"]
    return [*words, "--server.baseUrlPath", path.strip("/")] if path.strip("/") else words


def announcement(address: str) -> str:
    """Returns the address and its QR code as lines for a terminal."""
    code = segno.make(address, micro=False)
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=2)]
    pairs = [(rows[at], rows[at + 1] if at + 1 < len(rows) else [True] * len(rows[0])) for at in range(0, len(rows), 2)]
    blocks = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    lines = ["".join(blocks[both] for both in zip(*pair, strict=True)) for pair in pairs]
    return "\n".join([*lines, "", f"Students open {address}", "Open it on this computer, too."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Starts the app and waits for its end; returns its exit code."""
    chosen = parser().parse_args(arguments)
    network = network_address() if chosen.is_for_class else ""
    if chosen.is_for_class:
        if not network:
            print(NO_NETWORK, file=sys.stderr)
            return 1
        public = os.environ.get("LATENT_LAB_ADDRESS") or f"http://{network}:{chosen.port}/{chosen.path.strip('/')}"
        print(announcement(public.rstrip("/")), flush=True)
    return run(command(network, chosen.port, chosen.path))


def run(words: list[str]) -> int:
    """Runs the app to its end and returns its exit code; SIGTERM goes on to the app, which then ends its workers."""
    process = subprocess.Popen(words)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:  # the app has received it too
        process.wait()
        return 130


if __name__ == "__main__":
    sys.exit(main())
