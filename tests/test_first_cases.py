"""The option `--first-cases`, which `tests/run fast` uses."""

import subprocess
import sys

import pytest

from tests.support.first_cases import split_cases
from tests.support.paths import ROOT


class Item:
    """A collected test of this name."""

    def __init__(self, nodeid):
        self.nodeid = nodeid


def test_the_first_case_of_each_function_runs_and_no_function_is_left_out():
    names = ["a.py::one[x]", "a.py::one[y]", "a.py::two", "b.py::one[x[0]]", "b.py::one[z]", "a.py::one[z]"]
    first, further = split_cases(map(Item, names))
    assert [item.nodeid for item in first] == ["a.py::one[x]", "a.py::two", "b.py::one[x[0]]"]
    assert [item.nodeid for item in further] == ["a.py::one[y]", "b.py::one[z]", "a.py::one[z]"]


@pytest.mark.slow
def test_pytest_leaves_the_further_cases_out_and_says_so():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--first-cases", "-k", "reason"]
    found = subprocess.run([*command, "tests/test_retries.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "test_a_marker_without_a_reason_is_an_error[args0-kwargs0]" in found.stdout
    assert "[args1-kwargs1]" not in found.stdout
    assert "deselected" in found.stdout
