"""The frame of a lesson: a prediction first, then the figure, the equation beside its code, what to try next.

Nothing that follows the question is shown before it is answered, so that a prediction is a prediction.
"""

import ast
import inspect
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st

from dashboard.classroom.progress import Answer, note_answer, progress_of
from dashboard.ui.lab.lesson_text import ROOT, lesson_text
from dashboard.ui.lab.lessons import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.page_row import page_row
from dashboard.ui.session import person
from dashboard.ui.task import show_task

PLOT_CONFIG = {"displayModeBar": False}


@dataclass(frozen=True)
class Question:
    """A question with `options`, of which one is the `answer`; the `explanation` is shown after the check."""

    text: str
    options: tuple[str, ...]
    answer: str
    explanation: str
    feedback: tuple[str, ...] = ()  # what each option gets wrong; empty: nothing to say

    def __post_init__(self) -> None:
        if self.answer not in self.options:
            raise ValueError(f"the answer {self.answer!r} is not among the options {', '.join(self.options)}")

    def said_of(self, option: str) -> str:
        """Returns the feedback to an option; empty where it has none."""
        place = self.options.index(option)
        return self.feedback[place] if place < len(self.feedback) else ""


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
        self._texts = lesson_text(slug)
        show_task()
        self._state: Mapping[str, Any] = {}
        with page_row(self.entry.title):
            place = f"Lesson {number_of(slug)} of {len(LESSONS)} · {self.entry.group} · {self.entry.minutes} min"
            st.caption(place)
            _show_neighbours(number_of(slug))
        st.markdown(f"**What to expect.** {self.text('What to expect', **values)}")
        side, picture = st.columns([2, 3], gap="large")
        self._question = side.container(border=True)
        self.controls = side.container()
        self.picture = picture.container()
        self._transfer = picture.container()
        self._equation, self._source = st.columns(2, gap="large")
        self._next = st.container()

    def text(self, section: str, **values: object) -> str:
        """A section of the lesson's text, its fields filled with `values`."""
        return self._texts.text(section, **values)

    def then_show(self, **controls: Any) -> None:
        """Gives the values that controls, named by their keys, take after the first check: the state asked about."""
        self._state = controls

    def predict(self, **values: object) -> None:
        """Asks the lesson's question; ends the page here until it is answered, so that nothing tells the answer.

        The question is in the sections Question, Options and Explanation, and a second one, which asks for the same idea
        elsewhere, in Transfer, Transfer options and Transfer explanation.
        """
        is_answered = self.ask(self._read("", **values))
        if not is_answered:
            self._hide()
        self.transfer(**values)

    def transfer(self, **values: object) -> None:
        """Asks the second question, from the sections Transfer, Transfer options and Transfer explanation."""
        self.ask(self._read("Transfer ", **values), "transfer", self._transfer.container(border=True))

    def _read(self, prefix: str, **values: object) -> Question:
        section = (lambda name: f"{prefix}{name}".capitalize()) if prefix else str
        options = self._texts.options(section("Options"), **values)
        text = self._texts.line("Transfer" if prefix else "Question", **values)
        explanation = self.text(section("Explanation"), **values)
        return Question(text, options.texts, options.answer, explanation, options.feedback)

    def _hide(self) -> None:
        """Shows what is to come in place of the figure; ends the page unless the visitor wants to see it at once."""
        skipped = st.session_state.setdefault("lab_skipped", set())
        if self.entry.slug in skipped:
            return
        with self.picture.container(border=True):
            st.markdown("**The figure appears here after your prediction.**")
            st.markdown("A prediction first helps to remember. Only your first answer counts; later ones are practice.")
            if st.button("Show without predicting", key=f"skip_{self.entry.slug}", icon=":material/visibility:"):
                skipped.add(self.entry.slug)
                st.rerun()
        st.stop()

    def ask(self, question: Question, part: str = "", place: Any = None) -> Answer | None:
        """Asks a question and, once it was answered, shows the explanation; the visitor's answers to it so far.

        `part` separates the questions of a lesson that has several.
        """
        name = "_".join(filter(None, (self.entry.slug, part)))
        known = progress_of(person()).get(name)
        right = question.options.index(question.answer)
        with place if place is not None else self._question:
            latest = question.options[known.latest] if known and known.latest < len(question.options) else None
            if latest is None:
                st.markdown("**Use it elsewhere**" if part == "transfer" else "**Predict, then check**")
                choice = st.container()
            else:
                _show_answer(latest, question)
                choice = st.expander("Answer again, for practice")
            with choice:
                order = shuffled(question.options, f"{person()} {name}")
                guess = st.radio(question.text, order, order.index(latest) if latest else None, key=f"guess_{name}")
                is_checked = st.button("Check", key=f"check_{name}", disabled=guess is None, icon=":material/check:")
            if is_checked and guess:
                known = note_answer(person(), name, question.options.index(guess), right)
                if part != "transfer" and known.tries == 1:
                    st.session_state.update(self._state)
                st.rerun()
        return known

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
        """Shows "What to try next", a link to `page` of the app, and the papers of the section "Source".

        The section "Link" is the text of the link, `address` its parameters.
        """
        with self._next:
            st.markdown(f"**What to try next.** {self.text('What to try next', **values)}")
            if page:
                label = self._texts.line("Link")
                st.page_link(page, label=label, icon=":material/arrow_outward:", query_params=dict(address or {}))
            st.caption(f"Source: {self._texts.line('Source')}")


def _show_neighbours(number: int) -> None:
    """Shows links to the lesson before, the contents, and the lesson after."""
    if number > 1:
        title = LESSONS[number - 2].title
        st.page_link(page_of(LESSONS[number - 2].slug), label="Previous", icon=":material/arrow_back:", help=title)
    st.page_link("learn.py", label="Contents", icon=":material/list:")
    if number < len(LESSONS):
        title = LESSONS[number].title
        st.page_link(page_of(LESSONS[number].slug), label="Next", icon=":material/arrow_forward:", help=title)


def shuffled(options: tuple[str, ...], seed: str) -> list[str]:
    """The options in an order that depends on the seed alone: the same for one person at each visit."""
    order = list(options)
    random.Random(seed).shuffle(order)
    return order


def _show_answer(guess: str, question: Question) -> None:
    if guess == question.answer:
        st.success(f"**{question.text}** {guess}\n\n**Yes.** {question.explanation}", icon=":material/check_circle:")
        return
    chosen = guess if guess.endswith((".", "!", "?")) else f"{guess}."
    said = " ".join(filter(None, (f"You chose: {chosen}", question.said_of(guess))))
    st.info(
        f"**{question.text}** {said}\n\nThe answer is: **{question.answer}**\n\n{question.explanation}",
        icon=":material/lightbulb:",
    )


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
    file = Path(inspect.getsourcefile(inspect.unwrap(source)) or "").resolve().relative_to(ROOT)
    return Statement(code, f"{file.as_posix()}, line {first + node.lineno - 1}")


def lessons_right() -> set[str]:
    """The lessons in which the visitor's first answer to every question was right."""
    return {entry.slug for entry in LESSONS if (found := _answers(entry)) and all(a.is_first_right for a in found)}


def lessons_done() -> set[str]:
    """The lessons in which the visitor answered every question."""
    return {entry.slug for entry in LESSONS if _answers(entry)}


def _answers(entry: LessonEntry) -> list[Answer]:
    """The visitor's answers to the questions of a lesson that count; empty unless all of them are answered."""
    known = progress_of(person())
    names = [f"{entry.slug}_{part}" for part in entry.parts] or [entry.slug]
    return [known[name] for name in names] if all(name in known for name in names) else []
