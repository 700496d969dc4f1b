"""The data of a classroom's board: each student's current run, its status, beta and curve.

Several viewers update a board every two seconds for an hour. Therefore only new lines of a metrics.jsonl are read, and no
file of a finished run.
"""

import json
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dashboard.classroom.rooms import Member, Room
from dashboard.jobs.cluster import runs_folder
from dashboard.jobs.status import status_of
from vae_core.config import RunConfig
from vae_core.line_reader import LineReader
from vae_core.runs.run import GOING_ON, Run, known_summary
from vae_core.runs.summary import Summary

CURVE_POINTS = 60  # of a curve, at most; at least half of them
LATEST = 10  # runs of a student, among which one in training is preferred
_reading = threading.Lock()  # several viewers of one board share its curves


class Card(NamedTuple):
    """A student on the board; before the first run, little more than the name."""

    name: str
    state: str  # the run status of dashboard/jobs/status.py; empty before the first run
    runs: int = 0  # of this student in the room
    run: Run | None = None
    config: RunConfig | None = None
    beta: float | None = None  # the current value, including changes during the training
    curve: tuple[tuple[float, float], ...] = ()  # -ELBO and reconstruction, nats per training image


def board(room: Room) -> list[Card]:
    """Returns a card for each student, in the order in which they joined."""
    return [_card(member) for member in room.members.values()]


def _card(member: Member) -> Card:
    known = list(_known(member))
    if not known:
        return Card(member.name, "")
    run, summary = next((pair for pair in known if pair[1].status in ("running", "paused")), known[0])
    try:
        config, curve = run.config, _read_curve(run.path)
        is_trained = summary.status in GOING_ON and summary.status != "queued"
        # Not for a queued run: its place in the queue would require reading all of them.
        state = status_of(run).status if is_trained else summary.status
    except ValueError:
        return Card(member.name, "failed", len(member.runs))  # the run's own page shows the error
    beta = curve.beta if curve.points and config.beta is not None else config.beta
    return Card(member.name, state, len(member.runs), run, config, beta, tuple(curve.points))


def _known(member: Member) -> Iterator[tuple[Run, Summary]]:
    """Yields the student's latest runs, newest first, with their summaries; skips deleted ones."""
    for run_id in reversed(member.runs[-LATEST:]):
        run = Run(runs_folder() / run_id)
        try:
            yield run, known_summary(run)
        except (OSError, ValueError):
            continue


class BoardCurve:
    """The curve of a growing metrics.jsonl, thinned to between CURVE_POINTS / 2 and CURVE_POINTS of its reports."""

    def __init__(self, path: Path) -> None:
        self.beta: float | None = None
        self._start(path)

    def _start(self, path: Path) -> None:
        self.lines = LineReader(path)
        self.points: list[tuple[float, float]] = []
        self.stride, self.count = 1, 0  # one of `stride` reports is kept; number of reports so far

    def read(self) -> None:
        """Reads the complete lines that were added, or all lines if a resumed training wrote the file again."""
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
            return  # an event, or a report of the validation only
        if self.count % self.stride == 0:
            self.points.append(point)
        self.count += 1
        if len(self.points) > CURVE_POINTS:
            self.points, self.stride = self.points[::2], 2 * self.stride


@lru_cache(maxsize=1024)
def _curve(path: Path) -> BoardCurve:
    return BoardCurve(path / "metrics.jsonl")


def _read_curve(path: Path) -> BoardCurve:
    with _reading:
        curve = _curve(path)
        curve.read()
        return curve
