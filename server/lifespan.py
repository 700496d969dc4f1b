"""What happens when the server starts and stops."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jobs


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Start the training worker beside the server, so that no page waits for it; end it with the server."""
    threading.Thread(target=jobs.start, name="start-jobs", daemon=True).start()
    try:
        yield
    finally:
        await asyncio.to_thread(jobs.terminate)
