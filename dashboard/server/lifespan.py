"""What happens when the server starts and stops."""

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

BUNDLED = ("mnist", "digits")  # images that are on every machine
HEAD_START = 5.0  # seconds in which the first page has the cores to itself; pressing Train starts the worker at once


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start the training worker beside the server, so that no page waits for it; end it with the server."""
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
    except ValueError as error:  # no scheduler answers, or a limit is nonsense: pressing Train says so again
        logging.getLogger(__name__).error("%s", error)
    _warm_up()


def _warm_up() -> None:
    """Load what pages need, 2 s of processor time, before a class comes and all its first pages wait for it."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    for name in BUNDLED:
        load_dataset(name)


def _end_streams_when_asked_to_stop() -> None:
    """Let Ctrl-C and SIGTERM end the event streams first; the server waits for open answers before it comes here again."""
    is_stopping.clear()
    if threading.current_thread() is not threading.main_thread():
        return  # a test's server: signals belong to the main thread
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _after_streams(signal.getsignal(number)))


def _after_streams(before: Any) -> Any:
    def handle(number: int, frame: Any) -> None:
        is_stopping.set()
        if callable(before):
            before(number, frame)

    return handle
