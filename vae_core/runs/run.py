"""A run is a folder: configuration, metrics, weights, what a resume needs, codes of the images and ONNX files.

Every file but the append-only metrics.jsonl is whole or absent. A folder can be zipped, sent and opened elsewhere.
vae_core/recording/recording.py trains into one.
"""

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from vae_core.config import RunConfig, config_from_plain
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_json, read_tensors, write_json
from vae_core.models import Model, model_class
from vae_core.runs.control import Mailbox, send
from vae_core.runs.lock import is_held
from vae_core.training.state import check_weights

VERSION = 1  # of the folder's format
GOING_ON = ("queued", "running", "paused")  # the states of a run that is not over
RESUMABLE = ("interrupted", "stopped", "failed", "cancelled")
AT_ITS_END = ("finished", "time", "converged")  # all epochs, all seconds, or nothing more to win
STATES = (*GOING_ON, *RESUMABLE, *AT_ITS_END, "diverged")
SUMMARY_TYPES: dict[str, tuple[type, ...]] = {
    "status": (str,), "message": (str,), "created": (str,), "sweep": (str,), "seconds": (int, float),
    "validation": (dict, type(None)), "active_units": (int,), "parameters": (int,),
}  # fmt: skip
TAIL_BYTES = 65_536  # at the end of metrics.jsonl; they nearly always hold its last report


