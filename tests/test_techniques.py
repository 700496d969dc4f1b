"""The table of techniques names pages and tests that are there."""

import re

import pytest

from dashboard.ui.lab.lesson_list import LESSONS, page_of
from tests.support.paths import ROOT

TABLE = (ROOT / "docs" / "techniques.md").read_text()
ROWS = re.findall(r"^\| ([^|`]+) \| ([^|`]+), `([\w/.]+)` \| [^|]+ \| `([\w/.]+)::([^`]+)` \|$", TABLE, re.MULTILINE)
PAGES = re.findall(r'st\.Page\("([\w/.]+)", title="([^"]+)"', (ROOT / "pages" / "navigation.py").read_text())
TITLES = {page: f"Use: {title}" if page.startswith("use/") else title for page, title in PAGES}
TITLES |= {page_of(entry.slug): f"Learn: {entry.title}" for entry in LESSONS}


def test_every_row_of_the_table_is_read():
    assert len(ROWS) == TABLE.count("\n| ") - 1  # without the head


@pytest.mark.parametrize(("technique", "title", "page", "file", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_its_page_has_this_title_in_the_navigation_and_its_test_exists(technique, title, page, file, test):
    assert (ROOT / "pages" / page).is_file()
    assert title == TITLES[page]
    start = f'test("{test}", ' if file.endswith(".js") else f"def {test}("
    assert start in (ROOT / "tests" / file).read_text()
