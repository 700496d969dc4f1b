"""Does what is asked of a run while it trains, writes it into the run's history, and does it again after a resume.

An event is a line of metrics.jsonl: what was done, after which step. A run that was broken off loses the steps after its
last checkpoint, never an event: the changes it had made in those steps are made again at the same steps.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vae_core.config import RunConfig
from vae_core.runs.control import SETTINGS, Command, Mailbox, changed, check
from vae_core.runs.history import Event, in_force, repeated
from vae_core.training.trainer import Trainer


class CommandHandler:
    """The ear of a training: `is_called` between steps, `obey` between reports."""

    def __init__(self, mailbox: Mailbox, trainer: Trainer, events: list[Event], write: Callable[[Event], None]) -> None:
        self.mailbox, self.trainer, self.write = mailbox, trainer, write
        self.is_paused, self.is_stopping, self.steps = False, False, 0
        self.coming = [event for event in in_force(events) if event["step"] > trainer.step]
        self._repeat()
        trainer.is_called = self.is_called

    def stand_as(self, events: list[Event]) -> None:
        """Pause or stop where the run had been told so when it was broken off."""
        told = [event["event"] for event in events if event["event"] in ("pause", "resume", "resumed", "stop")]
        self.is_paused, self.is_stopping = told[-1:] == ["pause"], told[-1:] == ["stop"]

    def is_called(self) -> bool:
        """Whether the trainer is wanted before its next step. Asked after each step, so it costs a few microseconds."""
        return self.is_paused or self.trainer.step >= self.next_change or self.mailbox.has_changed()

    def obey(self) -> None:
        """Do what was asked since the last time, and what had been done at this step before the run was broken off."""
        self._repeat()
        for command in self.mailbox.unheard():
            try:
                check(self.trainer.config, command.name, command.value)
            except ValueError:
                continue  # the file was written by hand
            self._do(command)
        self.trainer.is_stopping = self.is_stopping

    def note(self, what: str, **more: Any) -> None:
        """Write an event of this moment into the history."""
        self.write(
            {"event": what, "step": self.trainer.step, "epoch": self.trainer.step / self.trainer.steps_per_epoch} | more
        )

    def _repeat(self) -> None:
        while self.coming and self.coming[0]["step"] <= self.trainer.step:
            self.trainer.change(repeated(self.trainer.config, self.coming.pop(0)))
        self.next_change = self.coming[0]["step"] if self.coming else math.inf

    def _do(self, command: Command) -> None:
        config, more = self.trainer.config, {}
        if command.name in SETTINGS:
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
    """The configuration with so many more epochs; a time limit grows by the seconds that these take."""
    config, done = trainer.config, trainer.step / trainer.steps_per_epoch
    if not config.seconds:
        return replace(config, epochs=config.epochs + epochs)
    more = epochs * trainer.seconds / done if done else 0.0
    seconds = max(config.seconds, trainer.seconds) + more
    return replace(config, epochs=max(config.epochs, math.ceil(done) + epochs), seconds=seconds)


def _value(config: RunConfig, name: str) -> Any:
    return config.learning_rate if name == "learning_rate" else getattr(config.settings, name)
