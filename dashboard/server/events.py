"""A run's metrics.jsonl as server-sent events: the existing lines, then new ones. Reads only new bytes, stores nothing."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from dashboard import jobs
from vae_core.line_reader import LineReader
from vae_core.recording.live_files import LIVE_DECODER
from vae_core.runs.frames import FRAMES_FOLDER, INDEX
from vae_core.runs.onnx_cache import DECODER, onnx_source
from vae_core.runs.run import AT_ITS_END, GOING_ON, Run
from vae_core.runs.summary import Summary
from vae_core.runs.watched import RENEW_SECONDS, renew_watched

POLL_SECONDS, SLOWEST_POLL = 0.2, 1.0  # on an idle and on a busy server
LATE_SHARE = 5.0  # if the event loop is 1 s late, the next pause is this many seconds longer
STATE_SECONDS = 1.0  # between two checks of the run's status
HEARTBEAT_SECONDS = 15.0  # so that a proxy does not close a stream without events
WITH_LAST_FILES = (*AT_ITS_END, "stopped", "diverged")  # the status of a run whose training wrote them
NOTHING = {"changed": 0.0, "decoder": ""}  # before the first live files

is_stopping = (
    threading.Event()
)  # set when the server must stop: without it, the server would wait until every stream ends


async def follow(run: Run, start: int) -> AsyncIterator[str]:
    """Yields events from line `start` + 1: `report` for each line, `live`, `frames` and `state` on a change, finally `end`."""
    lines, live, last_sent, state = LineReader(run.path / "metrics.jsonl"), NOTHING, time.monotonic(), _State(run)
    frames, pause, renewed = 0.0, POLL_SECONDS, -RENEW_SECONDS
    while not is_stopping.is_set():
        summary = _summary(run)  # read before the lines, so that lines written before the end are sent before it
        events = [_event("report", text, number) for number, text in lines.new() if number > start]
        if lines.was_rewritten or (not lines.has_more and start > lines.number):
            start, lines = 0, LineReader(lines.path)
            yield _event("reset", "{}")
            continue
        if lines.has_more:
            piece = "".join(events)
            events.clear()  # a slow reader would keep them in memory beside the piece
            if piece:
                yield piece
            await asyncio.sleep(0)
            continue
        if (modified := _modified_time(run.path / FRAMES_FOLDER / INDEX)) != frames:
            frames = modified
            events.append(_event("frames", json.dumps({"changed": modified})))
        if (changed := _live(run, summary)) != live:
            live = changed
            events.append(_event("live", json.dumps(live)))
        if (now := state.new_status(summary)) is not None:
            events.append(_event("state", json.dumps(now)))
        if summary.status not in GOING_ON:
            yield "".join([*events, _event("end", json.dumps(summary.to_plain()))])
            return
        if time.monotonic() - renewed >= RENEW_SECONDS:
            renewed = time.monotonic()
            renew_watched(run.path)
        if events or time.monotonic() - last_sent > HEARTBEAT_SECONDS:
            last_sent = time.monotonic()
            yield "".join(events) or ": waiting\n\n"
        pause = await _sleep(pause)


async def _sleep(seconds: float) -> float:
    """Sleeps for `seconds` and returns the length of the next sleep.

    If this sleep ended late, the server is busy, and the next one is longer.
    """
    started = time.monotonic()
    await asyncio.sleep(seconds)
    late = time.monotonic() - started - seconds
    return min(SLOWEST_POLL, POLL_SECONDS + LATE_SHARE * max(0.0, late))


def _event(kind: str, data: str, number: int | None = None) -> str:
    identity = "" if number is None else f"id: {number}\n"
    return f"event: {kind}\n{identity}data: {data}\n\n"


def _summary(run: Run) -> Summary:
    try:
        return run.summary
    except ValueError as error:  # deleted or damaged meanwhile: the stream ends with this error
        return Summary("failed", str(error))


def _live(run: Run, summary: Summary) -> dict[str, Any]:
    """Returns the time of the last change of the live images, and the address of the newest decoder.

    Each decoder has an address of its own.
    """
    # A training that wrote its last files removes its live decoder. Dates do not tell which one is newer, because the
    # clock may have been set back; the status is for systems that refuse to remove a file that somebody reads.
    newest, changed = LIVE_DECODER, _modified_time(run.path / LIVE_DECODER)
    if not changed or summary.status in WITH_LAST_FILES:
        newest, changed = DECODER, _decoder_changed(run)
    return {
        "changed": _modified_time(run.path / "live.safetensors"),
        "decoder": f"{newest}?v={changed}" if changed else "",
    }


def _decoder_changed(run: Run) -> float:
    try:
        return _modified_time(onnx_source(run, DECODER))
    except ValueError:  # the summary was damaged meanwhile, which ends the stream
        return 0.0


def _modified_time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class _State:
    """The run status, sent when it changes: the status itself at once, its message every STATE_SECONDS."""

    def __init__(self, run: Run) -> None:
        self.run, self.looked, self.status = run, 0.0, ""
        self.sent: dict[str, str] = {}

    def new_status(self, summary: Summary) -> dict[str, str] | None:
        """Returns the status and its message if they are not the ones sent last, else None."""
        status = summary.status
        if status not in GOING_ON or (status == self.status and time.monotonic() - self.looked < STATE_SECONDS):
            return None
        self.looked, self.status = time.monotonic(), status
        try:
            found = jobs.status_of(self.run)
        except ValueError:
            return None  # deleted meanwhile: the summary shows it next time
        now = {"status": found.status, "message": found.message}
        if now == self.sent:
            return None
        self.sent = now
        return now
