"""A report as a line of metrics.jsonl: round trip, and errors that name the entry."""

import json
from dataclasses import replace

import pytest

from tests.support.paths import ROOT
from vae_core.config import RunConfig
from vae_core.files import DamagedRun
from vae_core.training.report import Report, generalisation_gap, stop_words
from vae_core.training.terms import Terms

TERMS = Terms(3.0, 1.0, [0.5, 0.5], -4.0)
REPORT = Report(5, 0.5, 0.25, 1.5, TERMS, None, 2.0, 0.01, 1000.0, "stopped", "Stopped by you.")


@pytest.mark.parametrize("report", [REPORT, Report(1, 1.0, 1.0, 0.1, None, TERMS, 0.0, 0.1, 1.0)])
def test_a_report_survives_its_line(report):
    assert Report.from_plain(json.loads(report.to_json()) | {"unknown": 1}) == report


@pytest.mark.parametrize("path", sorted((ROOT / "assets").rglob("metrics.jsonl")), ids=lambda path: path.parent.name)
def test_the_reports_of_bundled_runs_are_read_whole(path):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    reports = [line for line in lines if "event" not in line]  # the recorded run was steered
    assert reports
    for line in reports:
        assert json.loads(Report.from_plain(line).to_json()) == line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step": "5"}, "step '5'"),
        ({"step": True}, "step 'True'"),
        ({"progress": None}, "progress 'None'"),
        ({"beta": float("inf")}, "beta 'inf'"),
        ({"train": 3}, "train '3'"),
        ({"train": {"kl": 1.0}}, "train has reconstruction 'None'"),
        ({"validation": {"reconstruction": "x"}}, "validation has reconstruction 'x'"),
    ],
)
def test_a_damaged_report_names_its_entry(changes, words):
    with pytest.raises(DamagedRun, match=words):
        Report.from_plain(json.loads(REPORT.to_json()) | changes)


def test_the_gap_is_the_latest_validation_minus_the_training_of_its_epoch():
    def report(train, validation):
        terms = [None if nats is None else Terms(nats - 2.0, 2.0) for nats in (train, validation)]
        return replace(REPORT, train=terms[0], validation=terms[1])

    reports = [report(90, 95), report(60, None), report(50, 57), report(1, None)]
    gaps = [generalisation_gap(reversed(reports[:count])) for count in range(5)]
    assert gaps == [None, 5, 5, 2, 2]
    without_kl = replace(REPORT, train=Terms(40.0), validation=Terms(43.0))
    assert generalisation_gap([without_kl]) == 3
    assert generalisation_gap([report(None, 57)]) is None


def test_a_limit_that_grew_and_a_single_epoch_are_said_plainly():
    limited = RunConfig(data="digits", seconds=16.05271)
    assert stop_words("time", limited, 234, 19.5, False) == "The 16.1 s are over, after 19.5 epochs."
    assert stop_words("time", replace(limited, seconds=0.01), 1, 0.1, False).startswith("The 0.01 s are over")
    assert stop_words("finished", RunConfig(data="digits", epochs=1), 12, 1.0, False) == "Finished 1 epoch."
