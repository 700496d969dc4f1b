"""The table of techniques names pages and tests that are there."""

import re

import pytest

from tests.support.paths import ROOT

TABLE = (ROOT / "docs" / "techniques.md").read_text()
ROWS = re.findall(r"^\| ([^|`]+) \| `([\w/.]+)` \| [^|]+ \| `([\w/.]+)::([^`]+)` \|$", TABLE, re.MULTILINE)


def test_every_row_of_the_table_is_read():
    assert len(ROWS) == TABLE.count("\n| ") - 1  # without the head


@pytest.mark.parametrize(("technique", "page", "file", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_its_page_and_its_test_exist(technique, page, file, test):
    assert (ROOT / "pages" / page).is_file()
    start = f'test("{test}", ' if file.endswith(".js") else f"def {test}("
    assert start in (ROOT / "tests" / file).read_text()
