"""The summary of a run as a frozen dataclass: round trip, unknown entries, and errors that name the entry."""

from dataclasses import FrozenInstanceError, replace

import pytest

from tests.support.paths import ROOT
from vae_core.files import DamagedRun, read_json
from vae_core.runs.run import Run
from vae_core.runs.summary import VERSION, Summary, TrainedOn
from vae_core.training.terms import Terms

LEAST = {"version": VERSION, "status": "finished"}
BUNDLED = sorted(path.parent for path in (ROOT / "assets").rglob("summary.json"))
FULL = Summary(
    status="finished",
    message="Finished 2 epochs.",
    created="2026-01-01T00:00:00+00:00",
    sweep="a sweep",
    person="somebody",
    is_job=True,
    queue_serial=4,
    threads=1,
    seconds=2.5,
    steps=10,
    images_per_second=1000.0,
    parameters=7,
    active_units=2,
    validation=Terms(3.0, 1.0, [0.5, 0.5], -4.0),
    dataset=TrainedOn((1, 8, 8), "digits", "abc", ("0", "1"), (), 5, 6, 7),
    more={"seed": 3},
)


@pytest.mark.parametrize("summary", [FULL, Summary("queued"), replace(FULL, validation=None, dataset=None, more={})])
def test_a_summary_survives_its_file(summary):
    assert Summary.from_plain(summary.to_plain()) == summary


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_every_entry_of_a_bundled_run_is_kept(folder):
    plain = read_json(folder / "summary.json")
    again = Run(folder).summary.to_plain()
    for name in plain.keys() - {"validation", "dataset"}:
        assert again.get(name, plain[name]) == plain[name]
    for name in ("validation", "dataset"):
        assert {key: value for key, value in again.get(name, {}).items() if key in plain[name]} == (
            plain.get(name) or {}
        )


def test_a_summary_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        FULL.status = "running"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "version 2; this program reads 1"),
        ({"status": 5}, "status '5'"),
        ({"message": None}, "message 'None'"),
        ({"seconds": "3"}, "seconds '3'"),
        ({"seconds": float("nan")}, "seconds 'nan'"),
        ({"active_units": True}, "active_units 'True'"),
        ({"active_units": 1.5}, "active_units '1.5'"),
        ({"validation": 3}, "validation '3'"),
        ({"validation": {}}, "validation has reconstruction 'None'"),
        ({"validation": {"reconstruction": 1.0, "kl": "x"}}, "validation has kl 'x'"),
        ({"validation": {"reconstruction": 1.0, "kl_per_dim": [None]}}, "kl_per_dim"),
        ({"dataset": []}, r"dataset '\[\]'"),
        ({"dataset": {"shape": [8, 8]}}, "image shape"),
        ({"dataset": {"shape": [1, 8, 8], "class_names": [1]}}, "class_names"),
        ({"dataset": {"shape": [1, 8, 8], "train": "5"}}, "dataset: train '5'"),
    ],
)
def test_a_damaged_summary_names_its_entry(changes, words):
    with pytest.raises(DamagedRun, match=words):
        Summary.from_plain(LEAST | changes)


def test_a_summary_needs_a_status():
    with pytest.raises(DamagedRun, match="no status"):
        Summary.from_plain({"version": VERSION})
