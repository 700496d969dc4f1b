"""The folder of a run: configuration, metrics, weights, the state for a resume, codes of the images and ONNX files.

Every file except the append-only metrics.jsonl is complete or absent. A folder can be zipped, sent and opened elsewhere.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from torch import Tensor

from vae_core.config import RunConfig, config_from_plain
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_json, read_tensors, write_json, write_tensors
from vae_core.models import Model, model_class
from vae_core.runs.control import Mailbox, send
from vae_core.runs.lock import is_held
from vae_core.runs.summary import VERSION, Summary, TrainedOn
from vae_core.training.report import Report, generalisation_gap
from vae_core.training.state import STATE, check_weights, part

GOING_ON = ("queued", "running", "paused")  # the status of a run that is not over
RESUMABLE = ("interrupted", "stopped", "failed", "cancelled")
AT_ITS_END = ("finished", "time", "converged")  # after all epochs, after all seconds, or without further improvement
STATES = (*GOING_ON, *RESUMABLE, *AT_ITS_END, "diverged")
FITTED = "the model {model} is fitted at once: more epochs would change nothing; train a new run with other settings"
START = "start.safetensors"  # weights of the run that start_from names; deleted when the training ends
TAIL_BYTES = 65_536  # the end of metrics.jsonl, which nearly always holds its last epoch


@dataclass(frozen=True, repr=False)
class Run:
    """The folder of one run; each property reads the file again."""

    path: Path

    def __repr__(self) -> str:
        try:
            config, status = self.config, self.summary.status
        except ValueError as error:
            return f"<Run {self.id}: {error}>"
        beta = "" if config.beta is None else f", beta {config.beta:g}"
        return (
            f"<Run {self.id}: {config.model} on {config.data}, {config.latent_dim} latent dimensions{beta}, {status}>"
        )

    @property
    def model(self) -> Model:
        """The model with its trained weights, as `load_model` gives it; read again only after the weights changed."""
        return known_model(self)

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.path.name

    @property
    def config(self) -> RunConfig:
        """The configuration; raises a DamagedRun where there is no valid one."""
        try:
            return _config(json.dumps(read_json(self.path / "config.json")))
        except ValueError as error:
            raise DamagedRun(f"run {self.id}: {error}") from error

    @property
    def summary(self) -> Summary:
        """Status, data set and results; raises a DamagedRun where there is no valid summary."""
        plain = read_json(self.path / "summary.json")
        try:
            return Summary.from_plain(plain)
        except DamagedRun as error:
            raise DamagedRun(f"run {self.id}: {error}") from error

    @property
    def status(self) -> str:
        """The status in its summary; "interrupted" where that is a training that no process carries out."""
        status = self.summary.status
        return "interrupted" if status in ("running", "paused") and not self.is_alive else status

    @property
    def is_over(self) -> bool:
        """True after the end of the training, also after an interruption."""
        return self.summary.status not in GOING_ON

    @property
    def is_alive(self) -> bool:
        """True while a process trains it."""
        return is_held(self.path)

    @property
    def is_resumable(self) -> bool:
        """True for a run that was interrupted or stopped before its end."""
        return self.summary.status in RESUMABLE

    @property
    def is_imported(self) -> bool:
        """True for a model of another program: it has no checkpoint, so a training would begin with random weights."""
        return "imported_from" in self.summary.more and not (self.path / STATE).exists()

    @property
    def is_fitted(self) -> bool:
        """True where the training of a model that is fitted at once, such as pca, is over: more epochs change nothing."""
        return self.is_over and not self.is_resumable and model_class(self.config.model).is_fitted_at_once()

    @property
    def is_ready(self) -> bool:
        """True where its map can be shown: the training is over, and there are weights, codes and ONNX files."""
        return self.is_over and (self.path / "latents.safetensors").exists()

    @property
    def shape(self) -> tuple[int, int, int]:
        """C, H, W of the images it was trained on."""
        return self.trained_on.shape

    @property
    def trained_on(self) -> TrainedOn:
        """The data set it was trained on; raises a DamagedRun where the summary has none."""
        if (dataset := self.summary.dataset) is None:
            raise DamagedRun(f"run {self.id}: summary.json has the image shape None; it must be three whole numbers")
        return dataset

    def reports(self) -> list[Report]:
        """The reports in metrics.jsonl, oldest first; an incomplete last line is left out."""
        return [report for line in self.history() if (report := _report(line)) is not None]

    def newest_first(self) -> Iterator[Report]:
        """The reports, newest first. Reads the end of the file, and more of it only where more of them are wanted."""
        with suppress(FileNotFoundError), open(self.path / "metrics.jsonl", "rb") as file:
            end, size, rest = file.seek(0, os.SEEK_END), TAIL_BYTES, b""
            while end:
                start = max(0, end - size)
                file.seek(start)
                lines = (file.read(end - start) + rest).split(b"\n")
                rest = lines.pop(0) if start else b""  # the part of a line
                for line in reversed(lines):
                    found = _parsed(line.decode(errors="replace"))
                    if found and (report := _report(found)):
                        yield report
                end, size = start, 2 * size

    def last_report(self) -> Report | None:
        """The newest report; None where there is none."""
        return next(self.newest_first(), None)

    @property
    def gap(self) -> float | None:
        """The generalisation gap in nats; None before the first validation."""
        return _gap(self)

    def events(self) -> list[dict[str, Any]]:
        """The commands executed while it trained, and its resumes, oldest first."""
        return [line for line in self.history() if "event" in line]

    def history(self) -> list[dict[str, Any]]:
        """All lines of metrics.jsonl, reports and events, oldest first."""
        try:
            lines = (self.path / "metrics.jsonl").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        return [parsed for line in lines if (parsed := _parsed(line)) is not None]

    def mailbox(self) -> Mailbox:
        """The commands that were not executed yet."""
        return Mailbox(self.path, max((event.get("serial", 0) for event in self.events()), default=0))

    @property
    def reached(self) -> int:
        """The step of the last report; 0 where there is none."""
        return max((line["step"] for line in self.history() if "event" not in line), default=0)

    def load_model(self) -> Model:
        """The model with its trained weights, on the CPU, in evaluation mode; an interrupted run's of its last checkpoint."""
        config = self.config
        name, weights = self._weights()
        model = model_class(config.model)(config.architecture(self.shape), config.settings)
        try:
            check_weights(model, weights, name)
        except DamagedRun as error:
            raise DamagedRun(f"run {self.id}: {error}") from error
        model.load_state_dict(weights)
        return model.eval()

    def _weights(self) -> tuple[str, dict[str, Tensor]]:
        """The name of the file with the weights, and the weights."""
        if (self.path / "weights.safetensors").exists():
            return "weights.safetensors", read_tensors(self.path / "weights.safetensors")[0]
        if (self.path / STATE).exists():
            return STATE, part("model.", read_tensors(self.path / STATE)[0])
        raise DamagedRun(
            f"run {self.id} has no weights.safetensors and no checkpoint: its training never began; resume it first"
        )

    def update_summary(self, **changes: Any) -> None:
        """Replaces some entries of summary.json."""
        path = self.path / "summary.json"
        write_json(path, read_json(path) | changes)

    def ask(self, name: str, value: Any = None) -> None:
        """Sends a command to the training process (vae_core/runs/control.py); raises a ValueError where it is not valid."""
        if name in ("resume", "extend") and self.is_imported:
            raise ValueError(
                f"run {self.id} was imported and has no checkpoint; train a new run that starts from its weights"
            )
        if name == "extend" and self.is_fitted:
            raise ValueError(f"run {self.id}: {FITTED.format(model=self.config.model)}")
        send(self.path, self.config, name, value)

    def ask_to_stop(self) -> None:
        """Ends the training at its next report."""
        self.ask("stop")

    def is_asked_to_stop(self) -> bool:
        """True where the last command is to stop and was not executed yet."""
        asked = [command.name for command in self.mailbox().new_commands() if command.name in ("stop", "resume")]
        return asked[-1:] == ["stop"]

    @property
    def is_to_be_extended(self) -> bool:
        """True where a command for more epochs was not executed yet."""
        return any(command.name == "extend" for command in self.mailbox().new_commands())


