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

import uvicorn

from dashboard import jobs, ui
from dashboard.jobs.server_sign import LOOK_AGAIN_SECONDS
from dashboard.server.events import is_stopping
from dashboard.ui.addresses import own_address
from dashboard.ui.session import FIRST_RUN
from vae_core.assets import PRETRAINED
from vae_core.datasets import load_dataset
from vae_core.runs.onnx_cache import DECODER, onnx_file
from vae_core.runs.run import Run

BUNDLED = ("mnist", "digits")  # images that are on each machine
WORKER_DELAY_SECONDS = 5.0  # so that the first page has all cores; the Train button starts the worker at once

# For open responses, when the server must stop. Without a limit a reader that reads nothing, such as a sleeping laptop, kept
# it for as long as the connection was open.
OPEN_SECONDS = 2


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Starts the training worker beside the server, so that no page waits for it, and ends it with the server."""
    _end_streams_when_asked_to_stop()
    if other := jobs.claim(own_address()):
        logging.getLogger(__name__).error("another server uses the same runs folder: %s", other)
    ending = threading.Event()
    start = threading.Timer(WORKER_DELAY_SECONDS, _start, [ending])
    start.daemon = True
    start.start()
    threading.Thread(target=_make_first_decoder, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        start.cancel()
        await asyncio.to_thread(jobs.terminate)
        jobs.release()


def _make_first_decoder() -> None:
    """Makes the ONNX files of the home page's run, once after an installation: 1 s of imports and export."""
    try:
        onnx_file(Run(PRETRAINED / FIRST_RUN), DECODER)
    except ValueError as error:  # the cache cannot be written: the page shows it again
        logging.getLogger(__name__).error("%s", error)


def _start(ending: threading.Event) -> None:
    _start_worker()
    _warm_up()
    _take_over(ending)


def _start_worker() -> None:
    try:
        jobs.start()
    except ValueError as error:  # no scheduler answers, or a limit is invalid: the Train button shows the error again
        logging.getLogger(__name__).error("%s", error)


def _take_over(ending: threading.Event) -> None:
    """Queues the runs that another server on the same runs folder left, once it and its workers have ended.

    A restart that overlaps the end of the former server needs it.
    """
    while not ending.is_set() and not jobs.take_over():
        ending.wait(LOOK_AGAIN_SECONDS)


def _warm_up() -> None:
    """Imports all page modules and loads the bundled data (2 s of CPU time), so that the first students do not wait."""
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
        signal.signal(number, _stop_streams_then(signal.getsignal(number)))


def _stop_streams_then(previous_handler: Any) -> Any:
    server = getattr(previous_handler, "__self__", None)

    def handle(number: int, frame: Any) -> None:
        is_stopping.set()
        if isinstance(server, uvicorn.Server):
            server.config.timeout_graceful_shutdown = OPEN_SECONDS
        if callable(previous_handler):
            previous_handler(number, frame)

    return handle