@dataclass(frozen=True)
class Run:
    """One run's folder; everything is read from disk when asked for."""

    path: Path

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.path.name

    @property
    def config(self) -> RunConfig:
        """What the run was asked to do."""
        try:
            return _config(json.dumps(read_json(self.path / "config.json")))
        except ValueError as error:
            raise DamagedRun(f"run {self.id}: {error}") from error

    @property
    def summary(self) -> dict[str, Any]:
        """What became of it: status, message, versions, dataset checksum, parameters, seconds, last metrics."""
        return read_json(self.path / "summary.json")

    @property
    def is_over(self) -> bool:
        """Whether nobody trains it any more, nor will."""
        return self.summary.get("status") not in GOING_ON

    @property
    def is_alive(self) -> bool:
        """Whether a process trains it at this moment."""
        return is_held(self.path)

    @property
    def is_resumable(self) -> bool:
        """Whether it was broken off or stopped before its end, so that it can go on."""
        return self.summary.get("status") in RESUMABLE

    @property
    def is_ready(self) -> bool:
        """Whether its map can be shown: the training is over and left weights, codes and ONNX files."""
        return self.is_over and (self.path / "latents.safetensors").exists()

    @property
    def shape(self) -> tuple[int, int, int]:
        """C, H, W of the images it was trained on, as its summary has them."""
        dataset = self.summary.get("dataset")
        shape = dataset.get("shape") if isinstance(dataset, dict) else None
        if not isinstance(shape, list) or [type(size) for size in shape] != [int] * 3 or min(shape) < 1:
            raise DamagedRun(
                f"run {self.id}: summary.json has the image shape {shape!r}; it must be three whole numbers"
            )
        return (shape[0], shape[1], shape[2])

    def reports(self) -> list[dict[str, Any]]:
        """The reports in metrics.jsonl, oldest first; a torn last line is left out."""
        return [line for line in self._lines() if "event" not in line]

    def last_report(self) -> dict[str, Any] | None:
        """The newest report; None where there is none. Reads the end of the file, and more only where that holds no report."""
        try:
            with open(self.path / "metrics.jsonl", "rb") as file:
                size = start = file.seek(0, os.SEEK_END)
                while start:
                    start = max(0, min(start, size - TAIL_BYTES, 2 * start - size))
                    file.seek(start)
                    for line in reversed(file.read().splitlines()):
                        found = _parsed(line.decode(errors="replace"))
                        if found and "progress" in found:
                            return found
        except FileNotFoundError:
            pass
        return None

    def events(self) -> list[dict[str, Any]]:
        """What was done to the run while it trained, and when it was taken up again, in the order in which that happened."""
        return [line for line in self._lines() if "event" in line]

    def _lines(self) -> list[dict[str, Any]]:
        try:
            lines = (self.path / "metrics.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return [parsed for line in lines if (parsed := _parsed(line)) is not None]

    def mailbox(self) -> Mailbox:
        """The commands that whoever trains the run has not heard yet."""
        return Mailbox(self.path, max((event.get("serial", 0) for event in self.events()), default=0))

    @property
    def reached(self) -> int:
        """The step of the last report; 0 where there is none."""
        return max((report["step"] for report in self.reports()), default=0)

    def load_model(self) -> Model:
        """The model with its trained weights, on the processor, ready to evaluate."""
        config = self.config
        if not (self.path / "weights.safetensors").exists():
            raise DamagedRun(
                f"run {self.id} has no weights.safetensors: its training was broken off, or never began. Resume it first"
            )
        weights, _ = read_tensors(self.path / "weights.safetensors")
        model = model_class(config.model)(config.architecture(self.shape), config.settings)
        try:
            check_weights(model, weights, "weights.safetensors")
        except DamagedRun as error:
            raise DamagedRun(f"run {self.id}: {error}") from error
        model.load_state_dict(weights)
        return model.eval()

    def update_summary(self, **changes: Any) -> None:
        """Replace some entries of summary.json."""
        write_json(self.path / "summary.json", self.summary | changes)

    def ask(self, name: str, value: Any = None) -> None:
        """Ask whoever trains this run for something (vae_core/runs/control.py); a ValueError where it makes no sense."""
        send(self.path, self.config, name, value)

    def ask_to_stop(self) -> None:
        """Let whoever trains this run end it at the next report."""
        self.ask("stop")

    def is_asked_to_stop(self) -> bool:
        """Whether the last word was to stop, and nobody heard it yet."""
        asked = [command.name for command in self.mailbox().new_commands() if command.name in ("stop", "resume")]
        return asked[-1:] == ["stop"]

    @property
    def is_to_be_extended(self) -> bool:
        """Whether more epochs were asked for that nobody has trained yet."""
        return any(command.name == "extend" for command in self.mailbox().new_commands())


@cached_by_file("summary.json", entries=8192)
def known_summary(run: Run) -> dict[str, Any]:
    """Returns `run.summary`, read again only after the file changed; callers may not change it."""
    return run.summary


@cached_by_file("weights.safetensors", entries=32)
def known_model(run: Run) -> Model:
    """Returns `run.load_model()`, read again only after the weights changed; callers may not change it."""
    return run.load_model()


@lru_cache(maxsize=4096)  # by content: checking a configuration takes a hundred times as long as reading it
def _config(text: str) -> RunConfig:
    return config_from_plain(json.loads(text))


def _parsed(line: str) -> dict[str, Any] | None:
    """A line of metrics.jsonl; None where it is torn, or nothing that a training writes."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or type(found.get("step")) is not int or type(found.get("serial", 0)) is not int:
        return None
    return found


def create_run(path: Path, config: RunConfig, **known: Any) -> Run:
    """Make the folder of a new run, which waits to be trained; `known` goes into its summary. A ValueError if it is taken."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ValueError(f"{path} is not empty; choose another folder, or delete it first")
    path.mkdir(parents=True, exist_ok=True)
    run = Run(path)
    try:
        (path / "config.json").touch(exist_ok=False)  # of two that came at once, one is the first
    except FileExistsError:
        raise ValueError(f"{path} was taken at this moment; choose another folder") from None
    write_json(path / "config.json", config.to_plain())
    created = datetime.now(UTC).isoformat(timespec="seconds")
    summary = {"version": VERSION, "status": "queued", "message": "", "created": created}
    write_json(path / "summary.json", summary | known)
    return run


def new_run_id() -> str:
    """A name nobody guesses: 128 random bits."""
    return secrets.token_hex(16)


def open_run(path: Path) -> Run:
    """The run at `path`, or a DamagedRun that says what is wrong with it."""
    if not path.is_dir():
        raise DamagedRun(f"{path} is not the folder of a run")
    run = Run(path)
    check_summary(run.id, run.summary)
    _ = run.config  # raises where it is damaged
    return run


def check_summary(name: str, summary: dict[str, Any]) -> None:
    """Raise a DamagedRun naming the entry of a summary that is missing or of a type that no run has."""
    if summary.get("version") != VERSION:
        raise DamagedRun(
            f"run {name}: summary.json has version {summary.get('version')!r}; this program reads {VERSION}"
        )
    if "status" not in summary:
        raise DamagedRun(f"run {name}: summary.json has no status")
    for key, types in SUMMARY_TYPES.items():
        if key in summary and (not isinstance(summary[key], types) or isinstance(summary[key], bool)):
            raise DamagedRun(f"run {name}: summary.json has {key} {str(summary[key])[:40]!r}, which no run has")


def list_runs(folder: Path) -> list[Run]:
    """The runs in `folder`, newest first; folders that are no runs are passed over."""
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # deleted while we look
                os.stat(os.path.join(entry.path, "summary.json"))
                found.append((entry.stat().st_mtime, entry.name))
    return [Run(folder / name) for _, name in sorted(found, reverse=True)]
