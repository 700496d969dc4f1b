"""The summary of a run: its status, its training and its results, as summary.json stores them."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from vae_core.files import DamagedRun
from vae_core.training.terms import Terms

VERSION = 1  # of the folder's format
Types = tuple[type, ...]
_TEXT, _COUNT, _NUMBER = (str,), (int,), (int, float)
ENTRIES: dict[str, Types] = {
    "status": _TEXT,
    "message": _TEXT,
    "created": _TEXT,
    "sweep": _TEXT,
    "person": _TEXT,
    "is_job": (bool,),
    "queue_serial": _COUNT,
    "threads": _COUNT,
    "seconds": _NUMBER,
    "steps": _COUNT,
    "images_per_second": _NUMBER,
    "parameters": _COUNT,
    "active_units": _COUNT,
}
DATASET_ENTRIES: dict[str, Types] = {
    "name": _TEXT,
    "checksum": _TEXT,
    "train": _COUNT,
    "validation": _COUNT,
    "test": _COUNT,
}


@dataclass(frozen=True)
class TrainedOn:
    """The image set that a run was trained on."""

    shape: tuple[int, int, int]  # C, H, W
    name: str = ""
    checksum: str = ""
    class_names: tuple[str, ...] = ()
    factor_names: tuple[str, ...] = ()
    train: int = 0  # images
    validation: int = 0
    test: int = 0


@dataclass(frozen=True)
class Summary:
    """The entries of summary.json that this program uses; None for a result that the run does not have yet."""

    status: str
    message: str = ""
    created: str = ""  # ISO 8601, in UTC
    sweep: str = ""  # the id that all runs of a sweep share
    person: str = ""  # who started it; empty for runs of the command line
    is_job: bool = False  # the dashboard's queue has it
    queue_serial: int = 0  # rises with each run that a dashboard queues; 0: never queued
    threads: int = 0  # 0 before the training
    seconds: float | None = None  # of training
    steps: int | None = None
    images_per_second: float | None = None
    parameters: int | None = None
    active_units: int | None = None
    validation: Terms | None = None  # at the end
    dataset: TrainedOn | None = None
    more: dict[str, Any] = field(default_factory=dict)  # entries of other programs and versions, kept as they are

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Summary":
        """The summary in the content of summary.json; raises a DamagedRun naming the entry that is missing or wrong."""
        if plain.get("version") != VERSION:
            raise DamagedRun(f"summary.json has version {plain.get('version')!r}; this program reads {VERSION}")
        if "status" not in plain:
            raise DamagedRun("summary.json has no status")
        known = _checked(plain, ENTRIES, "")
        validation, dataset = _part(plain, "validation"), _part(plain, "dataset")
        more = {
            name: value for name, value in plain.items() if name not in {*ENTRIES, "version", "validation", "dataset"}
        }
        return Summary(
            **known,
            validation=None if validation is None else Terms.from_plain(validation, "summary.json: validation"),
            dataset=None if dataset is None else _trained_on(dataset),
            more=more,
        )

    def to_plain(self) -> dict[str, Any]:
        """The content of summary.json, without the entries that have their default value."""
        plain: dict[str, Any] = {"version": VERSION, "status": self.status, "message": self.message}
        plain |= {name: value for name in ENTRIES if (value := getattr(self, name)) not in (None, "", False)}
        if self.validation is not None:
            plain["validation"] = asdict(self.validation)
        if self.dataset is not None:
            plain["dataset"] = {
                name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self.dataset).items()
            }
        return plain | self.more


def _checked(plain: Mapping[str, Any], types: dict[str, Types], where: str) -> dict[str, Any]:
    """The entries of these names; raises a DamagedRun where one has another type."""
    found = {name: plain[name] for name in types if name in plain}
    for name, value in found.items():
        if type(value) not in types[name] or (isinstance(value, float) and not math.isfinite(value)):
            raise DamagedRun(f"summary.json has {where}{name} {str(value)[:40]!r}, which no run has")
    return found


def _part(plain: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    part = plain.get(name)
    if part is None:
        return None
    if not isinstance(part, dict):
        raise DamagedRun(f"summary.json has {name} {str(part)[:40]!r}, which no run has")
    return part


def _trained_on(plain: Mapping[str, Any]) -> TrainedOn:
    shape = plain.get("shape")
    if not isinstance(shape, list) or [type(size) for size in shape] != [int] * 3 or min(shape) < 1:
        raise DamagedRun(f"summary.json has the image shape {shape!r}; it must be three whole numbers")
    return TrainedOn(
        (shape[0], shape[1], shape[2]),
        class_names=_names(plain, "class_names"),
        factor_names=_names(plain, "factor_names"),
        **_checked(plain, DATASET_ENTRIES, "dataset: "),
    )


def _names(plain: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = plain.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise DamagedRun(f"summary.json has {name} {str(found)[:40]!r}; they must be a list of words")
    return tuple(found)
