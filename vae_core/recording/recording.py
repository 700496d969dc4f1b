"""Training into the folder of a run. An interrupted run continues from its last checkpoint, bit for bit."""

import json
import math
import os
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from vae_core.datasets import ImageSet
from vae_core.files import (
    DamagedRun,
    error_in_words,
    is_full,
    read_tensors,
    remove_leftovers,
    write_bytes,
    write_tensors,
)
from vae_core.recording.disk_space import DiskSpace, HistoryFile, only_for_watchers
from vae_core.recording.final_files import training_facts, write_final_files
from vae_core.recording.frame_keeper import FrameKeeper, drop_frames_after
from vae_core.recording.live_files import LiveFiles
from vae_core.recording.pause import PauseHandler
from vae_core.recording.start_weights import load_start
from vae_core.recording.steering import CommandHandler
from vae_core.runs.history import changes_in_force, config_after
from vae_core.runs.lock import hold
from vae_core.runs.run import FITTED, Run
from vae_core.runs.watched import WatchedSign
from vae_core.training.report import Report
from vae_core.training.state import STATE
from vae_core.training.trainer import Trainer

CHECKPOINT_SECONDS = 5.0
LIVE_SECONDS, UNWATCHED_SECONDS = 1.0, 10.0  # between two live files while somebody watches the run, and otherwise
LIVE_SHARE = 0.05  # of the time that live files may take
IN_TRAINING = ("running", "paused")  # the status of a run that a process trains, or trained when it was interrupted
OUT_OF_TIME = "Stopped at the time limit of this server; the weights are kept."
_INTERRUPTED = "Interrupted. Resume it to continue from its last checkpoint."


def trainer_of(run: Run, image_set: ImageSet, device: str = "") -> Trainer:
    """The trainer of a run, with as many threads as the run began with: other numbers round differently.

    `device` replaces that of the configuration; a device of another kind gives other weights than the run's own.
    """
    config = run.config
    threads = config.threads or run.summary.threads
    trainer = Trainer(replace(config, threads=threads, device=device or config.device), image_set)
    if config.start_from and not (run.path / STATE).exists():
        load_start(run, trainer.model)
    return trainer


def is_moved(run: Run, trainer: Trainer) -> bool:
    """True where the run was trained on another kind of device than the trainer's."""
    return bool(run.summary.more.get("device", trainer.device.type) != trainer.device.type)


def nothing() -> None:
    """Does nothing."""


def record(run: Run, trainer: Trainer, on_full: Callable[[], None] = nothing) -> Generator[Report]:
    """Trains, writes the files of the run, and yields the reports of the training.

    An interrupted run continues from its last checkpoint. Raises a RunBusyError where another process trains the run.
    `on_full` is called when the training begins to wait for space on a full disk.
    """
    with hold(run.path):
        yield from record_held(run, trainer, run.summary.status, on_full=on_full)


def record_held(
    run: Run,
    trainer: Trainer,
    before: str,
    patience: float = math.inf,
    seconds: float = math.inf,
    on_full: Callable[[], None] = nothing,
) -> Generator[Report]:
    """Does the same as `record` for a caller that holds the run's lock; `before` is the status that it found.

    A pause of more than `patience` seconds, or a disk that stays full for so long, interrupts the training, so that other
    runs can have its place; after `seconds` of training it stops.
    """
    remove_leftovers(run.path)
    ended = resume(run, trainer)
    space = DiskSpace(run, lambda: trainer.is_stopping, patience, on_full)
    with HistoryFile(run.path / "metrics.jsonl", space) as history:
        commands = _command_handler(run, trainer, history, before)
        is_at_end = bool(ended) or trainer.progress >= 1
        is_unfinished = before in IN_TRAINING and is_at_end  # only its last files are missing
        if not is_unfinished and trainer.progress >= 1:
            more = "add epochs, with the button on the Train page or --more-epochs"
            way_out = FITTED.format(model=run.config.model) if trainer.model.is_fitted_at_once() else more
            raise ValueError(f"run {run.id} has no steps left to train; {way_out}")
        try:
            if is_unfinished:
                trainer.end(ended or "finished")
                FrameKeeper(run.path, trainer).keep_last()
            else:
                yield from _train(run, trainer, commands, history, patience, seconds, space)
            if trainer.stop_reason:
                message = OUT_OF_TIME if trainer.seconds >= seconds else trainer.message
                space.written(lambda: write_final_files(run, trainer, trainer.stop_reason, message))
        except (GeneratorExit, KeyboardInterrupt):
            run.update_summary(status="interrupted", message=_INTERRUPTED)
            raise
        except Exception as error:
            with suppress(OSError):
                status = "interrupted" if is_full(error) else "failed"
                run.update_summary(status=status, message=explain_error(error))
            raise


def _command_handler(run: Run, trainer: Trainer, history: HistoryFile, before: str) -> CommandHandler:
    """The run's command handler after the first commands. A run interrupted in a pause is paused again; a resumed one is not."""
    events = run.events()
    commands = CommandHandler(run.mailbox(), trainer, events, lambda event: _write(history, event))
    if before in IN_TRAINING:
        commands.restore(events)
    if trainer.step:
        commands.note("recovered" if before in IN_TRAINING else "resumed")
    commands.execute()
    return commands


def _write(history: HistoryFile, line: dict[str, Any]) -> None:
    """Appends a line and syncs it to the disk: the weights after it depend on it."""
    history.add(json.dumps(line, allow_nan=False))
    os.fsync(history.file.fileno())


