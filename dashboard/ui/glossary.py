"""The words of docs/glossary.md, for help texts."""

import difflib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
# A heading of level 3 with other names in brackets at its end, and the paragraph below it.
_ENTRY = re.compile(r"^### (?P<title>(?P<term>.+?)(?: \((?P<others>.+)\))?)\n(?P<text>(?:(?!#).+\n?)+)", re.MULTILINE)
_OUTER_COMMA = re.compile(r", (?![^()]*\))")  # not that of N(0, I)
_EVERYDAY = {"gap"}  # other names that a text also uses in their usual sense


class GlossaryEntry(NamedTuple):
    """An entry of the glossary: its heading, with other names in brackets, and its text."""

    title: str
    text: str


def explain(term: str) -> str:
    """Returns the entry of a term or of one of its other names; upper and lower case are the same.

    A ValueError with the nearest terms where the glossary has no such entry.
    """
    found = _entries().get(term.lower())
    if found is None:
        near = difflib.get_close_matches(term.lower(), _entries(), n=3, cutoff=0.5) or sorted(_entries())
        raise ValueError(f"the glossary has no entry {term!r}; choose from {', '.join(near)}")
    return found.text


def entries_in(text: str) -> list[GlossaryEntry]:
    """Returns the entries whose term, or another name of more than one letter, occurs in a text, in the order of the text.

    Of two that overlap, the longer one counts: "aggregate posterior", not "posterior".
    """
    names = (match[1].lower() for match in _anywhere().finditer(text))
    return list(dict.fromkeys(_entries()[name] for name in names))


@lru_cache(maxsize=1)
def _anywhere() -> re.Pattern[str]:
    """Matches any name as a whole word, also in the plural; the longest first."""
    names = sorted((name for name in _entries() if len(name) > 1 and name not in _EVERYDAY), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})s?(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _entries() -> dict[str, GlossaryEntry]:
    """Returns the entry of each term and of each other name, in lower case; read once."""
    found: dict[str, GlossaryEntry] = {}
    for match in _ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8")):
        entry = GlossaryEntry(match["title"], " ".join(match["text"].split()))
        for name in (match["term"], *_OUTER_COMMA.split(match["others"] or "")):
            if name:
                found[name.lower()] = entry
    return found
