"""Each lesson as Streamlit runs it, and one contract over all of them."""

import ast
import functools
import hashlib
import inspect
import re
from pathlib import Path

import pytest

from dashboard.classroom.progress import progress_of
from dashboard.ui.lab import bundled_runs
from dashboard.ui.lab.clinic import BY_LETTER, SIGNS
from dashboard.ui.lab.lesson import LESSON_STEPS, Question, shuffled, statement
from dashboard.ui.lab.lesson_list import GROUPS, LESSONS, number_of, page_of
from dashboard.ui.lab.lesson_text import REQUIRED, LessonText
from tests.support.lessons import SLUGS, asked, figures, guess, moving, shown
from tests.support.pages import opened
from tests.support.paths import ROOT
from vae_core.nn.losses import gaussian_kl

OPTIONS = re.compile(r"- \[([ x])\] (.+)((?:\n  .+)*)")
CONTROLS = ("slider", "select_slider", "selectbox", "toggle", "button_group")
HEAVY = {"holes", "three_planes"}  # their figures compare all images of MNIST, which takes 2 s to 5 s
NEXT = "**What to try next.**"
PARTS = ("**What to expect.**", "**Predict, then check**", "**The equation**", "**The line that computes it**")


@pytest.fixture(params=[pytest.param(slug, marks=pytest.mark.slow) if slug in HEAVY else slug for slug in SLUGS])
def slug(request):
    return request.param


@pytest.mark.parametrize(("slug", "slow"), [("holes", "holes_of"), ("three_planes", "mnist_planes")])
def test_a_question_waits_for_no_long_computation(slug, slow, monkeypatch):
    def computed(*_):
        raise AssertionError(f"{slow} was computed before the question")

    monkeypatch.setattr(bundled_runs, slow, computed)
    page = opened(page_of(slug))
    assert not page.exception
    assert asked(page, slug)[0].options


def words_of(app):
    """The text of the popover with the lesson's words."""
    return " ".join(
        element.value for element in app.markdown if element.value.startswith("**") and "**: " in element.value
    )


def test_a_lesson_explains_the_words_of_its_question_and_after_an_answer_those_of_all_steps():
    app = opened(page_of("noise_channel"))
    assert "**Encoder**" in words_of(app)
    assert "**Nat**" not in words_of(app)  # a word of the result
    guess(app, "noise_channel", asked(app, "noise_channel")[0].options[0])
    assert "**Nat**" in words_of(app)


def test_what_the_second_question_asks_for_is_shown_after_its_answer():
    app = shown(opened(page_of("depth")), "depth")
    assert {trace.get("name") for trace in figures(app)[0]["data"]} & {"training images", "test images"} == {
        "training images"
    }
    radio = next(radio for radio in app.radio if radio.key == "guess_depth_transfer")
    radio.set_value(radio.options[0]).run()
    app.button(key="check_depth_transfer").click().run()
    assert "test images" in {trace.get("name") for trace in figures(app)[0]["data"]}
    assert any(element.value.startswith(NEXT) for element in app.markdown)


def test_an_answer_after_show_without_predicting_is_no_right_prediction():
    app = shown(opened(page_of("kl")), "kl")
    del app.session_state["lab_skipped"]  # as a reload does
    app.run()
    for option in asked(app, "kl")[0].options:
        guess(app, "kl", option)
    known = progress_of(person_of(app))["kl"]
    assert known.was_shown
    assert not known.is_first_right


@functools.cache
def seen(slug):
    """A lesson with its figure, for tests that only look."""
    return shown(opened(page_of(slug)), slug)


def person_of(app):
    """The id of the visitor of a page, as `dashboard.ui.session.person` makes it from the session."""
    return hashlib.sha256(app.session_state["person"].encode()).hexdigest()[:32]


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
    second = "lesson.transfer(" if slug == "clinic" else "lesson.predict("
    optional |= dict.fromkeys(("Transfer", "Transfer options", "Transfer explanation"), second)
    for name in set(LessonText(path).sections) - set(REQUIRED):
        named = optional.get(name, f'"{name}"' if name.startswith("Alt text of") else f'lesson.text("{name}"')
        assert named in source or (name.startswith("Step ") and 'lesson.text(f"Step {step}"' in source), name


