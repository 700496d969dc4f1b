"""The commands sent to a run while it trains: executed, written into the run's history, and repeated after a resume.

An event is a line of metrics.jsonl: a command and the step after which it took effect. An interrupted run loses the steps
after its last checkpoint, but no event: a resume repeats the changes of these steps at the same steps.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig
from vae_core.runs.control import STEERED_SETTINGS, Command, Mailbox, changed, check
from vae_core.runs.history import Event, changes_in_force, config_after
from vae_core.training.trainer import Trainer


class CommandHandler:
    """Executes the commands of a run on its trainer: ask `has_work` after each step, call `execute` between reports."""

    def __init__(self, mailbox: Mailbox, trainer: Trainer, events: list[Event], write: Callable[[Event], None]) -> None:
        """`events` are those of the run so far; `write` appends an event to the run's history."""
        self.mailbox, self.trainer, self.write = mailbox, trainer, write
        self.is_paused, self.is_stopping, self.steps = False, False, 0
        self.to_repeat = [event for event in changes_in_force(events) if event["step"] > trainer.step]
        self._repeat()

    def restore(self, events: list[Event]) -> None:
        """Pauses or stops the run if its last command before the interruption was to pause or to stop."""
        names = [event["event"] for event in events if event["event"] in ("pause", "resume", "resumed", "stop")]
        self.is_paused, self.is_stopping = names[-1:] == ["pause"], names[-1:] == ["stop"]

    def has_work(self) -> bool:
        """True where `execute` has something to do before the next step. Takes a few microseconds."""
        return self.is_paused or self.trainer.step >= self.next_repeat or self.mailbox.has_changed()

    def execute(self) -> None:
        """Executes the new commands, after the changes that were made at this step before an interruption."""
        self._repeat()
        for command in self.mailbox.new_commands():
            try:
                check(self.trainer.config, command.name, command.value)
            except ValueError:
                continue  # a hand-edited file may hold anything
            self._execute(command)
        if self.is_stopping:
            self.trainer.stop()

    def note(self, name: str, **more: Any) -> None:
        """Writes an event of this step into the history."""
        epoch = self.trainer.step / self.trainer.steps_per_epoch
        self.write({"event": name, "step": self.trainer.step, "epoch": epoch} | more)

    def _repeat(self) -> None:
        while self.to_repeat and self.to_repeat[0]["step"] <= self.trainer.step:
            self.trainer.change(config_after(self.trainer.config, self.to_repeat.pop(0)))
        self.next_repeat = self.to_repeat[0]["step"] if self.to_repeat else math.inf

    def _execute(self, command: Command) -> None:
        config, more = self.trainer.config, {}
        if command.name in STEERED_SETTINGS:
            more = {"value": command.value, "before": _value(config, command.name)}
            self.trainer.change(changed(config, command.name, command.value))
        elif command.name == "extend":
            longer = extended(self.trainer, command.value)
            more = {"value": command.value, "epochs": longer.epochs, "seconds": longer.seconds}
            self.trainer.change(longer)
        elif command.name == "step":
            self.steps += self.is_paused
        else:
            self.is_paused, self.is_stopping, self.steps = command.name == "pause", command.name == "stop", 0
        self.note(command.name, serial=command.serial, **more)


def extended(trainer: Trainer, epochs: int) -> RunConfig:
    """The trainer's configuration with `epochs` more epochs; a time limit grows by the seconds that these take."""
    config, done = trainer.config, trainer.step / trainer.steps_per_epoch
    if not config.seconds:
        return replace(config, epochs=config.epochs + epochs)
    more = epochs * trainer.seconds / done if done else 0.0
    seconds = max(config.seconds, trainer.seconds) + more
    return replace(config, epochs=max(config.epochs, math.ceil(done) + epochs), seconds=seconds)


def _value(config: RunConfig, name: str) -> Any:
    return config.learning_rate if name == "learning_rate" else getattr(config.settings, name)
