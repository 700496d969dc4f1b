"""The table of identities in docs/theory.md: every number referred to is a row, and every row's tests exist."""

import re

import pytest

from tests.support.paths import ROOT

TABLE = (ROOT / "docs" / "theory.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| T(\d+) \| (.+) \| (.+) \| (.+) \|$", TABLE, re.MULTILINE)
NUMBERS = [int(row[0]) for row in ROWS]
FOLDERS = ("dashboard", "docs", "pages", "scripts", "tests", "vae_core")


def references() -> list[tuple[str, int]]:
    """Returns each T-number in the repository's Python and Markdown, with its file."""
    folders = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if "vendor" not in path.parts]
    found = []  # a time such as T00:00 is no reference
    for path in sorted([*ROOT.glob("*"), *folders]):
        if path.suffix in (".py", ".md"):
            numbers = re.findall(r"\bT(\d{1,2})\b(?!:\d)", path.read_text(encoding="utf-8"))
            found += [(str(path.relative_to(ROOT)), int(number)) for number in numbers]
    return found


def test_the_rows_are_numbered_from_1_without_a_gap():
    assert len(ROWS) == TABLE.count("\n| T")
    assert list(range(1, len(ROWS) + 1)) == NUMBERS


def test_every_number_that_the_repository_refers_to_is_a_row():
    found = references()
    assert len({file for file, _ in found}) > 10
    assert [f"{file} refers to T{number}" for file, number in found if number not in NUMBERS] == []


@pytest.mark.parametrize(("number", "identity", "source", "tests"), ROWS, ids=[f"T{row[0]}" for row in ROWS])
def test_the_tests_of_a_row_exist(number, identity, source, tests):
    assert identity.startswith("**")
    assert source
    named = re.findall(r"`([\w/.]+)::(\w+)`", tests)
    assert len(named) == tests.count("`") / 2 > 0
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{test}"
