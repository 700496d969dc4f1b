"""Each lesson as Streamlit runs it, and one contract over all of them."""

import ast
import functools
import inspect
import re
from pathlib import Path

import pytest

from dashboard.ui.lab.lesson import Question, statement
from dashboard.ui.lab.lesson_text import REQUIRED, LessonText
from dashboard.ui.lab.lessons import LESSONS, number_of, page_of
from tests.support.lessons import SLUGS, asked, figures, guess
from tests.support.pages import opened
from tests.support.paths import ROOT
from vae_core.nn.losses import gaussian_kl

PARTS = ("**What to expect.**", "**Predict, then check**", "**The equation**", "**The line that computes it**")


@pytest.fixture(params=SLUGS)
def slug(request):
    return request.param


@functools.cache
def seen(slug):
    """A lesson as it opens, for tests that only look."""
    return opened(page_of(slug))


def source_of(slug):
    return (ROOT / "pages" / page_of(slug)).read_text()


def answer_of(app, slug):
    """The option that is right: the one after which the page confirms it."""
    for option in asked(app, slug)[0].options:
        guess(app, slug, option)
        if app.success:
            return option
    raise AssertionError("no option is right")


def test_every_lesson_is_a_page_and_a_text_and_there_are_no_others():
    for kind in ("*.py", "texts/*.md"):
        assert {path.stem for path in (ROOT / "pages" / "lab").glob(kind)} == set(SLUGS), kind
    assert len(SLUGS) == len(set(SLUGS))


def test_a_lesson_is_short_and_imports_no_other_page(slug):
    assert len(source_of(slug).splitlines()) < 80
    modules = {node.module for node in ast.walk(ast.parse(source_of(slug))) if isinstance(node, ast.ImportFrom)}
    assert not any((module or "").startswith("pages") for module in modules)


def test_every_section_of_a_lessons_text_is_shown(slug):
    path = ROOT / "pages" / "lab" / "texts" / f"{slug}.md"
    source = source_of(slug)
    optional = {"Options": "lesson.predict(", "Result": "lesson.result(", "Notes": "lesson.notes(", "Link": '.py"'}
    for name in set(LessonText(path).sections) - set(REQUIRED):
        named = optional.get(name, f'lesson.text("{name}"')
        assert named in source or (name.startswith("Step ") and 'lesson.text(f"Step {step}")' in source), name


def test_a_lesson_opens_with_its_five_parts_and_a_picture_in_words(slug):
    app = seen(slug)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [LESSONS[number_of(slug) - 1].title]
    said = [element.value for element in app.markdown]
    assert [part for part in (*PARTS, "**What to try next.**") if not any(text.startswith(part) for text in said)] == []
    assert len(app.get("plotly_chart")) >= 1
    assert all(len(chart.proto.alt) > 60 for chart in app.get("plotly_chart"))
    assert len(app.latex) == 1


def test_names_of_the_code_that_the_symbols_explain_are_in_the_code(slug):
    symbols = LessonText(ROOT / "pages" / "lab" / "texts" / f"{slug}.md").text("Symbols")
    assert [name for name in re.findall(r"`(\w+)`", symbols) if name not in seen(slug).code[0].value] == []


def test_the_code_a_lesson_shows_stands_in_the_file_and_line_it_names(slug):
    app = seen(slug)
    place = next(text.value for text in app.caption if text.value.startswith("From "))
    file, line = place.removeprefix("From ").split(", line ")
    first = app.code[0].value.splitlines()[0]
    assert (ROOT / file).read_text().splitlines()[int(line) - 1].strip() == first
    assert file.startswith("vae_core/")


@pytest.mark.slow
def test_moving_the_main_control_changes_the_figures_numbers(slug, runs):
    app = opened(page_of(slug))
    before = figures(app)
    if app.slider:
        slider = app.slider[0]
        app = slider.set_value(slider.max if slider.value != slider.max else slider.min).run()
    else:
        chosen = app.select_slider[0]
        app = chosen.set_value(chosen.options[0 if chosen.value != chosen.options[0] else -1]).run()
    assert not app.exception
    assert figures(app) != before


@pytest.mark.slow
def test_a_wrong_prediction_shows_the_answer_and_a_right_one_counts(slug, runs):
    app = opened(page_of(slug))
    radio, button = asked(app, slug)
    assert button.disabled
    right = answer_of(app, slug)
    assert app.session_state["lab_right"] == {slug: True}
    guess(app, slug, next(option for option in radio.options if option != right))
    assert app.info[0].value.startswith(f"The answer is: **{right}**\n")
    assert app.session_state["lab_right"] == {slug: True}


def test_the_contents_lists_every_lesson_and_what_was_predicted(runs):
    app = opened("learn.py")
    links = {link.proto.page for link in app.get("page_link")}
    assert set(SLUGS) <= links
    first = opened(page_of("kl"))
    answer_of(first, "kl")
    first.switch_page("learn.py").run()
    assert any(text.value.endswith(" · answered correctly") for text in first.caption)


def test_every_control_of_a_lesson_stands_in_the_address(slug):
    calls = [node for node in ast.walk(ast.parse(source_of(slug))) if isinstance(node, ast.Call)]
    widgets = ("slider", "select_slider", "toggle", "segmented_control", "selectbox")
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in widgets:
            assert {"key", "bind"} <= {keyword.arg for keyword in call.keywords}, ast.unparse(call)


def test_a_statement_is_found_in_the_source_as_it_stands():
    found = statement(gaussian_kl, "return")
    assert found.code.startswith("return 0.5 *")
    line = int(found.place.split("line ")[1])
    assert Path(inspect.getsourcefile(gaussian_kl)).read_text().splitlines()[line - 1].strip() == found.code
    with pytest.raises(ValueError, match="quote its source"):
        statement(gaussian_kl, "no such words")


def test_a_question_whose_answer_is_no_option_is_refused():
    with pytest.raises(ValueError, match="not among the options"):
        Question("?", ("a", "b"), "c", "")


def test_an_unknown_lesson_is_refused_with_the_list():
    with pytest.raises(ValueError, match="choose from five_steps"):
        number_of("bayes")
