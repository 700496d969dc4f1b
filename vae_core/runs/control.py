"""What may be asked of a run while it trains, and the one small file in its folder through which it is asked.

Whoever asks appends a command under the file's lock; whoever trains looks at the file's date between steps and reads it
only when that changed. What was done stands in the run's history with its step (vae_core/recording/recording.py).
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

NAME = "control.json"
SETTINGS = ("beta", "beta_schedule", "learning_rate")  # they change at the next step
ACTIONS = ("pause", "resume", "step", "stop", "extend")
KEPT = 500  # commands in the file: the older ones were heard long ago
LOOK_SECONDS = 0.005  # between two looks; on a shared disk a look is a message


@dataclass(frozen=True)
class Command:
    """One thing that was asked; serials rise by one, so that each is heard once."""

    serial: int
    name: str
    value: Any = None  # of a setting; the number of epochs for extend


def changed(config: RunConfig, name: str, value: Any) -> RunConfig:
    """The configuration with one of SETTINGS changed; a ValueError where that cannot be."""
    value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if name == "learning_rate":
        return replace(config, learning_rate=value)
    if not hasattr(config.settings, name):
        raise ValueError(f"model {config.model!r} has no {name}; only its learning_rate can be changed")
    return replace(config, settings=replace(config.settings, **{name: value}))  # type: ignore[type-var]


def check(config: RunConfig, name: str, value: Any) -> None:
    """Raise a ValueError where nobody could do this to a run of this configuration."""
    if name in SETTINGS:
        changed(config, name, value)
    elif name not in ACTIONS:
        raise ValueError(f"unknown command {name!r}; choose from {', '.join((*SETTINGS, *ACTIONS))}")
    elif name == "extend" and (type(value) is not int or not 1 <= value <= 100_000):
        raise ValueError(f"extend is {value!r}; it must be a whole number of epochs, at least 1 and at most 100000")


def send(folder: Path, config: RunConfig, name: str, value: Any = None) -> Command:
    """Ask for something; the command as it was written. A ValueError where it makes no sense."""
    check(config, name, value)
    with FileLock(folder / "control.lock", timeout=10):
        commands = read(folder)
        command = Command(commands[-1].serial + 1 if commands else 1, name, value)
        write_json(folder / NAME, {"commands": [asdict(known) for known in [*commands, command][-KEPT:]]})
    return command


def read(folder: Path) -> list[Command]:
    """All commands in the file, oldest first; none where there is no file, or one that nobody could have meant."""
    try:
        return [Command(int(plain["serial"]), str(plain["name"]), plain["value"]) for plain in _plain(folder)]
    except (DamagedRun, KeyError, TypeError, ValueError, OverflowError):
        return []


def _plain(folder: Path) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = read_json(folder / NAME)["commands"] if (folder / NAME).exists() else []
    return found


class Mailbox:
    """The commands of a run that were not heard yet."""

    def __init__(self, folder: Path, heard: int) -> None:
        self.folder, self.heard = folder, heard
        self.seen, self.looked = (0, 0), 0.0

    def has_changed(self) -> bool:
        """Whether the file was written since `unheard` was asked: one look at its date, at most every LOOK_SECONDS."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return False
        self.looked = now
        return self._date() != self.seen

    def unheard(self) -> list[Command]:
        """The commands since the last time, oldest first."""
        self.seen = self._date()  # before reading: what is written in between is seen once more, not missed
        commands = [command for command in read(self.folder) if command.serial > self.heard]
        self.heard = max([self.heard, *(command.serial for command in commands)])
        return commands

    def _date(self) -> tuple[int, int]:
        try:
            status = os.stat(self.folder / NAME)
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)
