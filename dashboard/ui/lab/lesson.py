"""The frame of a lesson: what to expect, a question, a figure, the equation beside its code, what to try next."""

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from dashboard.ui.lab.lesson_text import ROOT, LessonText
from dashboard.ui.lab.lessons import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.task import show_task

PLOT_CONFIG = {"displayModeBar": False}


@dataclass(frozen=True)
class Question:
    """A question with `options`, of which one is the `answer`; the `explanation` is shown after the check."""

    text: str
    options: tuple[str, ...]
    answer: str
    explanation: str

    def __post_init__(self) -> None:
        if self.answer not in self.options:
            raise ValueError(f"the answer {self.answer!r} is not among the options {', '.join(self.options)}")


class Statement(NamedTuple):
    """A statement of the program's source, with its file and line."""

    code: str
    place: str


class Lesson:
    """The screen of one lesson. Its parts have fixed places and can be filled in any order.

    Texts come from the sections of pages/lab/texts/<slug>.md; keyword arguments give the values of their fields.
    """

    def __init__(self, slug: str, **values: object) -> None:
        self.entry: LessonEntry = LESSONS[number_of(slug) - 1]
        self._texts = LessonText(ROOT / "pages" / "lab" / "texts" / f"{slug}.md")
        show_task()
        st.caption(f"Lab, lesson {number_of(slug)} of {len(LESSONS)}")
        st.title(self.entry.title)
        st.markdown(f"**What to expect.** {self.text('What to expect', **values)}")
        side, picture = st.columns([2, 3], gap="large")
        self._question = side.container(border=True)
        self.controls = side.container()
        self.picture = picture.container()
        self._equation, self._source = st.columns(2, gap="large")
        self._next = st.container(border=True)

    def text(self, section: str, **values: object) -> str:
        """A section of the lesson's text, its fields filled with `values`."""
        return self._texts.text(section, **values)

    def predict(self, **values: object) -> bool:
        """Asks the lesson's question, from the sections Question, Options and Explanation; whether it was answered."""
        options, answer = self._texts.options(**values)
        question, explanation = self._texts.line("Question", **values), self.text("Explanation", **values)
        return self.ask(Question(question, options, answer, explanation))

    def ask(self, question: Question, part: str = "") -> bool:
        """Asks a question and, once it was answered, shows the answer; whether it was answered. Guesses last for this visit.

        `part` separates the questions of a lesson that has several; a right answer to one of them counts.
        """
        slug, name = self.entry.slug, "_".join(filter(None, (self.entry.slug, part)))
        guesses = st.session_state.setdefault("lab_guesses", {}).setdefault(name, [])
        with self._question:
            st.markdown("**Predict, then check**")
            start = question.options.index(guesses[-1]) if guesses and guesses[-1] in question.options else None
            guess = st.radio(question.text, question.options, start, key=f"guess_{name}")
            if st.button("Check", key=f"check_{name}", disabled=guess is None, icon=":material/check:"):
                guesses.append(guess)
                right = st.session_state.setdefault("lab_right", {})
                right[slug] = right.get(slug, False) or question.answer in guesses
            if guesses:
                _show_answer(guesses[-1], question)
        return bool(guesses)

    def show(self, figure: go.Figure, **values: object) -> None:
        """Shows the lesson's figure, with the section "Alt text" for people who cannot see it."""
        alt = self._texts.line("Alt text", **values)
        self.picture.plotly_chart(figure, theme="streamlit", key="figure", alt=alt, config=PLOT_CONFIG)

    def result(self, **values: object) -> None:
        """Shows the section "Result" below the figure: the numbers that were computed."""
        self.picture.markdown(self.text("Result", **values))

    def notes(self, **values: object) -> None:
        """Shows the section "Notes" below the figure, in small letters."""
        self.picture.caption(self.text("Notes", **values))

    def equation(self, source: Callable[..., Any], words: str) -> None:
        """Shows the sections "Equation" and "Symbols", and beside them the statement of `source` that contains `words`."""
        found = statement(source, words)
        with self._equation:
            st.markdown("**The equation**")
            st.latex(rf"\begin{{gathered}}{self._texts.equation()}\end{{gathered}}")
            # Not a caption: there, names of code have a contrast of 3 to the background, below the 4.5 that axe asks for.
            st.markdown(self.text("Symbols"))
        with self._source:
            st.markdown("**The line that computes it**")
            # No syntax colours: some of them are too faint on a light background.
            st.code(found.code, language=None, wrap_lines=True)
            st.caption(f"From {found.place}")

    def try_next(self, page: str = "", address: Mapping[str, str | list[str]] | None = None, **values: object) -> None:
        """Shows "What to try next", a link to `page` of the app and a link to the next lesson.

        The section "Link" is the text of the link, `address` its parameters.
        """
        with self._next:
            st.markdown(f"**What to try next.** {self.text('What to try next', **values)}")
            place, following = st.columns(2)
            if page:
                label = self._texts.line("Link")
                place.page_link(page, label=label, icon=":material/arrow_outward:", query_params=dict(address or {}))
            after = number_of(self.entry.slug)
            if after < len(LESSONS):
                title = f"Next lesson: {LESSONS[after].title}"
                following.page_link(page_of(LESSONS[after].slug), label=title, icon=":material/arrow_forward:")
            else:
                following.page_link("learn.py", label="Back to the contents", icon=":material/list:")


def _show_answer(guess: str, question: Question) -> None:
    if guess == question.answer:
        st.success(f"Yes. {question.explanation}", icon=":material/check_circle:")
    else:
        st.info(f"The answer is: **{question.answer}**\n\n{question.explanation}", icon=":material/lightbulb:")


def statement(source: Callable[..., Any], words: str) -> Statement:
    """The smallest statement in the source text of `source` that contains `words`. ValueError if there is none."""
    lines, first = inspect.getsourcelines(source)
    text = dedent("".join(lines))
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt) and words in (ast.get_source_segment(text, node) or "")
    ]
    if not found:
        raise ValueError(f"no statement of {source.__qualname__} contains {words!r}; quote its source exactly")
    node = min(found, key=lambda node: len(ast.get_source_segment(text, node) or ""))
    code = dedent("\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]))
    file = Path(inspect.getsourcefile(source) or "").resolve().relative_to(ROOT)
    return Statement(code, f"{file.as_posix()}, line {first + node.lineno - 1}")


def lessons_right() -> set[str]:
    """The lessons whose question was answered correctly in this visit, at any try."""
    return {slug for slug, is_right in st.session_state.get("lab_right", {}).items() if is_right}


def lessons_tried() -> set[str]:
    """The lessons whose question was answered in this visit."""
    return set(st.session_state.get("lab_right", {}))
