"""The library of runs: a fast list, a title, tags and notes for each run, and a bin for deleted runs.

Title, tags and notes are in about.json, so that a worker that writes summary.json at the same time cannot overwrite them.
"""

import os
import shutil
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from vae_core.config import RunConfig
from vae_core.file_cache import cached_by_file
from vae_core.files import DamagedRun, read_json, write_json
from vae_core.runs.history import final_config, steered_values
from vae_core.runs.run import GOING_ON, Run, open_run
from vae_core.runs.summary import Summary

TRASH = ".trash"  # inside the runs folder, so that deleting is a rename
KEPT_DAYS = 7
KEPT_RUNS = 50  # in the bin; the oldest are removed first
RUN_TITLE_LENGTH, TAG_LENGTH, NOTES_LENGTH = 80, 30, 2000  # most characters
MOST_TAGS = 12


@dataclass(frozen=True)
class About:
    """Title, tags and notes of a run; raises a ValueError where one is too long."""

    title: str = ""  # empty: the settings are shown instead
    tags: tuple[str, ...] = ()
    notes: str = ""

    def __post_init__(self) -> None:
        if len(self.title) > RUN_TITLE_LENGTH or "\n" in self.title:
            raise ValueError(
                f"title is {self.title[:RUN_TITLE_LENGTH]!r}...; it must be one line of at most {RUN_TITLE_LENGTH} characters"
            )
        if len(self.tags) > MOST_TAGS:
            raise ValueError(f"{len(self.tags)} tags; a run has at most {MOST_TAGS}")
        for tag in self.tags:
            if not tag.strip() or len(tag) > TAG_LENGTH or "," in tag:
                raise ValueError(f"tag {tag[:TAG_LENGTH]!r} must be from 1 to {TAG_LENGTH} characters without a comma")
        if len(self.notes) > NOTES_LENGTH:
            raise ValueError(f"notes have {len(self.notes):,} characters; at most {NOTES_LENGTH:,} are kept")


def about_from_plain(plain: dict[str, Any]) -> About:
    """The content of about.json; raises a ValueError where it is not valid."""
    title, tags, notes = plain.get("title", ""), plain.get("tags", []), plain.get("notes", "")
    if not (isinstance(title, str) and isinstance(notes, str) and isinstance(tags, list)):
        raise ValueError("about.json must hold a title, a list of tags, and notes")
    if unknown := plain.keys() - {"title", "tags", "notes"}:
        raise ValueError(f"about.json holds {sorted(unknown)[0]!r}; it must hold title, tags and notes")
    return About(title, tuple(map(str, tags)), notes)


def about(run: Run) -> About:
    """Title, tags and notes of the run; empty where there is no about.json."""
    path = run.path / "about.json"
    try:
        return about_from_plain(read_json(path)) if path.exists() else About()
    except ValueError as error:
        raise DamagedRun(f"run {run.id}: {error}") from error


def write_about(run: Run, words: About) -> None:
    """Writes title, tags and notes of the run."""
    write_json(run.path / "about.json", asdict(words))


class RunEntry(NamedTuple):
    """A run with everything that a list shows of it."""

    run: Run
    config: RunConfig
    summary: Summary
    about: About
    is_ready: bool

    @property
    def beta(self) -> float | None:
        """The weight of the KL, where the model has one."""
        return self.config.beta

    @property
    def steered(self) -> dict[str, list[Any]]:
        """The values that each steered setting had in turn, the first from the configuration; empty for most runs."""
        return _history_of(self.run)[0]

    @property
    def final_config(self) -> RunConfig:
        """The configuration at the end of the training: that of config.json, with the changes while it trained."""
        return _history_of(self.run)[1] or self.config

    def term(self, name: str) -> float | None:
        """A term of the validation images in nats per image: "reconstruction", "kl" or "elbo"."""
        value = getattr(self.summary.validation, name, None)
        return None if value is None else float(value)

    def matches(self, text: str, names: str = "") -> bool:
        """True where every word of `text` occurs in id, data, model, tags, title, notes, status or the display names."""
        known = (self.run.id, self.config.data, self.config.model, *self.about.tags, self.about.title, self.about.notes)
        all_of_it = " ".join((*known, self.summary.status, names)).replace("_", " ").lower()
        return all(word in all_of_it for word in text.replace("_", " ").lower().split())