@cached_by_file("summary.json", entries=8192)
def known_summary(run: Run) -> Summary:
    """Returns `run.summary`, read again only after the file changed; callers may not change it."""
    return run.summary


def model_bytes(model: Model) -> int:
    """The bytes of a model's weights."""
    return sum(value.numel() * value.element_size() for value in model.state_dict().values())


@cached_by_file("weights.safetensors", STATE, entries=32, most_bytes=400_000_000, weigh=model_bytes)
def known_model(run: Run) -> Model:
    """Returns `run.load_model()`, read again only after the weights changed; callers may not change it."""
    return run.load_model()


@lru_cache(maxsize=4096)  # by content: a check takes 100 times as long as reading the file
def _config(text: str) -> RunConfig:
    return config_from_plain(json.loads(text))


@cached_by_file("metrics.jsonl", entries=8192)
def _gap(run: Run) -> float | None:
    return generalisation_gap(run.newest_first())


def _parsed(line: str) -> dict[str, Any] | None:
    """The object in a line of metrics.jsonl; None where the line is incomplete or no line of a training."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or type(found.get("step")) is not int or type(found.get("serial", 0)) is not int:
        return None
    return found


def _report(line: dict[str, Any]) -> Report | None:
    """The report in a line of metrics.jsonl; None for an event, and for a line of another program."""
    try:
        return None if "event" in line else Report.from_plain(line)
    except DamagedRun:
        return None


def create_run(path: Path, config: RunConfig, start: Mapping[str, Tensor] | None = None, **known: Any) -> Run:
    """Creates the folder of a new queued run; `known` goes into its summary. Raises a ValueError where the folder is taken.

    `start` has the weights of the run that `config.start_from` names. The run keeps them until its training ends, so
    that it can begin again without the other run.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ValueError(f"{path} is not empty; choose another folder, or delete it first")
    path.mkdir(parents=True, exist_ok=True)
    run = Run(path)
    try:
        (path / "config.json").touch(exist_ok=False)  # fails for the second of two at the same time
    except FileExistsError:
        raise ValueError(f"{path} was just taken by another run; choose another folder") from None
    created = datetime.now(UTC).isoformat(timespec="seconds")
    summary = {"version": VERSION, "status": "queued", "message": "", "created": created}
    try:
        write_json(path / "config.json", config.to_file())
        if start is not None:
            write_tensors(path / START, dict(start))
        write_json(path / "summary.json", summary | known)
    except OSError:  # a full disk leaves no half folder
        shutil.rmtree(path, ignore_errors=True)
        raise
    return run


def new_run_id() -> str:
    """A name that cannot be guessed: 128 random bits."""
    return secrets.token_hex(16)


def open_run(path: Path | str) -> Run:
    """The run in the folder `path`; raises a DamagedRun where its summary or configuration is not valid."""
    path = Path(path)
    if not path.is_dir():
        raise DamagedRun(f"{path} is not the folder of a run")
    run = Run(path)
    _ = run.summary, run.config  # raise where they are damaged
    return run


def list_runs(folder: Path) -> list[Run]:
    """The runs in `folder`, newest first; other folders are ignored. Empty where there is no folder that can be read."""
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):  # the bin, or an import that was killed
                continue
            with suppress(OSError):  # deleted meanwhile
                os.stat(os.path.join(entry.path, "summary.json"))
                found.append((entry.stat().st_mtime, entry.name))
    return [Run(folder / name) for _, name in sorted(found, reverse=True)]
