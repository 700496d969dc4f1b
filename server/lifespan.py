"""What happens when the server starts and stops."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jobs

HEAD_START = 5.0  # seconds in which the first page has the cores to itself; pressing Train starts the worker at once


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start the training worker beside the server, so that no page waits for it; end it with the server."""
    start = threading.Timer(HEAD_START, jobs.start)
    start.daemon = True
    start.start()
    try:
        yield
    finally:
        start.cancel()
        await asyncio.to_thread(jobs.terminate)