def _train(
    run: Run,
    trainer: Trainer,
    commands: CommandHandler,
    history: HistoryFile,
    patience: float,
    seconds: float,
    space: DiskSpace,
) -> Generator[Report]:
    """Trains to the end, with pauses; a pause of more than `patience` seconds returns without a reason to stop."""
    run.update_summary(status="running", message="", **training_facts(trainer))
    files, frames = LiveFiles(run.path, trainer), FrameKeeper(run.path, trainer)
    checkpoint, live = _Checkpoints(run, trainer, space), _Live(files.write, WatchedSign(run.path))
    pause = PauseHandler(run, trainer, commands, patience, files.write)
    with only_for_watchers():
        frames()
    if commands.is_paused and not pause.wait():
        return
    for report in trainer.train(lambda: commands.has_work() or frames.is_due()):
        history.add(report.to_json())
        commands.execute()
        with only_for_watchers():
            live()
            frames(report)
        checkpoint(report)
        with only_for_watchers():
            pause.write_trace(report)
        yield report
        if trainer.seconds >= seconds:
            trainer.stop()
        if commands.is_paused and not trainer.stop_reason:
            space.written(lambda: save_checkpoint(run, trainer))
            if not pause.wait():
                return
    space.written(lambda: save_checkpoint(run, trainer))


def interrupt(run: Run, image_set: ImageSet, reason: str = "Interrupted.") -> None:
    """Closes an interrupted run, whose lock the caller holds: its last checkpoint becomes its result."""
    if not (run.path / STATE).exists():
        run.update_summary(
            status="interrupted", message=f"{reason} There was no checkpoint yet, so there are no weights."
        )
        return
    _close(run, trainer_of(run, image_set), "interrupted", reason)


def finish(run: Run, image_set: ImageSet, device: str = "") -> None:
    """Ends an interrupted run at its last checkpoint, as a stop would have: weights, codes, networks, status "stopped".

    The caller holds its lock. Raises a DamagedRun where there is no checkpoint.
    """
    if not (run.path / STATE).exists():
        raise DamagedRun(f"run {run.id} has no checkpoint ({STATE}); train its configuration again as a new run")
    trainer = trainer_of(run, image_set, device)
    run.update_summary(**training_facts(trainer))
    _close(run, trainer, "stopped", "Stopped.")


def _close(run: Run, trainer: Trainer, status: str, reason: str) -> None:
    """Writes the last files from the last checkpoint; one that had reached its end keeps its reason."""
    ended = resume(run, trainer)
    FrameKeeper(run.path, trainer).keep_last()
    epochs = trainer.step / trainer.steps_per_epoch
    if ended:
        trainer.end(ended)
    message = trainer.message or f"{reason} This is its last checkpoint, after {epochs:.1f} epochs."
    write_final_files(run, trainer, ended or status, message)


class _Live:
    """Writes the live files: often while somebody watches, and for at most LIVE_SHARE of the time."""

    def __init__(self, write: Callable[[], None], watched: WatchedSign) -> None:
        self.write, self.watched = write, watched
        self.last, self.took = -math.inf, 0.0

    def __call__(self) -> None:
        now = time.monotonic()
        interval = LIVE_SECONDS if self.watched.is_on() else UNWATCHED_SECONDS
        if now - self.last >= max(interval, self.took / LIVE_SHARE):
            self.write()
            self.last, self.took = now, time.monotonic() - now


class _Checkpoints:
    """Saves the state every CHECKPOINT_SECONDS, and after each epoch where that takes under 2 % of the time."""

    def __init__(self, run: Run, trainer: Trainer, space: DiskSpace) -> None:
        self.run, self.trainer, self.space, self.last, self.took = run, trainer, space, -CHECKPOINT_SECONDS, 0.0

    def __call__(self, report: Report) -> None:
        now = time.monotonic()
        if now - self.last >= (50 * self.took if report.validation else CHECKPOINT_SECONDS):
            self.space.written(lambda: save_checkpoint(self.run, self.trainer))
            self.last, self.took = now, time.monotonic() - now


def save_checkpoint(run: Run, trainer: Trainer) -> None:
    """Writes state.safetensors: one file, so that weights and step always belong together."""
    tensors, numbers = trainer.state()
    write_tensors(run.path / STATE, tensors, numbers | {"stop_reason": trainer.stop_reason})


def resume(run: Run, trainer: Trainer) -> str:
    """Loads the last checkpoint, if there is one, and deletes later reports; returns its reason to stop, if it had one.

    Repeats the changes of the configuration up to this step. All events stay, also those of later steps.
    """
    ended, events = "", run.events()
    if (run.path / STATE).exists():
        tensors, numbers = read_tensors(run.path / STATE)
        try:
            trainer.load_state(tensors, numbers, is_moved(run, trainer))
        except DamagedRun as error:
            raise DamagedRun(f"run {run.id}: {error}; train its configuration again as a new run") from error
        ended = str(numbers.get("stop_reason", ""))
    drop_frames_after(run.path, trainer.step)
    kept = [line for line in run.history() if "event" in line or line["step"] <= trainer.step]
    lines = sorted(kept, key=lambda line: (line["step"], "event" in line))
    write_bytes(run.path / "metrics.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())
    for event in changes_in_force(events):
        if event["step"] <= trainer.step:
            trainer.change(config_after(trainer.config, event))
    return ended


def explain_error(error: BaseException) -> str:
    """An error as a sentence for the page, with what to do where that is known."""
    if is_full(error):
        return "The disk is full. Delete runs or other files, then resume or train again; the last checkpoint is kept."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Not enough memory: choose smaller layers, a smaller batch, or fewer images."
    return (
        error_in_words(error)
        if isinstance(error, ValueError | OSError | RuntimeError)
        else f"{type(error).__name__}: {error}"
    )
