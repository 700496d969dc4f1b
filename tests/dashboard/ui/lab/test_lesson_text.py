"""The text of a lesson: sections, fields and options, and errors that name the file and the section."""

import pytest

from dashboard.ui.lab.lesson_text import REQUIRED, ROOT, LessonText

OPTIONS = "# Options\n\n- [ ] One.\n- [x] {{right:.1f}}\n- [ ] None.\n"
EQUATION = "$$\n\\frac{a}{b} \\\\\n= c\n$$"


@pytest.fixture
def written(tmp_path):
    """Writes a text with all required sections; those that are passed replace them or, with None, are left out."""

    def write(more="", **changed):
        bodies = {name: EQUATION if name == "Equation" else f"The {name}." for name in REQUIRED}
        bodies |= {name.replace("_", " "): body for name, body in changed.items()}
        path = tmp_path / "example.md"
        path.write_text("".join(f"# {name}\n\n{body}\n\n" for name, body in bodies.items() if body is not None) + more)
        return path

    return write


def test_fields_are_replaced_by_formatted_values_and_single_braces_are_kept(written):
    text = LessonText(written(Result="The KL is {{kl:.2f}} of {{ count }} in $x_{a}$."))
    assert text.text("Result", kl=1.2345, count=10, unused=1) == "The KL is 1.23 of 10 in $x_{a}$."


def test_a_value_that_looks_like_a_field_is_not_replaced_again(written):
    assert LessonText(written(Result="{{a}}")).text("Result", a="{{b}}", b=1) == "{{b}}"


def test_a_line_joins_the_lines_of_a_section(written):
    text = LessonText(written(Question="One line.\nAnother one."))
    assert text.line("Question") == "One line. Another one."
    assert text.text("Question") == "One line.\nAnother one."


def test_options_have_one_answer_and_their_fields_are_filled(written):
    assert LessonText(written(OPTIONS)).options(right=1.26) == (("One.", "1.3", "None."), "1.3", ("", "", ""))


def test_indented_lines_below_an_option_say_what_it_gets_wrong(written):
    text = "- [ ] One.\n  Too few,\n  by {{missing}}.\n- [x] Two."
    assert LessonText(written(Options=text)).options(missing=1).feedback == ("Too few, by 1.", "")


def test_the_equation_is_what_stands_between_the_dollars(written):
    assert LessonText(written()).equation() == "\\frac{a}{b} \\\\\n= c"


@pytest.mark.parametrize(
    ("more", "changed", "values", "message"),
    [
        ("", {"Question": None}, None, r'example\.md, section "Question": it is missing; add a line'),
        ("# Question\n\nAgain?\n", {}, None, r'example\.md, section "Question": it is there twice'),
        ("", {"Result": " "}, None, r'section "Result": it is empty'),
        ("", {"Result": "{{rate}}"}, {}, r'section "Result": no value for the field {{rate}}; pass rate=\.\.\.'),
        ("", {"Result": "{{rate:.2f}}"}, {"rate": "x"}, r"the field {{rate:\.2f}} does not fit its value 'x'"),
        ("", {}, {}, r'section "Result": it is missing'),
    ],
)
def test_an_error_names_the_file_the_section_and_the_cure(written, more, changed, values, message):
    def read():
        text = LessonText(written(more, **changed))
        return text if values is None else text.text("Result", **values)

    with pytest.raises(ValueError, match=message):
        read()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("- [ ] One.\n- [ ] Two.", "0 options are marked as right; mark one"),
        ("- [x] One.\n- [x] Two.", "2 options are marked as right; mark one"),
        ("- One.\n- [x] Two.", "the line '- One.' is no option; write"),
    ],
)
def test_options_without_one_right_answer_are_refused(written, options, message):
    with pytest.raises(ValueError, match=message):
        LessonText(written(Options=options)).options()


def test_an_equation_without_dollars_and_a_text_before_the_first_heading_are_refused(written, tmp_path):
    with pytest.raises(ValueError, match="must stand between two lines"):
        LessonText(written(Equation="x = y")).equation()
    path = written()
    path.write_text("Hello\n" + path.read_text())
    with pytest.raises(ValueError, match="before the first heading"):
        LessonText(path)


def test_an_error_names_a_lesson_by_its_path_in_the_project():
    with pytest.raises(ValueError, match=r'^pages/lab/texts/kl\.md, section "No such": '):
        LessonText(ROOT / "pages" / "lab" / "texts" / "kl.md").text("No such")
