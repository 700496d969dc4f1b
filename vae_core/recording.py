"""Trains into a run's folder, so that whatever breaks it off, the rest of it goes on from the last checkpoint, bit for bit."""

import errno
import json
import time
from collections.abc import Callable, Generator
from contextlib import suppress

from vae_core.checkpoint import read_tensors, write_bytes, write_tensors
from vae_core.datasets import ImageSet
from vae_core.lock import hold
from vae_core.runs import Run, facts, finish, write_live
from vae_core.trainer import Report, Trainer, stop_message

CHECKPOINT_SECONDS = 5.0
LIVE_SECONDS = 1.0
STATE = "state.safetensors"
BROKEN_OFF = "Broken off. Resume it to go on from its last checkpoint."


def record(run: Run, trainer: Trainer) -> Generator[Report]:
    """Train and write everything into the run's folder; the reports are passed on as they come.

    A run that was broken off continues from its last checkpoint. A RunBusyError where somebody else trains it.
    """
    with hold(run.path):
        yield from record_held(run, trainer, run.summary["status"])


def record_held(run: Run, trainer: Trainer, before: str) -> Generator[Report]:
    """Like `record`, for whoever holds the run's lock already; `before` is the status in which it was found."""
    ended = resume(run, trainer)
    is_unfinished = before in ("running", "paused") and (ended or trainer.progress >= 1)  # only its files are missing
    if not is_unfinished and trainer.progress >= 1:
        raise ValueError(f"run {run.id} has reached its end; nothing is left to train")
    try:
        if is_unfinished:
            trainer.stop_reason = ended or "finished"
        else:
            yield from _train(run, trainer)
        finish(run, trainer, trainer.stop_reason, stop_message(trainer))
    except (GeneratorExit, KeyboardInterrupt):
        run.update_summary(status="interrupted", message=BROKEN_OFF)
        raise
    except Exception as error:
        with suppress(OSError):
            run.update_summary(status="failed", message=explain(error))
        raise


def _train(run: Run, trainer: Trainer) -> Generator[Report]:
    run.update_summary(status="running", message="", **facts(trainer))
    checkpoint, live = _Checkpoints(run, trainer), _Paced(lambda: write_live(run, trainer), LIVE_SECONDS)
    with open(run.path / "metrics.jsonl", "a", encoding="utf-8") as metrics:
        for report in trainer.train():
            metrics.write(report.to_json() + "\n")
            metrics.flush()
            live()
            checkpoint(report)
            if run.is_asked_to_stop():
                trainer.stop()
            yield report
    save_checkpoint(run, trainer)


def interrupt(run: Run, image_set: ImageSet, reason: str = "Broken off.") -> None:
    """Close a run that was broken off, whose lock the caller holds: its last checkpoint becomes its result."""
    if not (run.path / STATE).exists():
        run.update_summary(status="interrupted", message=f"{reason} There was no checkpoint yet; nothing was learned.")
        return
    trainer = Trainer(run.config, image_set)
    resume(run, trainer)
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
    """Load the last checkpoint, if there is one, and drop the reports that came after it; why it had ended, if it had."""
    if not (run.path / STATE).exists():
        write_bytes(run.path / "metrics.jsonl", b"")
        return ""
    tensors, numbers = read_tensors(run.path / STATE)
    trainer.load_state(tensors, numbers)
    kept = [json.dumps(report) + "\n" for report in run.reports() if report["step"] <= trainer.step]
    write_bytes(run.path / "metrics.jsonl", "".join(kept).encode())
    return str(numbers.get("stop_reason", ""))


def explain(error: BaseException) -> str:
    """An error in words for whoever pressed Train."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Delete runs or make room, then train again; the last checkpoint is kept."
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Not enough memory: choose smaller layers, a smaller batch, or fewer images."
    return str(error) if isinstance(error, ValueError | OSError | RuntimeError) else f"{type(error).__name__}: {error}"
