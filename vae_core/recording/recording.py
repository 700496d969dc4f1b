"""Trains into a run's folder, so that whatever breaks it off, the rest of it goes on from the last checkpoint, bit for bit."""

import errno
import json
import math
import os
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from typing import Any, TextIO

from vae_core.datasets import ImageSet
from vae_core.files import DamagedRun, read_tensors, remove_leftovers, write_bytes, write_tensors
from vae_core.recording.commands import CommandHandler
from vae_core.recording.final_files import facts, finish
from vae_core.recording.frame_keeper import FrameKeeper, drop_after
from vae_core.recording.live_files import Live
from vae_core.recording.pause import Rest
from vae_core.runs.history import in_force, repeated
from vae_core.runs.lock import hold
from vae_core.runs.run import Run
from vae_core.training.report import Report
from vae_core.training.state import STATE
from vae_core.training.trainer import Trainer

CHECKPOINT_SECONDS = 5.0
LIVE_SECONDS = 1.0
TRAINED = ("running", "paused")  # the states of a run that somebody trains, or trained when it was broken off
OUT_OF_TIME = "It was stopped because this server trains no run for longer; what was learned is kept."
BROKEN_OFF = "Broken off. Resume it to go on from its last checkpoint."


def trainer_of(run: Run, image_set: ImageSet) -> Trainer:
    """The trainer of a run, with as many threads as the run began with: other numbers round differently."""
    config = run.config
    began_with = run.summary.get("threads", 0)
    return Trainer(replace(config, threads=config.threads or int(began_with)), image_set)


def record(run: Run, trainer: Trainer) -> Generator[Report]:
    """Train and write everything into the run's folder; the reports are passed on as they come.

    A run that was broken off continues from its last checkpoint. A RunBusyError where somebody else trains it.
    """
    with hold(run.path):
        yield from record_held(run, trainer, run.summary["status"])


def record_held(
    run: Run, trainer: Trainer, before: str, patience: float = math.inf, seconds: float = math.inf
) -> Generator[Report]:
    """Like `record`, for whoever holds the run's lock already; `before` is the status in which it was found.

    A pause of more than `patience` seconds breaks it off, so that it does not keep others waiting;
    more than `seconds` of training stop it.
    """
    remove_leftovers(run.path)
    ended = resume(run, trainer)
    with open(run.path / "metrics.jsonl", "a", encoding="utf-8") as history:
        listener = _listener(run, trainer, history, before)
        is_unfinished = before in TRAINED and (ended or trainer.progress >= 1)  # only its last files are missing
        if not is_unfinished and trainer.progress >= 1:
            raise ValueError(f"run {run.id} has reached its end; nothing is left to train")
        try:
            if is_unfinished:
                trainer.stop_reason = ended or "finished"
                FrameKeeper(run.path, trainer).keep_last()
            else:
                yield from _train(run, trainer, listener, history, patience, seconds)
            if trainer.stop_reason:
                message = OUT_OF_TIME if trainer.seconds >= seconds else trainer.message
                finish(run, trainer, trainer.stop_reason, message)
        except (GeneratorExit, KeyboardInterrupt):
            run.update_summary(status="interrupted", message=BROKEN_OFF)
            raise
        except Exception as error:
            with suppress(OSError):
                run.update_summary(status="failed", message=explain(error))
            raise


def _listener(run: Run, trainer: Trainer, history: TextIO, before: str) -> CommandHandler:
    """The ear of the run's training; a run that was broken off stands as it stood, one that was taken up again goes on."""
    events = run.events()
    listener = CommandHandler(run.mailbox(), trainer, events, lambda event: _write(history, event))
    if before in TRAINED:
        listener.stand_as(events)
    if trainer.step:
        listener.note("recovered" if before in TRAINED else "resumed")
    listener.obey()
    return listener


def _write(history: TextIO, line: dict[str, Any]) -> None:
    """Add a line that even a power cut does not lose: what follows depends on it."""
    history.write(json.dumps(line, allow_nan=False) + "\n")
    history.flush()
    os.fsync(history.fileno())


