"""Plain English: the easy rules of CONTRIBUTING.md, checked over docstrings, comments, texts and documents."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.paths import ROOT
from tests.support.sources import parsed

PACKAGES = ("vae_core", "dashboard", "pages", "scripts")
QUESTIONS = {"What", "How", "Whether", "Where", "Who", "Whose", "Which"}  # a docstring names or says what it does
BANNED = {
    r"\bprocessor\b": "CPU",
    r"\bbroken off\b": "interrupted",
    r"\b(is|are|was|were|been) told\b": "conditioned on, receives, gets",
    r"\bwhoever\b": "anyone who",
    r"\b(makes?|made) of (it|them)\b": "say what is computed",
    r"\bspoilt\b": "noisy, damaged",
    r"\banew\b": "again",
    r"\bdear(er)?\b": "costs many nats",
    r"\bsays? of (itself|them)\b": "reports",
    r"\bredrawn\b": "reconstructed",
    r"\bstands? (there|back|in)\b": "is there, yields, is in",
    r"\b(dies|die) (first|out)\b": "becomes inactive",
    r"\bthe ear\b": "name what it does",
    r"\bby heart\b": "memorised",
}
LONGEST = 45  # words of a sentence in a document; most have fewer than 20


class Text(NamedTuple):
    """A text that a person reads, and where it is."""

    place: str
    words: str


def python_files() -> list[Path]:
    return [ROOT / "app.py", *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))]


def docstrings(path: Path) -> Iterator[Text]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield Text(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", text)


def texts_of_python(path: Path) -> Iterator[Text]:
    """The docstrings, other strings and comments of a file."""
    content = path.read_text()
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT) or tokenize.tok_name[token.type] == "FSTRING_MIDDLE":
            yield Text(f"{path.relative_to(ROOT)}:{token.start[0]}", " ".join(token.string.split()))


def texts_of_javascript(path: Path) -> Iterator[Text]:
    for number, line in enumerate(path.read_text().splitlines(), 1):
        yield Text(f"{path.relative_to(ROOT)}:{number}", line)


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "pages").rglob("*.md")]
    return [*found, *(ROOT / "assets").glob("*/README.md")]


@functools.cache
def all_texts() -> list[Text]:
    texts = [text for path in python_files() for text in texts_of_python(path)]
    for path in [*sorted((ROOT / "assets" / "js").rglob("*.js")), *documents()]:
        texts += texts_of_javascript(path)
    return texts


def test_a_docstring_begins_with_a_verb_or_a_noun_not_with_a_question_word():
    wrong = [
        f"{text.place}: {text.words.splitlines()[0]}"
        for path in python_files()
        for text in docstrings(path)
        if text.words.split()[0].strip(",.:") in QUESTIONS
    ]
    assert wrong == []


@pytest.mark.parametrize("pattern", BANNED, ids=BANNED.get)
def test_no_text_uses_a_word_of_the_old_dialect(pattern):
    wrong = [
        f"{text.place}: {text.words}"
        for text in all_texts()
        if re.search(pattern, text.words) and "CONTRIBUTING" not in text.place
    ]
    assert wrong == [], f"use: {BANNED[pattern]}"


def test_sentences_of_documents_and_docstrings_are_short():
    prose = [text for path in python_files() for text in docstrings(path)]
    for path in documents():
        parts = re.split(
            r"\n\s*\n|\n\s*(?:[-*]|\d+\.|#+|\|)\s", re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
        )
        prose += [Text(str(path.relative_to(ROOT)), part) for part in parts if not part.lstrip().startswith("|")]
    wrong = []
    for text in prose:
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n\s*\n|\|", text.words):
            if len(sentence.split()) > LONGEST:
                wrong.append(f"{text.place}: {' '.join(sentence.split())[:120]}")
    assert wrong == []
