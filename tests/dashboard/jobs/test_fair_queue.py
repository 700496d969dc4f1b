"""Fair turns, waiting times and limits, without a cluster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.jobs.fair_queue import Turns, queue_words, seconds_to_wait
from dashboard.jobs.limits import check_allowed, limits, share_per_training
from vae_core.config import RunConfig

CONFIG = RunConfig(data="digits")


def served(people, at_first=()):
    """The order in which the runs of `people` are served one at a time; `at_first` of them start before the rest come."""
    waits = set()
    turns, order = Turns(lambda run_id: run_id in waits), []

    def serve():
        ticket = turns.waiting()[0]
        assert ticket.priority == max(other.priority for other in turns.waiting())
        waits.discard(ticket.run_id)
        order.append(ticket.run_id)
        turns.give_back(ticket.run_id)

    for number, person in enumerate(people):
        waits.add(f"{person}{number}")
        turns.take(f"{person}{number}", person)
        if number in at_first:
            serve()
    while waits:
        serve()
    return order


def test_one_person_is_served_first_in_first_out():
    assert served("AAAA") == ["A0", "A1", "A2", "A3"]


@pytest.mark.fault("R13")
def test_people_take_turns_however_many_runs_each_has():
    assert served("AAAABBC") == ["A0", "B4", "C6", "A1", "B5", "A2", "A3"]


def test_a_newcomer_waits_for_nobody_s_second_run_and_gets_no_credit_for_having_been_away():
    assert served("AAAAB", at_first=(1, 2, 3)) == ["A0", "A1", "A2", "B4", "A3"]
    assert served("AAAAAABB", at_first=(2, 3)) == ["A0", "A1", "B6", "A2", "B7", "A3", "A4", "A5"]


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=30))
def test_nobody_is_served_twice_while_somebody_who_came_before_that_waits_for_the_first_time(people):
    order = served(people)
    assert sorted(order) == sorted(f"{person}{number}" for number, person in enumerate(people))
    firsts = [order.index(next(run for run in order if run[0] == person)) for person in set(people)]
    assert max(firsts) == len(set(people)) - 1
    for person in set(people):
        own = [int(run[1:]) for run in order if run[0] == person]
        assert own == sorted(own)


def test_the_waiting_time_is_that_of_a_slot_that_gets_free():
    assert seconds_to_wait([30.0], [], 1) == 30
    assert seconds_to_wait([30.0], [20.0, 20.0], 1) == 70
    assert seconds_to_wait([30.0, 10.0], [20.0], 2) == 30
    assert seconds_to_wait([30.0], [5.0], 2) == 5
    assert seconds_to_wait([], [], 3) == 0
    assert seconds_to_wait([None], [], 1) is None


def test_the_place_in_the_queue_is_said_in_words():
    assert queue_words(2, 41.0) == "2 before you, about 40 s."
    assert queue_words(0, 200.0) == "You are next, about 3 min."
    assert queue_words(0, None) == "You are next."


@pytest.mark.parametrize(
    ("given", "cores", "gigabytes", "pay", "expected"),
    [
        ({}, 2, 8, 1, (2, 1)),  # one thread is best: a training on each core
        ({}, 16, 64, 4, (4, 4)),
        ({}, 16, 4, 1, (4, 1)),  # memory for four workers
        ({}, 1, 0.5, 1, (1, 1)),
        ({}, 2, 8, 4, (1, 2)),  # never more threads than cores
        ({"THREADS": "1"}, 16, 64, 4, (16, 1)),
        ({"THREADS": "4"}, 16, 64, 1, (4, 4)),
        ({"SLOTS": "8"}, 16, 64, 4, (8, 2)),
        ({"SLOTS": "8"}, 2, 64, 1, (8, 1)),
    ],
)
def test_threads_and_slots_share_the_cores(given, cores, gigabytes, pay, expected, monkeypatch):
    for name, value in given.items():
        monkeypatch.setenv(f"LATENT_LAB_{name}", value)
    assert share_per_training(limits(), cores, gigabytes * 1e9, lambda: pay) == expected


@pytest.mark.parametrize("value", ["many", "-1"])
def test_a_limit_that_cannot_be_is_named(value, monkeypatch):
    monkeypatch.setenv("LATENT_LAB_SLOTS", value)
    with pytest.raises(ValueError, match="LATENT_LAB_"):
        limits()


@pytest.mark.fault("R13", "R19")
def test_too_much_is_refused_in_words(tmp_path, monkeypatch):
    check_allowed(CONFIG, tmp_path / "runs", 0, 0)
    with pytest.raises(ValueError, match="20 of your runs wait or train already"):
        check_allowed(CONFIG, tmp_path, 30, 20)
    with pytest.raises(ValueError, match="200 runs wait or train on this server"):
        check_allowed(CONFIG, tmp_path, 200, 0)
    with pytest.raises(ValueError, match="seconds is 4000; this server trains for at most 3600 s"):
        check_allowed(RunConfig(data="digits", seconds=4000.0), tmp_path, 0, 0)
    monkeypatch.setenv("LATENT_LAB_DISK", "1e12")
    with pytest.raises(ValueError, match="MB are free on the disk"):
        check_allowed(CONFIG, tmp_path, 0, 0)
