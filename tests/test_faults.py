"""The table of faults: each row has a test that carries its name, or a reason."""

import ast
import re
from collections import defaultdict

import pytest

from tests.support.paths import ROOT
from tests.support.sources import parsed

TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([FSRT]\d+) \| [^|]+ \| [^|]+ \|$", TEXT, re.MULTILINE)
REASONS = dict(re.findall(r"^- ([FSRT]\d+): (.{20,})$", TEXT, re.MULTILINE))


def is_fault(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault"


def marked():
    """The names of the marked tests of each row; of a JavaScript file, the file."""
    found = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for test in ast.walk(parsed(path)):
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                if named := re.match(r"test_([fsrt]\d+)_", test.name):
                    found[named[1].upper()].append(test.name)
                for marker in filter(is_fault, (node for one in test.decorator_list for node in ast.walk(one))):
                    for row in marker.args:
                        found[ast.literal_eval(row)].append(test.name)
    for path in sorted((ROOT / "tests" / "js").rglob("*.test.js")):
        for row in re.findall(r"^// fault ([FSRT]\d+)\ntest\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            found[row].append(path.name)
    return found


MARKED = marked()


def test_each_row_of_the_table_is_read_once():
    assert len(ROWS) == len(set(ROWS)) == len(re.findall(r"^\| [A-Z]\d", TEXT, re.MULTILINE))


def test_each_marker_names_a_row():
    assert set(MARKED) <= set(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_test_or_a_reason(row):
    assert MARKED.get(row) or row in REASONS, f"{row}: mark its test, or give a reason in docs/faults.md"
