"""The frame of a lesson: three steps, each on one screen of 1280 x 720 pixels; and the lesson as a worksheet to print.

1 Predict: what to expect, and a question. 2 See: the answer, beside the figure and its controls. 3 Transfer: a second
question, the equation beside its code, what to try next. Nothing that follows the question is shown before it is answered.
"""

import ast
import inspect
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.classroom.progress import Answer, note_answer, progress_of
from dashboard.ui.addresses import end_page
from dashboard.ui.components.lesson_picture import MovingControl, chosen_values, lesson_picture, set_values
from dashboard.ui.glossary import entries_in
from dashboard.ui.lab.lesson_list import LESSONS, LessonEntry, number_of, page_of
from dashboard.ui.lab.lesson_score import counted_questions, is_done
from dashboard.ui.lab.lesson_text import ROOT, lesson_text
from dashboard.ui.lab.worksheet import WORKSHEET_STYLE, show_question, wanted_worksheet, worksheet_links
from dashboard.ui.page_row import page_row
from dashboard.ui.session import person
from dashboard.ui.task import show_task

PLOT_CONFIG = {"displayModeBar": False}
LESSON_STEPS = ("1 Predict", "2 See", "3 Transfer")
_SHOWN = "_shown"  # ends the name under which it is kept that a lesson was shown without a prediction
_OLD_NAMES = {"shown_sd": "sd"}  # of controls, in addresses of earlier versions
_STYLE = """<style>
.stMainBlockContainer [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.stMainBlockContainer [role="tabpanel"] { padding-top: 0.5rem; }
.stMainBlockContainer [data-testid="stAlertContainer"] { padding: 0.5rem 0.75rem; }
.stMainBlockContainer [data-testid="stAlertContainer"] p { font-size: 0.9375rem; line-height: 1.35; }
/* A lesson's number is shorter than the sentence of other pages, and its row has more buttons. */
.st-key-page-row .stElementContainer:has(> .stMarkdown [data-testid="stCaptionContainer"]) { flex: 1 1 12rem; }
.stMainBlockContainer .stSlider { margin-bottom: -0.75rem; }
/* A column without parts: the lesson has its controls in the picture and was shown without a prediction. */
.stTabs .stColumn:not(:has(.stElementContainer)) { display: none; }
/* An upright tablet has no width for the answer beside a figure, but height. A question is long, and stays beside its figure. */
@media (max-width: 900px) and (orientation: portrait) {
  [role="tabpanel"]:not(:has(.stRadio)) > .stVerticalBlock > * >
  .stHorizontalBlock:has(.stPlotlyChart, [class*="st-key-moving-"]) {
    flex-direction: column; gap: 0.75rem;
    > .stColumn { flex: 0 0 auto; width: 100%; }
    > .stColumn:has(.stPlotlyChart, [class*="st-key-moving-"]) { flex: 1 0 auto; }
  }
}
.stMainBlockContainer [data-testid="stTable"] :is(td, th) { padding: 0.15rem 0.5rem; }
.stMainBlockContainer [data-baseweb="tab"] p { font-size: 1rem; font-weight: 600; }
.stMainBlockContainer [data-testid="stTable"] { font-size: 0.875rem; }
</style>"""


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

    controls: DeltaGenerator
    picture: DeltaGenerator
    answer: DeltaGenerator  # beside the figure of a lesson whose question is about that figure: the place of the answer
    _expect: DeltaGenerator
    _question: DeltaGenerator
    _verdict: DeltaGenerator
    _transfer: DeltaGenerator
    _equation: DeltaGenerator
    _source: DeltaGenerator
    _next: DeltaGenerator

    def __init__(self, slug: str, has_figure_first: bool = False, **values: object) -> None:
        """`has_figure_first`: the question is about the figure, so the first step shows it."""
        self.entry: LessonEntry = LESSONS[number_of(slug) - 1]
        self._texts = lesson_text(slug)
        self.worksheet = wanted_worksheet()
        show_task()
        self._state: Mapping[str, Any] = {}
        self._moved: Mapping[str, float] = {}
        with page_row(self.entry.title):
            place = f"Lesson {number_of(slug)} of {len(LESSONS)} · {self.entry.group} · {self.entry.minutes} min"
            st.caption(place)
            _show_neighbours(number_of(slug))
            worksheet_links(page_of(slug), self.worksheet)
            if not self.worksheet:
                self._show_words()
        st.html(WORKSHEET_STYLE if self.worksheet else _STYLE)
        if self.worksheet:
            self._place_on_paper()
        else:
            self._place_in_steps(has_figure_first)
        self._expect.markdown(f"**What to expect.** {self.text('What to expect', **values)}")

    def _show_words(self) -> None:
        """Shows the glossary's entries of the words that a reader meets: after the first answer, those of all steps."""
        is_over = is_done(self.entry, progress_of(person())) or self.entry.slug in _skipped()
        names = self._texts.sections if is_over else ("What to expect", "Question")
        text = " ".join(self._texts.sections.get(name, "") for name in names)
        if entries := entries_in(text):
            with st.popover("Words", icon=":material/dictionary:", help="Words of this lesson, explained"):
                st.markdown("\n\n".join(f"**{entry.title}**: {entry.text}" for entry in entries))

    def _place_on_paper(self) -> None:
        """Makes the places of all parts, one below the other."""
        names = (
            "_expect",
            "_question",
            "_verdict",
            "controls",
            "picture",
            "_transfer",
            "_equation",
            "_source",
            "_next",
        )
        for name in names:
            setattr(self, name, st.container())
        self.answer = self._verdict

    def _place_in_steps(self, has_figure_first: bool) -> None:
        """Makes the places of all parts in three tabs. A check opens the second one, because its key is then new."""
        tries = sum(
            answer.tries for name, answer in progress_of(person()).items() if name in counted_questions(self.entry)
        )
        before = st.session_state.setdefault(f"lab_tries_{self.entry.slug}", tries) if has_figure_first else 0
        is_skipped = self.entry.slug in _skipped()
        start = LESSON_STEPS[tries > before or is_skipped]
        predict, see, transfer = st.tabs(
            LESSON_STEPS, default=start, key=f"steps-{self.entry.slug}-{tries}-{is_skipped:d}"
        )
        first, second = predict.columns([2, 3] if has_figure_first else 2, gap="large")
        side, self.answer = see.columns([2, 3], gap="large")
        self._verdict = side.container()
        self._expect = first.container()
        self._question = (first if has_figure_first else second).container(border=True)
        self.controls = (first if has_figure_first else side).container()
        self.picture = (second if has_figure_first else self.answer).container()
        left, right = transfer.columns(2, gap="large")
        self._transfer, self._next = left.container(border=True), left.container()
        self._equation, self._source = right.container(), right.container()

    def text(self, section: str, **values: object) -> str:
        """A section of the lesson's text, its fields filled with `values`."""
        return self._texts.text(section, **values)

    def then_show(self, **controls: Any) -> None:
        """Gives the values that controls, named by their keys, take after the first check: the state asked about."""
        self._state = controls

    def then_move(self, **values: float) -> None:
        """Gives the values that the controls of the moving picture take after the first check: the state asked about."""
        self._moved = values

    def values(self, *controls: MovingControl) -> dict[str, float]:
        """Returns the values of the moving picture's controls."""
        for old, new in _OLD_NAMES.items():
            if old in st.query_params and new in {control.key for control in controls} - set(st.query_params):
                st.query_params[new] = st.query_params.pop(old)
        return chosen_values(self._moving, controls)

    @property
    def _moving(self) -> str:
        return f"moving-{self.entry.slug}"

    def predict(self, later: Callable[[], Mapping[str, object]] | None = None, /, **values: object) -> None:
        """Asks the lesson's question; ends the page here until it is answered, so that nothing tells the answer.

        The question is in the sections Question, Options and Explanation, and a second one, which asks for the same idea
        elsewhere, in Transfer, Transfer options and Transfer explanation. `later` gives the values of everything after
        the first question; where they take seconds, nobody waits for them before the question.
        """
        if later and self._is_answered():
            values |= later()
            later = None
        is_answered = self.ask(self._read("", not later, **values))
        if self.worksheet == "answers":  # its figure is on paper, where nothing can be moved
            st.session_state.update(self._state)
            set_values(self._moving, self._moved)
        if self.worksheet == "questions":
            self.transfer(**values)
            end_page()
        if not is_answered and not self.worksheet:
            self._hide()
        self.transfer(**values)

    @property
    def is_transferred(self) -> bool:
        """True once the second question was answered: only then may the page show what it asks for."""
        return bool(self.worksheet) or f"{self.entry.slug}_transfer" in progress_of(person())

    def transfer(self, **values: object) -> None:
        """Asks the second question, from the sections Transfer, Transfer options and Transfer explanation."""
        self.ask(self._read("Transfer ", **values), "transfer")

    def _is_answered(self) -> bool:
        """True where the page shows more than the lesson's first question."""
        known = progress_of(person()).get(self.entry.slug)
        return bool(self.worksheet or known or self.entry.slug in _skipped())

    def _read(self, prefix: str, has_explanation: bool = True, /, **values: object) -> Question:
        section = (lambda name: f"{prefix}{name}".capitalize()) if prefix else str
        options = self._texts.options(section("Options"), **values)
        text = self._texts.line("Transfer" if prefix else "Question", **values)
        explanation = self.text(section("Explanation"), **values) if has_explanation else ""
        return Question(text, options.texts, options.answer, explanation, options.feedback)

    def _hide(self) -> None:
        """Shows what is to come in the later steps; ends the page unless the visitor wants to see it at once."""
        if self.entry.slug in _skipped():
            return
        self.wait()
        with self._expect:
            st.markdown("A prediction first helps to remember. Only your first answer counts; later ones are practice.")
            if st.button(
                "Show without predicting",
                key=f"skip_{self.entry.slug}",
                icon=":material/visibility:",
                help="The answer appears at once. Your first answer then does not count as right.",
            ):
                _skip(self.entry.slug)
                st.rerun()
        end_page()

    def wait(self) -> None:
        """Shows in the later steps that the question comes first."""
        if self.worksheet:
            return
        self._verdict.markdown(f"**The answer appears here after your prediction.** Go back to *{LESSON_STEPS[0]}*.")
        self._transfer.markdown(
            f"**A second question appears here after your prediction.** Go back to *{LESSON_STEPS[0]}*."
        )

    def ask(self, question: Question, part: str = "") -> Answer | None:
        """Asks a question and, once it was answered, shows the explanation; the visitor's answers to it so far.

        `part` separates the questions of a lesson that has several.
        """
        is_transfer = part == "transfer"
        place = self._transfer if is_transfer else self._question
        if self.worksheet:
            with place:
                show_question(question.text, question.options, question.answer, question.explanation, self.worksheet)
            return None
        name = "_".join(filter(None, (self.entry.slug, part)))
        known = progress_of(person()).get(name)
        latest = question.options[known.latest] if known and known.latest < len(question.options) else None
        if latest is not None:
            with place if is_transfer else self._verdict:
                _show_answer(latest, question)
        with place:
            if latest is None:
                st.markdown("**Use it elsewhere**" if is_transfer else "**Predict, then check**")
            practice = st.expander("Answer again, for practice") if latest and is_transfer else st.container()
            with practice:
                if latest and not is_transfer:
                    st.markdown(f"**Answer again, for practice.** Your first answer counts. See *{LESSON_STEPS[1]}*.")
                self._offer(question, name, latest)
        return known

    def _offer(self, question: Question, name: str, latest: str | None) -> None:
        """Shows the options and the button; stores the answer that was checked and starts the page again with it."""
        order = shuffled(question.options, f"{person()} {name}")
        guess = st.radio(question.text, order, order.index(latest) if latest else None, key=f"guess_{name}")
        is_checked = st.button("Check", key=f"check_{name}", disabled=guess is None, icon=":material/check:")
        if not (is_checked and guess):
            return
        place, right = question.options.index(guess), question.options.index(question.answer)
        known = note_answer(person(), name, place, right, was_shown=self._was_shown(name))
        if progress_of(person()).get(name) != known:
            st.error("The answer could not be stored. Tell the person who runs the server that its disk may be full.")
            return
        if name in counted_questions(self.entry) and known.tries == 1:
            st.session_state.update(self._state)
            set_values(self._moving, self._moved)
        st.rerun()

    def _was_shown(self, question: str) -> bool:
        """Returns True if the page has shown the answer of a question before anybody answered it."""
        return self.entry.slug in _skipped() and question in counted_questions(self.entry)

    def show(
        self, figure: go.Figure, place: DeltaGenerator | None = None, alt: str = "Alt text", /, **values: object
    ) -> None:
        """Shows the lesson's figure, with the section `alt` for people who cannot see it."""
        alt = self._texts.line(alt, **values)
        place = place or self.picture
        place.plotly_chart(figure, height="stretch", theme="streamlit", key="figure", alt=alt, config=PLOT_CONFIG)

    def show_moving(
        self,
        picture: str,
        controls: Sequence[MovingControl],
        data: Mapping[str, Any] | None = None,
        alt: str = "Alt text",
        /,
        **values: object,
    ) -> None:
        """Shows a picture of assets/js/lesson, which moves in the browser, with the section `alt` of the text."""
        words = self._texts.line(alt, **values)
        with self.picture:
            lesson_picture(self._moving, picture, controls, self.values(*controls), data or {}, words)

    def result(self, **values: object) -> None:
        """Shows the section "Result" below the figure: the numbers that were computed."""
        self.picture.markdown(self.text("Result", **values))

    def notes(self, is_folded: bool = False, /, **values: object) -> None:
        """Shows the section "Notes" below the figure, in small letters; folded: behind a button, where it has no room."""
        place = self.picture.popover("About these numbers", icon=":material/info:") if is_folded else self.picture
        place.caption(self.text("Notes", **values))

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
        """Shows "What to try next" once the second question was answered; a link to `page` of the app, and the papers.

        The section "Link" is the text of the link, `address` its parameters.
        """
        with self._next:
            if self.is_transferred:  # it may tell the answer of the second question
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


def _skip(slug: str) -> None:
    """Notes that the visitor wants to see a lesson without a prediction: with the answers, so that a reload forgets nothing."""
    st.session_state.setdefault("lab_skipped", set()).add(slug)  # for a full disk
    note_answer(person(), f"{slug}{_SHOWN}", 0, 0)


def _skipped() -> set[str]:
    """The lessons that the visitor wants to see without a prediction."""
    noted = {name.removesuffix(_SHOWN) for name in progress_of(person()) if name.endswith(_SHOWN)}
    here: set[str] = st.session_state.get("lab_skipped", set())
    return noted | here
