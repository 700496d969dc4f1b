"""A training that stands still: it waits to be told to take one step, which it then tells in numbers, or to go on."""

import time
from collections.abc import Callable
from typing import Any

from vae_core.files import write_json
from vae_core.recording.commands import CommandHandler
from vae_core.runs.control import LOOK_SECONDS
from vae_core.runs.run import Run
from vae_core.training.report import Report
from vae_core.training.step_trace import watch
from vae_core.training.trainer import Trainer

STOOD_ASIDE = "It was paused for long and made room for others. Resume it to go on from where it stands."


class Rest:
    """The pauses of one training; `patience` is how many seconds each may take, `show` writes what a watcher sees."""

    def __init__(
        self, run: Run, trainer: Trainer, listener: CommandHandler, patience: float, show: Callable[[], None]
    ) -> None:
        self.run, self.trainer, self.listener, self.patience, self.show = run, trainer, listener, patience, show
        self.tell: Callable[[Report], dict[str, Any]] | None = None  # of the step that was asked for

    def told(self, report: Report) -> None:
        """Write step.json, if this was a single step; an earlier one's is out of date otherwise."""
        if self.tell is not None and report.train is not None:
            write_json(self.run.path / "step.json", self.tell(report))
        elif self.listener.is_paused:
            (self.run.path / "step.json").unlink(missing_ok=True)
        self.tell = None

    def wait(self) -> bool:
        """Wait until the run is told to go on, by a step or for good; False where that took longer than the patience."""
        self.show()
        self.run.update_summary(status="paused", message="")
        end = time.monotonic() + self.patience
        while self.listener.is_paused and not self.listener.steps:
            if self.listener.mailbox.has_changed():
                self.listener.obey()
            elif time.monotonic() > end:
                self.run.update_summary(status="interrupted", message=STOOD_ASIDE)
                return False
            else:
                time.sleep(LOOK_SECONDS)
        self.listener.steps = max(0, self.listener.steps - 1)
        if self.listener.is_paused:
            self.tell = watch(self.trainer)
        else:
            self.run.update_summary(status="running")
        return True
