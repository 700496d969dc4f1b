"""Start and stop of the server."""

import asyncio
import importlib
import logging
import pkgutil
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from dashboard import jobs, ui
from dashboard.server.events import is_stopping
from vae_core.datasets import load_dataset

BUNDLED = ("mnist", "digits")  # images that are on each machine
HEAD_START = 5.0  # seconds for which the first page has all cores; the Train button starts the worker at once


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Starts the training worker beside the server, so that no page waits for it, and ends it with the server."""
    _end_streams_when_asked_to_stop()
    start = threading.Timer(HEAD_START, _start)
    start.daemon = True
    start.start()
    try:
        yield
    finally:
        start.cancel()
        await asyncio.to_thread(jobs.terminate)


def _start() -> None:
    try:
        jobs.start()
    except ValueError as error:  # no scheduler answers, or a limit is invalid: the Train button shows the error again
        logging.getLogger(__name__).error("%s", error)
    _warm_up()


def _warm_up() -> None:
    """Loads what the pages need, 2 s of CPU time, so that the first pages of a class do not wait for it."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    for name in BUNDLED:
        load_dataset(name)


def _end_streams_when_asked_to_stop() -> None:
    """Makes Ctrl-C and SIGTERM end the event streams first, because the server waits for open responses before it stops."""
    is_stopping.clear()
    if threading.current_thread() is not threading.main_thread():
        return  # a test's server: only the main thread may set signal handlers
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _after_streams(signal.getsignal(number)))


def _after_streams(before: Any) -> Any:
    def handle(number: int, frame: Any) -> None:
        is_stopping.set()
        if callable(before):
            before(number, frame)

    return handle
