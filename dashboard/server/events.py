"""A run's metrics.jsonl as server-sent events: what is there, then what is added. Only new bytes are read, nothing is kept."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from dashboard import jobs
from vae_core.line_reader import Tail
from vae_core.runs.frames import FOLDER, INDEX
from vae_core.runs.run import GOING_ON, Run

POLL_SECONDS, SLOWEST_POLL = 0.2, 1.0  # on an idle and on a busy server
LATE_SHARE = 5.0  # each second by which the server's event loop is late lengthens the next poll by so many
STATE_SECONDS = 1.0  # between two looks at where the run stands
HEARTBEAT_SECONDS = 15.0  # so that a proxy does not take a quiet stream for a dead one
DECODERS = ("decoder.onnx", "live_decoder.onnx")  # of a training that is over, and of one that goes on
NOTHING = {"changed": 0.0, "decoder": ""}  # live as yet

is_stopping = threading.Event()  # set when the server was asked to end, which would otherwise wait for every stream


async def follow(run: Run, start: int) -> AsyncIterator[str]:
    """Events from line `start` + 1 on: `report` for each line, `live`, `frames` and `state` when these changed, at last `end`."""
    lines, live, spoke, state = Tail(run.path / "metrics.jsonl"), NOTHING, time.monotonic(), _State(run)
    frames, pause = 0.0, POLL_SECONDS
    while not is_stopping.is_set():
        summary = _summary(run)  # read before the lines: what was written before the end is sent before the end
        events = [_event("report", text, number) for number, text in lines.new() if number > start]
        if lines.was_rewritten or (not lines.has_more and start > lines.number):
            start, lines = 0, Tail(lines.path)
            yield _event("reset", "{}")
            continue
        if lines.has_more:
            if events:
                yield "".join(events)
            await asyncio.sleep(0)
            continue
        if (kept := _changed(run.path / FOLDER / INDEX)) != frames:
            frames = kept
            events.append(_event("frames", json.dumps({"changed": kept})))
        if (changed := _live(run)) != live:
            live = changed
            events.append(_event("live", json.dumps(live)))
        if (now := state.changed(summary)) is not None:
            events.append(_event("state", json.dumps(now)))
        if summary["status"] not in GOING_ON:
            yield "".join([*events, _event("end", json.dumps(summary))])
            return
        if events or time.monotonic() - spoke > HEARTBEAT_SECONDS:
            spoke = time.monotonic()
            yield "".join(events) or ": waiting\n\n"
        pause = await _rest(pause)


async def _rest(seconds: float) -> float:
    """Sleep for so long; the seconds of the next rest, longer the later this one ended: a busy server polls less."""
    started = time.monotonic()
    await asyncio.sleep(seconds)
    late = time.monotonic() - started - seconds
    return min(SLOWEST_POLL, POLL_SECONDS + LATE_SHARE * max(0.0, late))


def _event(kind: str, data: str, number: int | None = None) -> str:
    identity = "" if number is None else f"id: {number}\n"
    return f"event: {kind}\n{identity}data: {data}\n\n"


def _summary(run: Run) -> dict[str, Any]:
    try:
        return run.summary
    except ValueError as error:  # deleted or damaged under our feet: the stream ends and says so
        return {"status": "failed", "message": str(error)}


def _live(run: Run) -> dict[str, Any]:
    """When the pictures changed, and under which name the newest decoder is asked for, which no other decoder has."""
    decoders = {name: _changed(run.path / name) for name in DECODERS}
    newest = max(decoders, key=lambda name: decoders[name])
    return {
        "changed": _changed(run.path / "live.safetensors"),
        "decoder": f"{newest}?v={decoders[newest]}" if decoders[newest] else "",
    }


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class _State:
    """Where a run stands, told when it changes; the status at once, the rest every STATE_SECONDS."""

    def __init__(self, run: Run) -> None:
        self.run, self.looked, self.status = run, 0.0, ""
        self.told: dict[str, str] = {}

    def changed(self, summary: dict[str, Any]) -> dict[str, str] | None:
        """The state and its words where they are not those of the last time."""
        status = summary["status"]
        if status not in GOING_ON or (status == self.status and time.monotonic() - self.looked < STATE_SECONDS):
            return None
        self.looked, self.status = time.monotonic(), status
        try:
            found = jobs.status_of(self.run)
        except ValueError:
            return None  # deleted under our feet: the summary says so next time
        now = {"status": found.status, "message": found.message}
        if now == self.told:
            return None
        self.told = now
        return now
