"""What a class room's board shows of each student: the run at hand, where it stands, its beta and its curve.

A board is looked at every other second by some viewers for an hour: of a training only the lines of metrics.jsonl that
were added since the last look are read, of a finished run nothing.
"""

import json
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from dashboard.classroom.rooms import Member, Room
from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.status import status_of
from vae_core.config import RunConfig
from vae_core.line_reader import Tail
from vae_core.runs.run import GOING_ON, Run, known_summary

POINTS = 60  # of a curve at most, and at least half of them
LOOKED_AT = 10  # last runs of a student, among which one that trains is preferred
_reading = threading.Lock()  # two viewers of one board share its curves


class Card(NamedTuple):
    """A student on the board; without a run there is little but the name."""

    name: str
    state: str  # that of dashboard/jobs/status.py; empty before the first training
    runs: int = 0  # of this student in the room
    run: Run | None = None
    config: RunConfig | None = None
    beta: float | None = None  # now, with what was changed while it trains
    curve: tuple[tuple[float, float], ...] = ()  # -ELBO and reconstruction, nats per training image


def board(room: Room) -> list[Card]:
    """A card for each student, in the order in which they joined."""
    return [_card(member) for member in room.members.values()]


def _card(member: Member) -> Card:
    known = list(_known(member))
    if not known:
        return Card(member.name, "")
    run, summary = next((pair for pair in known if pair[1]["status"] in ("running", "paused")), known[0])
    try:
        config, curve = run.config, _read_curve(run.path)
        is_trained = summary["status"] in GOING_ON and summary["status"] != "queued"
        # Where it waits is not asked: its place in the queue would cost a look at all of them.
        state = status_of(run).status if is_trained else summary["status"]
    except ValueError:
        return Card(member.name, "failed", len(member.runs))  # its page says what is damaged
    beta = curve.beta if curve.points and config.beta is not None else config.beta
    return Card(member.name, state, len(member.runs), run, config, beta, tuple(curve.points))


def _known(member: Member) -> Iterator[tuple[Run, dict[str, Any]]]:
    """The student's last runs, newest first, with their summaries; what was deleted is passed over."""
    for run_id in reversed(member.runs[-LOOKED_AT:]):
        run = Run(runs_folder() / run_id)
        try:
            yield run, {"status": ""} | known_summary(run)
        except (OSError, ValueError):
            continue


class Curve:
    """The curve of a metrics.jsonl that grows, thinned so that it keeps between POINTS / 2 and POINTS of its reports."""

    def __init__(self, path: Path) -> None:
        self.beta: float | None = None
        self._start(path)

    def _start(self, path: Path) -> None:
        self.lines = Tail(path)
        self.points: list[tuple[float, float]] = []
        self.stride, self.count = 1, 0  # every so many reports are kept, of so many

    def read(self) -> None:
        """Take in the complete lines that were added, or all of them where a resume wrote the file anew."""
        found = self.lines.new()
        if self.lines.was_rewritten:
            self._start(self.lines.path)
            found = self.lines.new()
        while found:
            for _, line in found:
                self._take(line)
            found = self.lines.new() if self.lines.has_more else []

    def _take(self, line: str) -> None:
        try:
            report = json.loads(line)
            terms, self.beta = report["train"], report["beta"]
            elbo = -terms["reconstruction"] if terms["elbo"] is None else terms["elbo"]
            point = (round(-elbo, 2), round(terms["reconstruction"], 2))
        except (ValueError, KeyError, TypeError):
            return  # an event, or a report of validation alone
        if self.count % self.stride == 0:
            self.points.append(point)
        self.count += 1
        if len(self.points) > POINTS:
            self.points, self.stride = self.points[::2], 2 * self.stride


@lru_cache(maxsize=1024)
def _curve(path: Path) -> Curve:
    return Curve(path / "metrics.jsonl")


def _read_curve(path: Path) -> Curve:
    with _reading:
        curve = _curve(path)
        curve.read()
        return curve
