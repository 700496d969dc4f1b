"""The words of docs/glossary.md, for help texts."""

import difflib
import re
from functools import lru_cache
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
# A heading of level 3 with other names in brackets at its end, and the paragraph below it.
_ENTRY = re.compile(r"^### (?P<term>.+?)(?: \((?P<others>.+)\))?\n(?P<text>(?:(?!#).+\n?)+)", re.MULTILINE)


def explain(term: str) -> str:
    """Returns the entry of a term or of one of its other names; upper and lower case are the same.

    A ValueError with the nearest terms where the glossary has no such entry.
    """
    found = _entries().get(term.lower())
    if found is None:
        near = difflib.get_close_matches(term.lower(), _entries(), n=3, cutoff=0.5) or sorted(_entries())
        raise ValueError(f"the glossary has no entry {term!r}; choose from {', '.join(near)}")
    return found


@lru_cache(maxsize=1)
def _entries() -> dict[str, str]:
    """Returns the text of each term and of each other name, in lower case; read once."""
    found: dict[str, str] = {}
    for entry in _ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8")):
        text = " ".join(entry["text"].split())
        for name in (entry["term"], *(entry["others"] or "").split(", ")):
            if name:
                found[name.lower()] = text
    return found
