"""The commands for a run in training, and the small file in its folder that transports them.

A sender appends a command under the file's lock. The training process checks the file's date between steps and reads the
file only when the date changed. It writes each executed command into the run's history (vae_core/recording/steering.py).
"""

import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from vae_core.config import RunConfig
from vae_core.files import DamagedRun, read_json, write_json

CONTROL_FILE = "control.json"
STEERED_SETTINGS = ("beta", "beta_schedule", "learning_rate")  # they take effect at the next step
ACTIONS = ("pause", "resume", "step", "stop", "extend")
KEPT_COMMANDS = 500  # commands in the file: older ones were executed long ago
LOOK_SECONDS = 0.02  # between two looks at the date: 0.06 ms each, and on a shared disk a network message


@dataclass(frozen=True)
class Command:
    """One command; serials rise by one, so that each command is executed once."""

    serial: int
    name: str
    value: Any = None  # of a setting; the number of epochs for extend


def changed(config: RunConfig, name: str, value: Any) -> RunConfig:
    """Returns the configuration with one of STEERED_SETTINGS changed.

    Raises a ValueError where the model or the value does not allow it.
    """
    value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if name == "learning_rate":
        return replace(config, learning_rate=value)
    if not hasattr(config.settings, name):
        raise ValueError(f"model {config.model!r} has no {name}; only its learning_rate can be changed")
    return replace(config, settings=replace(config.settings, **{name: value}))  # type: ignore[type-var]


def check(config: RunConfig, name: str, value: Any) -> None:
    """Raises a ValueError where this is no valid command for a run of this configuration."""
    if name in STEERED_SETTINGS:
        changed(config, name, value)
    elif name not in ACTIONS:
        raise ValueError(f"unknown command {name!r}; choose from {', '.join((*STEERED_SETTINGS, *ACTIONS))}")
    elif name == "extend" and (type(value) is not int or not 1 <= value <= 100_000):
        raise ValueError(f"extend is {value!r}; it must be a whole number of epochs, at least 1 and at most 100000")


def send(folder: Path, config: RunConfig, name: str, value: Any = None) -> Command:
    """Writes a command for the run in `folder` and returns it; raises a ValueError where it is not valid."""
    check(config, name, value)
    with FileLock(folder / "control.lock", timeout=10):
        commands = read(folder)
        command = Command(commands[-1].serial + 1 if commands else 1, name, value)
        write_json(
            folder / CONTROL_FILE, {"commands": [asdict(known) for known in [*commands, command][-KEPT_COMMANDS:]]}
        )
    return command


def read(folder: Path) -> list[Command]:
    """All commands in the file, oldest first; none where there is no file, or no valid one."""
    try:
        return [Command(int(plain["serial"]), str(plain["name"]), plain["value"]) for plain in _plain(folder)]
    except (DamagedRun, KeyError, TypeError, ValueError, OverflowError):
        return []


def _plain(folder: Path) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = (
        read_json(folder / CONTROL_FILE)["commands"] if (folder / CONTROL_FILE).exists() else []
    )
    return found


class Mailbox:
    """The commands of a run after the serial `last_serial`."""

    def __init__(self, folder: Path, last_serial: int) -> None:
        self.folder, self.last_serial = folder, last_serial
        self.seen, self.looked = (0, 0), 0.0

    def has_changed(self) -> bool:
        """True where the file was written after the last `new_commands`; looks at its date at most every LOOK_SECONDS."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return False
        self.looked = now
        return self._date() != self.seen

    def new_commands(self) -> list[Command]:
        """The commands since the last call, oldest first."""
        self.seen = self._date()  # before reading: a command written in between is read again, not missed
        commands = [command for command in read(self.folder) if command.serial > self.last_serial]
        self.last_serial = max([self.last_serial, *(command.serial for command in commands)])
        return commands

    def _date(self) -> tuple[int, int]:
        try:
            status = os.stat(self.folder / CONTROL_FILE)
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)
