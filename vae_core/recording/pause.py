"""The pauses of a training: it waits for a command (take one step, continue, stop).

After a single step it writes the trace of this step.
"""

import time
from collections.abc import Callable
from typing import Any

from vae_core.files import write_json
from vae_core.recording.steering import CommandHandler
from vae_core.runs.control import LOOK_SECONDS
from vae_core.runs.run import Run
from vae_core.training.report import Report
from vae_core.training.step_trace import trace_next_step
from vae_core.training.trainer import Trainer

STEP_FILE = "step.json"
PAUSED_TOO_LONG = (
    "The pause was too long. The run was interrupted so that other runs can train. Resume it to continue from here."
)


class PauseHandler:
    """The pauses of one training, each of at most `longest_seconds`; `write_live_files` is called when one begins."""

    def __init__(
        self,
        run: Run,
        trainer: Trainer,
        commands: CommandHandler,
        longest_seconds: float,
        write_live_files: Callable[[], None],
    ) -> None:
        self.run, self.trainer, self.commands = run, trainer, commands
        self.longest_seconds, self.write_live_files = longest_seconds, write_live_files
        self.trace: Callable[[Report], dict[str, Any]] | None = None  # of the single step in progress

    def write_trace(self, report: Report) -> None:
        """Writes step.json after a single step; removes an older one otherwise."""
        if self.trace is not None and report.train is not None:
            write_json(self.run.path / STEP_FILE, self.trace(report))
        elif self.commands.is_paused:
            (self.run.path / STEP_FILE).unlink(missing_ok=True)
        self.trace = None

    def wait(self) -> bool:
        """Waits for the command to step, to continue or to stop; False after `longest_seconds` seconds without one."""
        self.write_live_files()
        self.run.update_summary(status="paused", message="")
        end = time.monotonic() + self.longest_seconds
        while self.commands.is_paused and not self.commands.steps and not self.trainer.is_stopping:
            if self.commands.mailbox.has_changed():
                self.commands.execute()
            elif time.monotonic() > end:
                self.run.update_summary(status="interrupted", message=PAUSED_TOO_LONG)
                return False
            else:
                time.sleep(LOOK_SECONDS)
        self.commands.steps = max(0, self.commands.steps - 1)
        if self.commands.is_paused:
            self.trace = trace_next_step(self.trainer)
        else:
            self.run.update_summary(status="running")
        return True
