"""The marker `may_retry`: it needs a reason, and only tests with it are tried again."""

import pytest

from tests.support.retries import RETRIES, retry_with_reason


class Item:
    """A collected test with these markers."""

    nodeid = "test_a.py::test_b"

    def __init__(self, *marks):
        self.marks = {mark.name: mark.mark for mark in marks}

    def get_closest_marker(self, name):
        return self.marks.get(name)

    def add_marker(self, mark):
        self.marks[mark.name] = mark.mark


def test_a_test_with_a_reason_is_tried_again():
    item = Item(pytest.mark.may_retry("it waits for a worker"))
    retry_with_reason(item)
    assert item.marks["flaky"].kwargs == {"reruns": RETRIES}


def test_a_slow_browser_test_without_the_marker_is_not_tried_again():
    item = Item(pytest.mark.slow, pytest.mark.browser)
    retry_with_reason(item)
    assert "flaky" not in item.marks


@pytest.mark.parametrize(("args", "kwargs"), [((), {}), (("",), {}), ((" ",), {}), ((2,), {}), ((), {"reruns": 2})])
def test_a_marker_without_a_reason_is_an_error(args, kwargs):
    with pytest.raises(pytest.UsageError, match="test_b: may_retry has no reason"):
        retry_with_reason(Item(pytest.mark.may_retry(*args, **kwargs)))