def test_every_wrong_option_has_feedback_and_every_lesson_a_second_question_and_a_source(slug):
    app = seen(slug)
    text = LessonText(ROOT / "pages" / "lab" / "texts" / f"{slug}.md")
    for name in {"Options", "Transfer options"} & set(text.sections):
        options = OPTIONS.findall(text.sections[name])
        assert [mark for mark, _, _ in options].count("x") == 1
        assert len(options) == 3, name
        assert [option for mark, option, feedback in options if mark == " " and len(feedback.split()) < 5] == []
    assert "Transfer options" in text.sections
    assert ("Options" in text.sections) != (slug == "clinic")
    assert any(re.fullmatch(r"Source: .*\b(19|20)\d\d\b.*", caption.value) for caption in app.caption)


def test_every_fault_of_the_clinic_has_a_sign():
    assert set(SIGNS) == {fault.name for fault in BY_LETTER.values()}


def test_the_state_after_the_check_is_that_of_controls_which_the_lesson_has(slug):
    calls = [node for node in ast.walk(ast.parse(source_of(slug))) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func) == "lesson.then_show"]
    if not named:
        return
    app = opened(page_of(slug))
    guess(app, slug, asked(app, slug)[0].options[0])
    assert not app.exception
    controls = {control.key: control.value for kind in CONTROLS for control in app.get(kind)}
    for keyword in named[0].keywords:
        assert keyword.arg in controls, keyword.arg
        if isinstance(keyword.value, ast.Constant):
            assert controls[keyword.arg] == keyword.value.value


def test_the_picture_that_moves_shows_the_state_asked_about_after_the_check(slug):
    calls = [node for node in ast.walk(ast.parse(source_of(slug))) if isinstance(node, ast.Call)]
    named = [call for call in calls if ast.unparse(call.func) == "lesson.then_move"]
    if not named:
        return
    app = opened(page_of(slug))
    guess(app, slug, asked(app, slug)[0].options[0])
    assert not app.exception
    asked_about = {keyword.arg: ast.literal_eval(keyword.value) for keyword in named[0].keywords}
    sent = moving(app)[0]
    assert sent["values"] | asked_about == sent["values"]
    limits = {control["key"]: control for control in sent["controls"]}
    assert all(limits[key]["low"] <= value <= limits[key]["high"] for key, value in asked_about.items())


def test_a_lesson_opens_with_its_five_parts_and_a_picture_in_words(slug):
    app = seen(slug)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [LESSONS[number_of(slug) - 1].title]
    said = [element.value for element in app.markdown]
    assert [part for part in PARTS if not any(text.startswith(part) for text in said)] == []
    assert not any(text.startswith(NEXT) for text in said)  # it may tell the answer of the second question
    words = [chart.proto.alt for chart in app.get("plotly_chart")] + [picture["alt"] for picture in moving(app)]
    assert words
    assert min(map(len, words)) > 60
    assert [tab.label for tab in app.tabs] == list(LESSON_STEPS)
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
    app = shown(opened(page_of(slug)), slug)
    before = figures(app)
    if app.slider:
        slider = app.slider[0]
        app = slider.set_value(slider.max if slider.value != slider.max else slider.min).run()
    elif app.select_slider:
        chosen = app.select_slider[0]
        app = chosen.set_value(chosen.options[0 if chosen.value != chosen.options[0] else -1]).run()
    else:  # its controls are in the browser, where tests/browser moves them
        assert moving(app)
        return
    assert not app.exception
    assert figures(app) != before


