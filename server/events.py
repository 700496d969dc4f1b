"""A run's metrics.jsonl as server-sent events: what is there, then what is added. Only new bytes are read, nothing is kept."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from vae_core.runs import GOING_ON, Run

POLL_SECONDS = 0.2
HEARTBEAT_SECONDS = 15.0  # so that a proxy does not take a quiet stream for a dead one


async def follow(run: Run, start: int) -> AsyncIterator[str]:
    """Events from line `start` + 1 on: `report` for each line, `live` when pictures changed, at last `end`."""
    lines, live, spoke = _Lines(run.path / "metrics.jsonl"), 0.0, time.monotonic()
    while True:
        summary = _summary(run)  # read before the lines: what was written before the end is sent before the end
        events = [_event("report", text, number) for number, text in lines.new() if number > start]
        if lines.was_rewritten:
            start, lines.was_rewritten = 0, False
            events = [_event("reset", "{}")]
        changed = _changed(run.path / "live.safetensors")
        if changed != live:
            live = changed
            events.append(_event("live", json.dumps({"step": changed})))
        if summary["status"] not in GOING_ON:
            yield "".join([*events, _event("end", json.dumps(summary))])
            return
        if events or time.monotonic() - spoke > HEARTBEAT_SECONDS:
            spoke = time.monotonic()
            yield "".join(events) or ": waiting\n\n"
        await asyncio.sleep(POLL_SECONDS)


def _event(kind: str, data: str, number: int | None = None) -> str:
    identity = "" if number is None else f"id: {number}\n"
    return f"event: {kind}\n{identity}data: {data}\n\n"


def _summary(run: Run) -> dict[str, Any]:
    try:
        return run.summary
    except ValueError as error:  # deleted or damaged under our feet: the stream ends and says so
        return {"status": "failed", "message": str(error)}


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class _Lines:
    """The complete lines that were added to a file since the last look; a torn last line waits for its end."""

    def __init__(self, path: Path) -> None:
        self.path, self.offset, self.number, self.was_rewritten = path, 0, 0, False

    def new(self) -> list[tuple[int, str]]:
        """Number, from 1, and text of each new line."""
        try:
            with open(self.path, "rb") as file:
                if file.seek(0, 2) < self.offset:  # a resumed run drops the lines after its checkpoint
                    self.offset, self.number, self.was_rewritten = 0, 0, True
                    return []
                file.seek(self.offset)
                content = file.read()
        except OSError:
            return []
        complete = content[: content.rfind(b"\n") + 1]
        self.offset += len(complete)
        found = [(self.number + index + 1, line.decode()) for index, line in enumerate(complete.splitlines())]
        self.number += len(found)
        return found
