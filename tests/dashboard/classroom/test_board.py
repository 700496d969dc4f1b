"""What a classroom's board knows of each student, and how little it reads for that."""

import json

import pytest

from dashboard.classroom.board import CURVE_POINTS, BoardCurve, board
from dashboard.classroom.rooms import Member, Room
from vae_core.config import RunConfig
from vae_core.models.vae import VaeSettings
from vae_core.runs.run import create_run

CONFIG = RunConfig(data="digits", settings=VaeSettings(beta=2.0))


def report(step, beta=2.0, kl=1.0):
    elbo = None if kl is None else -(30.0 - step) - kl
    return {
        "step": step,
        "train": {"reconstruction": 30.0 - step, "kl": kl, "elbo": elbo},
        "beta": beta,
        "progress": 0.1,
    }


def write(run, *lines, mode="a"):
    with open(run.path / "metrics.jsonl", mode) as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def card(*run_ids):
    return board(Room("2" * 8, "A class", "t" * 32, 0.0, members={"a" * 32: Member("Anna", run_ids)}))[0]


def test_a_student_without_a_run_is_a_name(runs):
    assert card()[:3] == ("Anna", "", 0)
    assert card("deleted")[:3] == ("Anna", "", 0)


def test_a_card_follows_a_training_and_its_beta(runs):
    run = create_run(runs / "one", CONFIG)
    waiting = card("one")
    assert (waiting.state, waiting.beta, waiting.curve) == ("queued", 2.0, ())
    run.update_summary(status="running")
    write(run, report(1), {"event": "beta", "step": 1, "value": 7.0}, report(2, beta=7.0))
    training = card("one")
    assert (training.state, training.beta) == ("running", 7.0)
    assert training.curve == ((30.0, 29.0), (29.0, 28.0))
    run.update_summary(status="time")
    assert card("one").state == "time"


def test_a_model_without_a_kl_has_a_curve_of_its_reconstruction(runs):
    run = create_run(runs / "one", RunConfig(data="digits", model="autoencoder"), status="finished")
    write(run, report(1, kl=None))
    assert card("one").curve == ((29.0, 29.0),)
    assert card("one").beta is None


def test_the_run_in_training_is_shown_before_a_newer_one_that_waits(runs):
    for name, status in (("one", "running"), ("two", "queued")):
        create_run(runs / name, CONFIG).update_summary(status=status)
    write(create_run(runs / "three", CONFIG), report(1))
    assert card("one", "two").run.id == "one"
    assert card("two", "three").run.id == "three"
    assert card("two", "three").runs == 2


def test_a_damaged_run_leaves_the_others_cards_alone(runs):
    run = create_run(runs / "one", CONFIG)
    (run.path / "config.json").write_text("{")
    assert card("one")[:2] == ("Anna", "failed")
    (run.path / "summary.json").write_text("{")
    assert card("one")[:2] == ("Anna", "")


def test_a_long_curve_is_thinned_and_keeps_its_ends(runs):
    run = create_run(runs / "one", CONFIG, status="finished")
    write(run, *(report(step / 1000) for step in range(1000)))
    curve = BoardCurve(run.path / "metrics.jsonl")
    curve.read()
    assert CURVE_POINTS / 2 <= len(curve.points) <= CURVE_POINTS
    assert curve.points[0] == (31.0, 30.0)
    assert curve.points[-1][1] == pytest.approx(29.0, abs=0.05)


def test_only_what_was_added_is_read_and_a_rewritten_file_is_read_anew(runs, monkeypatch):
    run = create_run(runs / "one", CONFIG)
    write(run, report(1), report(2))
    curve = BoardCurve(run.path / "metrics.jsonl")
    curve.read()
    parsed = []
    loads = json.loads
    monkeypatch.setattr("dashboard.classroom.board.json.loads", lambda line: parsed.append(line) or loads(line))
    with open(run.path / "metrics.jsonl", "a") as file:
        file.write(json.dumps(report(3)) + "\n" + '{"torn')
    curve.read()
    assert len(parsed) == 1
    assert len(curve.points) == 3
    other = run.path / "beside"
    other.write_text(json.dumps(report(9)) + "\n")
    other.replace(run.path / "metrics.jsonl")
    curve.read()
    assert curve.points == [(22.0, 21.0)]
