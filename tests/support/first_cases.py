"""The rule of `tests/run fast`: of a parametrised test, the first case alone."""

from collections.abc import Iterable

import pytest


def split_cases(tests: Iterable[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Returns the first case of each test function, a test without cases among them, and all further cases."""
    first: dict[str, pytest.Item] = {}
    further = []
    for test in tests:
        name = test.nodeid.partition("[")[0]
        if name in first:
            further.append(test)
        else:
            first[name] = test
    return list(first.values()), further
