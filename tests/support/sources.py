"""The syntax trees of source files, for tests of the project's text."""

import ast
import functools
from pathlib import Path


@functools.cache  # several tests read the same 500 files
def parsed(path: Path) -> ast.Module:
    """Returns the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))