@pytest.mark.slow
def test_only_the_first_prediction_counts(slug, runs):
    app = opened(page_of(slug))
    radio, button = asked(app, slug)
    question = radio.key.removeprefix("guess_")
    assert button.disabled
    right = answer_of(app, slug)
    known = progress_of(person_of(app))[question]
    assert known.latest == known.right
    assert known.is_first_right == (known.tries == 1)
    guess(app, slug, next(option for option in radio.options if option != right))
    assert f"The answer is: **{right}**" in app.info[0].value
    again = progress_of(person_of(app))[question]
    assert again.first == known.first
    assert again.tries == known.tries + 1


def test_before_the_prediction_nothing_is_shown_that_could_tell_the_answer(slug, runs):
    app = opened(page_of(slug))
    if slug == "clinic":  # its question is about the figure: the fault of this patient
        assert not any("The wrong line" in text.value for text in app.markdown)
        return
    assert not app.exception
    for kind in ("plotly_chart", "imgs", "table", "dataframe", "latex", "code", "slider", "select_slider", "toggle"):
        assert not app.get(kind), kind
    assert moving(app) == []
    radio, _ = asked(app, slug)
    texts = [element.value for element in (*app.markdown, *app.caption, *app.title)]
    for option in radio.options:
        assert not any(option.strip(".") in text for text in texts), option


def test_an_answer_that_cannot_be_stored_is_named_with_the_person_who_can_help(runs, monkeypatch):
    def refuse(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.classroom.progress.write_json", refuse)
    app = opened(page_of("kl"))
    guess(app, "kl", asked(app, "kl")[0].options[0])
    assert [error.value for error in app.error] == [
        "The answer could not be stored. Tell the person who runs the server that its disk may be full."
    ]


def test_an_older_address_of_a_moving_picture_gives_its_value():
    app = shown(opened(page_of("kl"), shown_sd="2"), "kl")
    assert moving(app)[0]["values"] == {"mean": 1.0, "sd": 2.0}


def test_the_figure_follows_the_check_and_the_order_of_the_options_is_the_person_s_own(runs):
    app = opened(page_of("sparse"))
    guess(app, "sparse", asked(app, "sparse")[0].options[0])
    assert figures(app)
    assert app.select_slider(key="weight").value == "100"  # which the question asks about
    orders = {tuple(shuffled(("a", "b", "c"), f"{person} sparse")) for person in range(50)}
    assert len(orders) == 6
    assert shuffled(("a", "b", "c"), "one sparse") == shuffled(("a", "b", "c"), "one sparse")


def test_the_lessons_are_in_groups_and_build_on_earlier_ones():
    groups = list(dict.fromkeys(entry.group for entry in LESSONS))
    assert groups == list(GROUPS)
    assert [entry.group for entry in LESSONS] == sorted((entry.group for entry in LESSONS), key=groups.index)
    for entry in LESSONS:
        assert entry.minutes > 0
        assert all(number_of(slug) < number_of(entry.slug) for slug in entry.after), entry.slug


def test_the_contents_lists_every_lesson_and_what_was_predicted(runs):
    app = opened("learn.py")
    links = {link.proto.page for link in app.get("page_link")}
    assert set(SLUGS) <= links
    first = opened(page_of("kl"))
    answer_of(first, "kl")
    first.switch_page("learn.py").run()
    assert any(text.value.endswith((" · done", " · first answer right")) for text in first.caption)


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
    with pytest.raises(ValueError, match="choose from round_trip"):
        number_of("bayes")


@pytest.mark.parametrize("slug", ["kl", "sparse", "clinic"])
def test_a_worksheet_has_boxes_and_answers_only_where_they_are_wanted(slug):
    texts = {}
    for kind in ("questions", "answers"):
        app = opened(page_of(slug), worksheet=kind)
        assert not app.exception
        assert not app.radio
        texts[kind] = "\n".join(element.value for element in app.markdown)
    assert texts["questions"].count("☐") >= 6
    assert "☑" not in texts["questions"]
    assert "**Answer.**" not in texts["questions"]
    assert texts["answers"].count("☑") == texts["answers"].count("**Answer.**") == 2
