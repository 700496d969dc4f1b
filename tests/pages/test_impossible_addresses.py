"""Values of the address that a page does not have: each control that is bound to the address says so, and no other value."""

import ast
import functools
from pathlib import Path

import pytest

from dashboard.ui.lab.lesson_list import page_of
from tests.support.lessons import SLUGS, asked, guess, moving, shown
from tests.support.pages import opened
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

USE = ("generate", "denoise", "anomalies", "disentanglement")
# Each page, and again where an address shows other controls.
CASES = [
    *((page_of(slug), {}) for slug in SLUGS),
    (page_of("holes"), {"shown_view": "Four priors"}),
    (page_of("reparameterisation"), {"view": "Samples of an image"}),
    *((page, {}) for page in (*USE, "data", "runs", "compare")),
    ("train", {"model": "info_vae"}),
    ("train", {"length": "epochs"}),
]
MOVING = [slug for slug in SLUGS if "show_moving" in (ROOT / "pages" / page_of(slug)).read_text("utf-8")]
NOTES, NOTE = "The address of this page was not understood in full", "In the address, "
NUMBERS = ("slider", "number_input")


def _page(page, **address):
    """The page of that name with its controls, and all that it said of its address."""
    app = opened(page, **address)
    said = _said(app)
    if any((button.key or "").startswith("skip_") for button in app.button):
        app = shown(app, Path(page).stem)
        said += _said(app)
    assert not app.exception, [each.value for each in app.exception]
    return app, said


def _said(app):
    """The notes of the page on its address, one each, as a person reads them; errors of fields are another matter."""
    listed = [line[2:] for each in app.warning if each.value.startswith(NOTES) for line in each.value.splitlines()[2:]]
    notes = [each.value.removeprefix(NOTE) for each in app.toast if each.value.startswith(NOTE)]
    return [note.replace("\\", "") for note in listed + notes]


@functools.cache
def _controls(page, **address):
    """The controls of the page that are bound to the address, by their parameter."""
    app = _page(page, **address)[0]
    bound = app.session_state._state._state.query_params._bindings_by_param
    kinds = (
        "slider",
        "select_slider",
        "selectbox",
        "button_group",
        "toggle",
        "multiselect",
        "number_input",
        "text_input",
    )
    found = {control.key: (kind, control) for kind in kinds for control in app.get(kind) if control.key in bound}
    assert found.keys() == bound.keys()
    return found


def _options(control):
    return [getattr(option, "content", option) for option in control.proto.options]


def _starts_at(kind, control):
    """The start value as an address has it; None where that is nothing."""
    default = control.proto.default
    if kind in ("select_slider", "button_group"):
        return _options(control)[int(default[0])]
    if kind == "selectbox":
        return _options(control)[default]
    if kind == "slider":
        return f"{default[0]:g}"
    if kind == "toggle":
        return str(default).lower()
    return None if kind == "multiselect" else str(default) or None


def _another(kind, control):
    """A value that the control can hold, where possible not the start value; None where it has none."""
    if kind in ("select_slider", "selectbox", "button_group", "multiselect"):
        return _options(control)[-1] if control.proto.options else None
    if kind == "slider":
        return f"{control.proto.max:g}"
    if kind == "number_input":
        return "1" if control.proto.data_type == control.proto.INT else f"{0.9 * control.proto.default:g}"
    return {"toggle": str(not control.proto.default).lower(), "text_input": "64"}[kind]


