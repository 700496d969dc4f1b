"""Every lesson done from start to end in a real browser, and every equation of the lessons as a browser sets it."""

import re
import time

import pytest

from dashboard.ui.lab.lesson_list import LESSONS
from tests.support.axe import assert_no_barrier_in_either_theme
from tests.support.waiting import PATIENCE, address_changed, answered, laid_out, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for pages that compute and, in the clinic, train"),
]
SLUGS = [entry.slug for entry in LESSONS]
TITLES = {entry.slug: entry.title for entry in LESSONS}
# The numbers of all figures: what a person would see change, without the theme and the sizes of the window.
NUMBERS = """() => JSON.stringify([[...document.querySelectorAll('.js-plotly-plot')].map(plot =>
  (plot.data ?? []).map(({x, y, z, text}) => [x, y, z, text])),
  [...document.querySelectorAll('*')].map(({shadowRoot}) =>
    shadowRoot?.querySelector('.lesson-plot > svg')?.innerHTML).filter(Boolean)])"""
# Those whose ring is dragged; the test below drags that of another lesson.
DRAGGED = {"beta", "latent_model", "linear_lab", "noise_channel"}
# Of a slider of HTML, or of Streamlit.
VALUE = "slider => Number(slider.value ?? slider.ariaValueNow)"
AT_ITS_END = f"slider => ({VALUE})(slider) === Number(slider.max ?? slider.ariaValueMax)"
# How much of the page is below the window.
HIDDEN = "() => { const main = document.querySelector('.stMain'); return main.scrollHeight - main.clientHeight; }"
# How much of the page is beside the window.
BESIDE = "() => { const main = document.querySelector('.stMain'); return main.scrollWidth - main.clientWidth; }"
# KaTeX writes what it does not know in this red; and a line wider than its place would be cut off.
UNREADABLE = """() => [...document.querySelectorAll('[data-testid=stMarkdownContainer] .katex-display')].filter(equation =>
  equation.querySelector('.katex-error, [style*="rgb(204, 0, 0)"], [style*="#cc0000"]')
  || [...equation.querySelectorAll('.base')].some(part => part.getBoundingClientRect().width > equation.clientWidth + 1))
  .map(equation => equation.textContent)"""

# Words of a picture that touch others or end outside of it; not the numerals among points, nor what is written at an angle.
CROWDED = """figures => figures.flatMap((figure) => {
  const edges = figure.getBoundingClientRect();
  const words = [...figure.querySelectorAll('text')]
    .filter((text) => text.textContent.trim().length > 2 && !/rotate\\(-?[1-9]/.test(text.getAttribute('transform')))
    .map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0);
  const shared = (a, b, low, high) => Math.min(a.box[high], b.box[high]) - Math.max(a.box[low], b.box[low]);
  const outside = words.filter(({ box }) => box.left < edges.left - 2 || box.right > edges.right + 2);
  const touching = words.flatMap((a, at) => words.slice(at + 1)
    .filter((b) => shared(a, b, 'left', 'right') > 1 && shared(a, b, 'top', 'bottom') > 4)
    .map((b) => `${a.said} / ${b.said}`));
  return [...outside.map(({ said }) => `${said} ends outside`), ...touching];
})"""


def settled(page):
    answered(page)
    page.locator(".js-plotly-plot .main-svg, .lesson-plot > svg").first.wait_for(state="attached")


def opened(page, app, slug):
    page.goto(f"{app}/{slug}")
    page.get_by_role("heading", level=1, name=TITLES[slug]).wait_for()
    page.get_by_role("radiogroup").first.wait_for()
    answered(page)


def predict(page):
    """Chooses the first answer and waits for the explanation, which confirms it or gives the right one."""
    answer(page, 0)
    page.get_by_test_id("stAlert").first.get_by_text(re.compile(r"Yes\.|The answer is:")).first.wait_for()
    settled(page)


def answer(page, place):
    """Checks the answer at that place."""
    group = page.get_by_role("radiogroup").first
    while not group.get_by_role("radio").nth(place).is_checked():  # a page that is still being made forgets a click
        group.locator("label").nth(place).click()
        laid_out(page)
        answered(page)
    page.get_by_role("button", name="Check").first.click()


def step(page, name):
    """Opens one of the lesson's three steps."""
    page.get_by_role("tab", name=name).click()
    laid_out(page)


def drag(page):
    """Drags the first ring of a picture: it follows while the pointer is down, before the server can answer."""
    ring = page.locator("circle.handle").first
    ring.wait_for()
    box, before, address = ring.bounding_box(), ring.get_attribute("cx"), page.url
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] - 25, start[1], steps=3)
    held = ring.get_attribute("cx")
    assert held != before
    assert page.url == address
    page.mouse.up()
    page.wait_for_function("address => location.href !== address", arg=address)
    assert ring.get_attribute("cx") == held


