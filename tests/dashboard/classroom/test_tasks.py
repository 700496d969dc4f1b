"""A task as parameters of an address, and the errors of an address."""

import pytest

from dashboard.classroom.tasks import NOTE_LENGTH, Fixed, Task, fixed_by, task_from_address


def asked_by(address):
    return lambda name: [address[name]] if isinstance(address.get(name), str) else list(address.get(name, []))


def check(name, text):
    if name not in ("beta", "data"):
        raise ValueError(f"no control {name!r}")
    if name == "beta" and text and not text.isdecimal():
        raise ValueError(f"beta is {text!r}")


TASK = Task("Blur", "Train twice: which?", {"beta": Fixed("4", False), "data": Fixed("", True)})


def test_an_address_gives_back_the_task():
    address = TASK.to_address()
    assert address == {"lock": ["beta:4"], "hide": ["data"], "title": "Blur", "note": "Train twice: which?"}
    assert task_from_address(asked_by(address), check) == (TASK, [])


def test_no_task_is_false_and_has_no_address():
    assert not Task()
    assert Task().to_address() == {}
    assert all([Task("x"), Task("", "x"), Task(fixed={"beta": Fixed("", False)})])


def test_a_value_may_have_a_colon_and_the_first_entry_of_a_control_counts():
    asked = asked_by({"lock": ["run:a:b", "run:c"]})
    assert fixed_by(asked, "run") == Fixed("a:b", False)
    assert fixed_by(asked, "beta") is None


def test_hidden_comes_before_locked():
    assert fixed_by(asked_by({"lock": "beta:1", "hide": "beta:2"}), "beta") == Fixed("2", True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"lock": "beta:x"}, "beta is 'x'"),
        ({"hide": "nothing"}, "no control 'nothing'"),
        ({"title": "x" * 61}, "title is 'xxx"),
        ({"note": "two\nlines"}, "note is 'two"),
        ({"note": "x" * (NOTE_LENGTH + 1)}, "note is 'xxx"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_kept(address, words):
    task, wrong = task_from_address(asked_by({"lock": ["data"], **address}), check)
    assert len(wrong) == 1
    assert wrong[0].startswith(words)
    assert not task.note
    assert ("data" in task.fixed) == ("lock" not in address)


def test_a_link_with_thousands_of_entries_is_cut():
    task, wrong = task_from_address(asked_by({"lock": [f"c{number}" for number in range(5000)]}), check)
    assert not task
    assert len(wrong) < 100