def _train(
    run: Run, trainer: Trainer, listener: CommandHandler, history: TextIO, patience: float, seconds: float
) -> Generator[Report]:
    """Train to the end, with rests; without a reason to stop where a rest was longer than `patience` seconds."""
    run.update_summary(status="running", message="", **facts(trainer))
    files, frames = Live(run.path, trainer), FrameKeeper(run.path, trainer)
    checkpoint, live = _Checkpoints(run, trainer), _Paced(files.write, LIVE_SECONDS)
    rest = Rest(run, trainer, listener, patience, files.write)
    trainer.is_called = lambda: listener.is_called() or frames.is_due()
    frames()
    if listener.is_paused and not rest.wait():
        return
    for report in trainer.train():
        history.write(report.to_json() + "\n")
        history.flush()
        listener.obey()
        live()
        frames(report)
        checkpoint(report)
        rest.told(report)
        yield report
        trainer.is_stopping |= trainer.seconds >= seconds
        if listener.is_paused and not trainer.stop_reason:
            save_checkpoint(run, trainer)
            if not rest.wait():
                return
    save_checkpoint(run, trainer)


def interrupt(run: Run, image_set: ImageSet, reason: str = "Broken off.") -> None:
    """Close a run that was broken off, whose lock the caller holds: its last checkpoint becomes its result."""
    if not (run.path / STATE).exists():
        run.update_summary(status="interrupted", message=f"{reason} There was no checkpoint yet; nothing was learned.")
        return
    trainer = trainer_of(run, image_set)
    resume(run, trainer)
    FrameKeeper(run.path, trainer).keep_last()
    epochs = trainer.step / trainer.steps_per_epoch
    finish(run, trainer, "interrupted", f"{reason} This is its last checkpoint, after {epochs:.1f} epochs.")


class _Paced:
    """Does something at most once an interval, and never so often that it takes over a twentieth of the time."""

    def __init__(self, action: Callable[[], None], interval: float) -> None:
        self.action, self.interval, self.next = action, interval, 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        if now >= self.next:
            self.action()
            self.next = now + max(self.interval, 20 * (time.monotonic() - now))


class _Checkpoints:
    """Saves the state every CHECKPOINT_SECONDS, and at each epoch's end where that takes under a fiftieth of the time."""

    def __init__(self, run: Run, trainer: Trainer) -> None:
        self.run, self.trainer, self.last, self.took = run, trainer, -CHECKPOINT_SECONDS, 0.0

    def __call__(self, report: Report) -> None:
        now = time.monotonic()
        if now - self.last >= (50 * self.took if report.validation else CHECKPOINT_SECONDS):
            save_checkpoint(self.run, self.trainer)
            self.last, self.took = now, time.monotonic() - now


def save_checkpoint(run: Run, trainer: Trainer) -> None:
    """Write state.safetensors: one file, so that weights and position can never disagree."""
    tensors, numbers = trainer.state()
    write_tensors(run.path / STATE, tensors, numbers | {"stop_reason": trainer.stop_reason})


def resume(run: Run, trainer: Trainer) -> str:
    """Load the last checkpoint, if there is one, and drop the reports that came after it; why it had ended, if it had.

    What was changed until then is changed again; events stay, even those of steps that must be done once more.
    """
    ended, events = "", run.events()
    if (run.path / STATE).exists():
        tensors, numbers = read_tensors(run.path / STATE)
        try:
            trainer.load_state(tensors, numbers)
        except DamagedRun as error:
            raise DamagedRun(f"run {run.id}: {error}. Train its configuration again as a new run") from error
        ended = str(numbers.get("stop_reason", ""))
    drop_after(run.path, trainer.step)
    kept = [report for report in run.reports() if report["step"] <= trainer.step]
    lines = sorted([*kept, *events], key=lambda line: line["step"])
    write_bytes(run.path / "metrics.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())
    for event in in_force(events):
        if event["step"] <= trainer.step:
            trainer.change(repeated(trainer.config, event))
    return ended


def explain(error: BaseException) -> str:
    """An error in words for whoever pressed Train."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Delete runs or make room, then train again; the last checkpoint is kept."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Not enough memory: choose smaller layers, a smaller batch, or fewer images."
    return str(error) if isinstance(error, ValueError | OSError | RuntimeError) else f"{type(error).__name__}: {error}"