def move(page):
    """Moves the first slider by one step with the keyboard, to the side on which there is room.

    A page that is still being made forgets a key.
    """
    slider = page.get_by_role("slider").first
    key = "ArrowLeft" if slider.evaluate(AT_ITS_END) else "ArrowRight"
    start = slider.evaluate(VALUE)
    deadline = time.monotonic() + PATIENCE
    while slider.evaluate(VALUE) == start:
        assert time.monotonic() < deadline, f"the slider stays at {start}"
        slider.press(key)
        laid_out(page)
        answered(page)


def is_one_window(page):
    """Waits until nothing is below the window."""
    until(page, lambda: page.evaluate(HIDDEN), lambda pixels: pixels == 0)


def figure_height(page):
    return page.locator(".stPlotlyChart:visible, .lesson-plot:visible").first.bounding_box()["height"]


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_without_barriers_is_predicted_checked_moved_and_followed_by_the_next(app, page, slug):
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, app, slug)
    assert_no_barrier_in_either_theme(page)
    page.emulate_media(color_scheme="light")
    is_one_window(page)
    predict(page)
    laid_out(page)
    is_one_window(page)
    if slug != "clinic":
        small = figure_height(page)
        page.set_viewport_size({"width": 1920, "height": 1080})
        laid_out(page)
        until(page, lambda: figure_height(page), lambda now: now >= 1.3 * small)  # a larger window has a larger figure
        is_one_window(page)
        page.set_viewport_size({"width": 390, "height": 844})
        laid_out(page)
        figures = page.locator(".js-plotly-plot, .lesson-plot > svg")
        until(page, lambda: figures.evaluate_all(CROWDED), lambda crowded: crowded == [])
        until(page, lambda: page.evaluate(BESIDE), lambda pixels: pixels == 0)
        page.set_viewport_size({"width": 1280, "height": 720})
        laid_out(page)
    if slug == "clinic":  # its figure and its controls belong to the question
        step(page, "1 Predict")
        page.get_by_role("button", name="Train from another start").click()
    before, address = page.evaluate(NUMBERS), page.url
    move(page)
    page.wait_for_function(  # Plotly puts a new picture in the old one's place, and for a moment there is none
        f"before => {{ const now = ({NUMBERS})(); return now.length > 100 && now !== before; }}", arg=before
    )
    settled(page)
    if slug == "clinic":
        page.keyboard.press("Escape")
    if slug in DRAGGED:
        address_changed(page, address)  # by the slider; or it would change while the ring is held
        drag(page)
    step(page, "3 Transfer")
    page.locator(".katex-display").wait_for()
    is_one_window(page)
    page.set_viewport_size({"width": 800, "height": 1000})  # where equations have the least room
    laid_out(page)
    until(page, lambda: page.evaluate(UNREADABLE), lambda equations: equations == [])
    assert page.get_by_test_id("stException").count() == 0
    following = SLUGS[SLUGS.index(slug) + 1 :]
    link = page.get_by_role("link", name="Next" if following else "Contents", exact=True)
    place, title = (following[0], TITLES[following[0]]) if following else ("learn", "Lessons")
    assert link.evaluate("link => new URL(link.href).pathname") == f"/{place}"
    if slug in (SLUGS[0], SLUGS[-1]):  # not 23 more: each lesson has a test that opens it
        link.click()
        page.get_by_role("heading", level=1, name=title).wait_for()


def test_a_handle_of_a_picture_moves_with_the_pointer_and_the_address_follows_at_the_end(app, page):
    opened(page, app, "kl")
    predict(page)
    handle, readout = page.locator("circle.handle").first, page.locator(".lesson-picture .readout")
    laid_out(page)
    until(
        page, readout.inner_text, lambda words: "2.000 nats" in words
    )  # mean 2, sd 1: the state that the question asks about
    box = handle.bounding_box()
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] - 30, start[1], steps=3)
    held = readout.inner_text()
    assert "2.000 nats" not in held  # it moves while the pointer is down
    assert "mean=2" in page.url
    page.mouse.up()
    page.wait_for_function("() => new URL(location).searchParams.get('mean') < 2")
    assert readout.inner_text() == held


def test_what_was_predicted_and_moved_in_a_lesson_is_there_again_after_a_reload(app, page):
    page.goto(f"{app}/learn")
    page.get_by_role("tab", name="The objective").click()
    page.get_by_role("link", name="The KL term by hand").first.click()
    page.get_by_role("heading", level=1, name="The KL term by hand").wait_for()
    predict(page)
    settled(page)
    page.get_by_role("slider", name="Mean").press("ArrowRight")
    page.wait_for_url("**mean=2.1**")  # the check set it to 2, which the question asks about
    page.reload()
    settled(page)
    until(page, page.get_by_role("slider", name="Mean").input_value, lambda value: value == "2.1")
