"""The frame of a lesson: what to expect, predict then check, a picture, the equation beside its code, what to try next."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from dashboard.ui.lab.lessons import LESSONS, LessonEntry, number_of, page_of

ROOT = Path(__file__).parents[3]
PLOT_CONFIG = {"displayModeBar": False}


@dataclass(frozen=True)
class Question:
    """Something to predict: one of `options` is the `answer`; `why` is told after the check."""

    ask: str
    options: tuple[str, ...]
    answer: str
    why: str

    def __post_init__(self) -> None:
        if self.answer not in self.options:
            raise ValueError(f"the answer {self.answer!r} is not among the options {', '.join(self.options)}")


class Statement(NamedTuple):
    """A statement of the real source, and where it stands."""

    code: str
    place: str


class Lesson:
    """One lesson's screen; its five parts can be filled in any order and always stand in the same places."""

    def __init__(self, slug: str, expect: str) -> None:
        self.entry: LessonEntry = LESSONS[number_of(slug) - 1]
        st.caption(f"Lab, lesson {number_of(slug)} of {len(LESSONS)}")
        st.title(self.entry.title)
        st.markdown(f"**What to expect.** {expect}")
        side, picture = st.columns([2, 3], gap="large")
        self._question = side.container(border=True)
        self.controls = side.container()
        self.picture = picture.container()
        self._equation, self._source = st.columns(2, gap="large")
        self._next = st.container(border=True)

    def predict(self, question: Question, part: str = "") -> bool:
        """Ask, and once somebody has answered say how it is; whether it was answered. Guesses are kept for this visit.

        `part` keeps apart the questions of a lesson that has several; a right answer to one of them counts.
        """
        slug, name = self.entry.slug, "_".join(filter(None, (self.entry.slug, part)))
        guesses = st.session_state.setdefault("lab_guesses", {}).setdefault(name, [])
        with self._question:
            st.markdown("**Predict, then check**")
            start = question.options.index(guesses[-1]) if guesses and guesses[-1] in question.options else None
            guess = st.radio(question.ask, question.options, start, key=f"guess_{name}")
            if st.button("Check", key=f"check_{name}", disabled=guess is None, icon=":material/check:"):
                guesses.append(guess)
                right = st.session_state.setdefault("lab_right", {})
                right[slug] = right.get(slug, False) or question.answer in guesses
            if guesses:
                _verdict(guesses[-1], question)
        return bool(guesses)

    def show(self, figure: go.Figure, alt: str, key: str = "figure") -> None:
        """A figure in the picture's place; `alt` says in words and numbers what it shows."""
        self.picture.plotly_chart(figure, theme="streamlit", key=key, alt=alt, config=PLOT_CONFIG)

    def equation(self, latex: str, source: Callable[..., Any], words: str) -> None:
        """The equation (lines end in a double backslash), and beside it the statement of `source` that has `words` in it."""
        found = statement(source, words)
        with self._equation:
            st.markdown("**The equation**")
            st.latex(rf"\begin{{gathered}}{latex}\end{{gathered}}")
        with self._source:
            st.markdown("**The line that computes it**")
            # Without the colours of a language, some of which are too faint on a light ground.
            st.code(found.code, language=None, wrap_lines=True)
            st.caption(f"From {found.place}")

    def try_next(self, words: str, page: str = "", label: str = "", **address: str | list[str]) -> None:
        """What to try now: here in words, on another page of the app by a link, and the lesson that follows."""
        with self._next:
            st.markdown(f"**What to try next.** {words}")
            place, following = st.columns(2)
            if page:
                place.page_link(page, label=label, icon=":material/arrow_outward:", query_params=address)
            after = number_of(self.entry.slug)
            if after < len(LESSONS):
                title = f"Next lesson: {LESSONS[after].title}"
                following.page_link(page_of(LESSONS[after].slug), label=title, icon=":material/arrow_forward:")
            else:
                following.page_link("learn.py", label="Back to the contents", icon=":material/list:")


def _verdict(guess: str, question: Question) -> None:
    if guess == question.answer:
        st.success(f"Yes. {question.why}", icon=":material/check_circle:")
    else:
        st.info(f"The answer is: **{question.answer}**\n\n{question.why}", icon=":material/lightbulb:")


def statement(source: Callable[..., Any], words: str) -> Statement:
    """The smallest statement in the file's own text of `source` that contains `words`. ValueError where none does."""
    lines, first = inspect.getsourcelines(source)
    text = dedent("".join(lines))
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and words in (ast.get_source_segment(text, node) or "")
    ]
    if not found:
        raise ValueError(f"no statement of {source.__qualname__} contains {words!r}; quote its source as it stands")
    node = min(found, key=lambda node: len(ast.get_source_segment(text, node) or ""))
    code = dedent("\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]))
    file = Path(inspect.getsourcefile(source) or "").resolve().relative_to(ROOT)
    return Statement(code, f"{file.as_posix()}, line {first + node.lineno - 1}")


def lessons_right() -> set[str]:
    """The lessons whose question this visitor has answered rightly, at whatever try."""
    return {slug for slug, is_right in st.session_state.get("lab_right", {}).items() if is_right}


def lessons_tried() -> set[str]:
    """The lessons whose question this visitor has answered at all."""
    return set(st.session_state.get("lab_right", {}))