def _sources():
    """The syntax tree of each file of the pages and of what they share, by its path."""
    paths = [path for folder in ("pages", "dashboard") for path in (ROOT / folder).rglob("*.py")]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _calls():
    return [(path, node) for path, tree in _sources().items() for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_the_cases_show_every_control_that_the_source_binds(runs):
    keys = set()
    for _, call in _calls():
        words = {word.arg: word.value for word in call.keywords}
        if "bind" in words and isinstance(words.get("key"), ast.Constant):
            keys.add(words["key"].value)
    assert len(keys) > 30
    seen = set()
    for page, address in CASES:
        seen |= _controls(page, **address).keys()
    assert keys <= seen


@pytest.mark.parametrize(("page", "address"), CASES)
def test_each_control_says_which_value_it_does_not_have(page, address, runs):
    controls = {name: known for name, known in _controls(page, **address).items() if name not in address}
    numbers = [name for name, (kind, _) in controls.items() if kind in NUMBERS]
    choices = [name for name, (kind, _) in controls.items() if kind != "text_input"]
    for wrong, names in (("nonsense*", choices), ("inf", numbers), ("1" + 400 * "0", numbers)):
        asks = dict.fromkeys(names, wrong)
        said = _page(page, **address, **asks, utm_source="nobody")[1]
        assert len(said) == len(asks), said
        assert not any("utm_source" in note for note in said)
        if page != "train":  # which has its own words
            assert {note.partition(" is ")[0] for note in said} == asks.keys()
            first = wrong if len(wrong) < 24 else wrong[:23] + "…"
            assert all(f" is {first}, which this page does not have; it " in note for note in said)


@pytest.mark.parametrize(("page", "address"), CASES)
def test_values_that_a_control_has_give_no_note(page, address, runs):
    controls = {name: known for name, known in _controls(page, **address).items() if name not in address}
    for value in (_starts_at, _another):
        texts = {name: value(*known) for name, known in controls.items()}
        assert _page(page, **address, **{name: text for name, text in texts.items() if text is not None})[1] == []


@pytest.mark.parametrize("slug", MOVING)
def test_moving_pictures_say_which_value_they_do_not_have(slug, runs):
    page = page_of(slug)
    pictures = moving(_page(page)[0])
    controls = {control["key"]: control for picture in pictures for control in picture["controls"]}
    assert controls
    for wrong in ("nonsense", "nan", "1e999"):
        said = _page(page, **dict.fromkeys(controls, wrong))[1]
        assert {note.partition(" is ")[0] for note in said} == controls.keys()
        assert len(said) == len(controls)
    for value in ("start", "low", "high"):
        assert not _page(page, **{name: str(control[value]) for name, control in controls.items()})[1]


def test_a_note_gives_the_value_shown_and_is_shown_once():
    app = opened("lab/kl_direction", apart="abc")
    assert not app.toast
    app = shown(app, "kl_direction")
    assert _said(app) == ["apart is abc, which this page does not have; it shows 5."]
    assert not _said(app.run())


def test_the_start_value_in_other_words_gives_no_note():
    for asks in ({"shown_beta": "1"}, {"averaged": "FALSE"}):
        assert not _page("lab/effective_beta", **asks)[1]
    assert not _page("lab/holes", shown_view="Four priors", opened_prior="vamp")[1]  # its code, not its title
    assert not _page("runs", order="Newest", find="nothing", only_data="")[1]


def test_a_slider_that_the_page_moves_after_the_check_gives_no_note():
    app = opened("lab/sparse", weight="0", image="4")
    guess(app, "sparse", asked(app, "sparse")[0].options[0])
    assert app.get("select_slider")
    assert not app.toast


def test_an_address_that_follows_in_the_same_session_gives_no_note():
    app = opened("lab/kl_direction", apart="abc")
    del app.query_params["apart"]
    assert not _said(shown(app, "kl_direction"))


def test_a_long_value_with_markup_is_cut_and_shown_as_text():
    note = opened("runs", order="![x](http://example.org/a.png)" + 80 * "y").toast[0].value
    assert "](" not in note
    assert len(note) < 200


def test_a_value_is_explained_also_where_the_page_ends_early():
    app = opened("lab/em", worksheet="*")
    assert _said(app) == ["worksheet is *, which this page does not have; it shows the lesson."]


def test_pages_end_by_end_page():
    """`st.stop` keeps the notes on the address from being shown."""
    found = {path for path, call in _calls() if ast.unparse(call.func) == "st.stop"}
    assert found == {ROOT / "dashboard" / "ui" / "addresses.py"}