def list_entries(runs: Iterable[Run]) -> tuple[list[RunEntry], dict[Run, str]]:
    """The runs that can be read, in their order, and what is wrong with each of the others.

    A file that has not changed since the last call is not read again.
    """
    entries, damaged = [], {}
    for run in runs:
        found = _entry(run)
        if isinstance(found, str):
            damaged[run] = found
        else:
            if found.summary.status in ("running", "paused") and not found.summary.is_job:
                found = found._replace(summary=replace(found.summary, status=run.status))
            is_ready = found.summary.status not in GOING_ON
            entries.append(found._replace(is_ready=is_ready and (run.path / "latents.safetensors").exists()))
    return entries, damaged


@cached_by_file("config.json", "summary.json", "about.json", entries=8192)
def _entry(run: Run) -> RunEntry | str:
    try:
        return RunEntry(run, run.config, run.summary, about(run), False)
    except ValueError as error:
        return str(error)


@cached_by_file("config.json", "metrics.jsonl", entries=8192)
def _history_of(run: Run) -> tuple[dict[str, list[Any]], RunConfig | None]:
    """The steered values and the final configuration; None where nothing changed or the history is damaged."""
    try:
        # Few runs have events. Parsing a history takes 100 times as long as this search.
        if b'"event"' not in (run.path / "metrics.jsonl").read_bytes():
            return {}, None
        config, events = run.config, run.events()
        return steered_values(config, events), final_config(config, events)
    except (OSError, ValueError):
        return {}, None  # a list shows what it can; the run's own page shows the error


class Deleted(NamedTuple):
    """A run in the bin."""

    path: Path
    run_id: str
    when: float  # seconds since 1970


def discard(run: Run) -> Deleted:
    """Moves a run into the bin of its folder, which keeps KEPT_RUNS runs for KEPT_DAYS days."""
    if _goes_on(run):
        raise ValueError(f"run {run.id} is {run.summary.status}; stop it before you delete it")
    folder = run.path.parent / TRASH
    folder.mkdir(exist_ok=True)
    # Later than all others there, also after the clock was set back: the earliest are deleted first.
    when = max([time.time_ns() // 1_000_000, *(round(1000 * other.when) + 1 for other in list_bin(run.path.parent))])
    path = folder / f"{when}-{run.id}"
    os.rename(run.path, path)
    empty_bin(run.path.parent)
    return Deleted(path, run.id, when / 1000)


def _goes_on(run: Run) -> bool:
    try:
        return not open_run(run.path).is_over
    except ValueError:
        return False  # a damaged run is not in training


def list_bin(folder: Path) -> list[Deleted]:
    """The deleted runs of a runs folder, last deleted first."""
    found = []
    for path in (folder / TRASH).glob("*-*"):
        when, _, run_id = path.name.partition("-")
        if when.isascii() and when.isdecimal() and path.is_dir():
            found.append(Deleted(path, run_id, int(when) / 1000))
    return sorted(found, key=lambda deleted: deleted.when, reverse=True)


def restore(folder: Path, run_id: str) -> Run:
    """Moves the last deleted run of that name from the bin back into the runs folder."""
    found = next((deleted for deleted in list_bin(folder) if deleted.run_id == run_id), None)
    if found is None:
        raise ValueError(f"run {run_id} is not in the bin any more; it keeps {KEPT_RUNS} runs for {KEPT_DAYS} days")
    if (folder / run_id).exists():
        raise ValueError(f"there is another run {run_id}; delete or export that one first")
    os.rename(found.path, folder / run_id)
    return Run(folder / run_id)


def empty_bin(folder: Path, also: Collection[str] = ()) -> None:
    """Deletes the runs that were in the bin for too long or are too many, and those named in `also`."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for number, deleted in enumerate(list_bin(folder)):
        if deleted.run_id in also or number >= KEPT_RUNS or deleted.when < oldest:
            shutil.rmtree(deleted.path, ignore_errors=True)
