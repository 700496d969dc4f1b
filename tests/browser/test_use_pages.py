"""The pages fill one window in a real browser: a control beside its effect, and figures that take the room of larger ones."""

import pytest

from tests.support.waiting import answered, settled, until
from tests.support.windows import SIZES, inside, scrolls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for figures that busy cores compute late"),
]
SLIDERS, PICTURES, CHARTS = "[data-testid=stSlider]", "[data-testid=stImage] img", "[data-testid=stPlotlyChart]"
TABLE = "[data-testid=stDataFrame]"
CHOICE = ".st-key-page-row [data-testid=stSelectbox]"
TABS = "[role=tab]"
# The share of the window below the last part of the page that is shown.
UNUSED = """() => {
  const parts = [...document.querySelectorAll('.stMainBlockContainer :is(.stElementContainer, .stTabs)')];
  return 1 - Math.max(...parts.map((part) => part.getBoundingClientRect().bottom)) / innerHeight;
}"""
CAPTION = 16  # pixels by which Streamlit's captions reach below their element
# The pixels of the page that neither the window shows nor scrolling brings into it.
UNREACHED = """() => {
  const page = document.querySelector('.stMainBlockContainer');
  return page.scrollHeight - page.clientHeight;
}"""
# The colours of the words of axes and of the page.
WORDS = """() => [...document.querySelectorAll('.stPlotlyChart :is(.xtick, .y2tick, .ytick, .infolayer) text')].map(
  (word) => getComputedStyle(word).fill)"""
TEXT = "() => getComputedStyle(document.querySelector('.stApp')).color"
SECTIONS = "[data-testid=stTopNavSection]:visible"
IDEAS = ".st-key-ideas [data-testid=stMarkdownContainer]"
GROWS = {
    "generate": PICTURES,
    "denoise": PICTURES,
    "anomalies": CHARTS,
    "learn": IDEAS,
    "": "[data-testid=map]",
}  # else: a chart


@pytest.mark.parametrize(
    ("place", "parts"),
    [
        ("generate", {SLIDERS: 2, PICTURES: 1}),
        ("denoise", {CHOICE: 1, SLIDERS: 1, PICTURES: 4}),
        ("anomalies", {CHOICE: 1, SLIDERS: 1, CHARTS: 2, PICTURES: 1}),
        ("compression", {CHOICE: 1, CHARTS: 1, TABLE: 1}),
        ("probe", {CHOICE: 1, CHARTS: 1}),
        ("disentanglement", {SLIDERS: 2, PICTURES: 1, CHARTS: 2}),
        ("compare", {CHOICE: 2, TABS: 4, CHARTS: 3}),
        ("learn", {TABS: 7, "[class*=st-key-lesson-]:visible a": 4, ".katex-display": 1}),
        ("", {".st-key-cards a": 3, SECTIONS: 2}),
    ],
)
def test_a_page_is_one_window_and_its_figures_fill_a_larger_one(app, page, place, parts):
    page.set_viewport_size(SIZES[0])
    page.goto(f"{app}/{place}")
    for part, count in parts.items():
        page.locator(part).nth(count - 1).wait_for()
    answered(page)
    settled(page)
    for part, count in parts.items():
        for at in range(count):
            until(page, lambda part=part, at=at: inside(page, page.locator(part).nth(at)), bool)
    until(page, lambda: scrolls(page), lambda pixels: pixels == 0)
    if SECTIONS in parts:  # nothing of the navigation is behind a number of further entries
        assert page.locator(SECTIONS).nth(1).inner_text().startswith("Learn")
    figure = page.locator(GROWS.get(place, CHARTS)).first
    before = figure.bounding_box()["height"]
    page.set_viewport_size(SIZES[-1])
    settled(page)
    until(page, lambda: scrolls(page), lambda pixels: pixels == 0)
    until(page, lambda: figure.bounding_box()["height"], lambda now: now >= 1.3 * before)
    until(page, lambda: page.evaluate(UNUSED), lambda share: share <= 0.25)  # Lessons: two rows would need the rest


@pytest.mark.fault("R11")
@pytest.mark.parametrize("place", ["compression", "compare", "disentanglement"])
def test_a_low_window_scrolls_to_the_end_of_a_page(app, page, place):
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(f"{app}/{place}")
    page.locator(CHARTS).first.wait_for()
    answered(page)
    settled(page)
    until(page, lambda: scrolls(page), lambda pixels: pixels > 0)
    until(page, lambda: page.evaluate(UNREACHED), lambda pixels: pixels <= CAPTION)


def test_words_of_a_chart_have_the_colour_of_other_text(app, page):
    page.goto(f"{app}/compare")
    page.locator(f"{CHARTS} .xtick text").first.wait_for()
    answered(page)
    colours = until(page, lambda: page.evaluate(WORDS), lambda found: len(found) > 20)
    legend = {colour for colour in colours if colour != page.evaluate(TEXT)}
    assert len(legend) <= 1  # that of Plotly's key, which is dark already


@pytest.mark.parametrize("size", SIZES)
def test_the_cards_of_home_stay_where_they_are_when_the_map_arrives(app, page, size):
    page.set_viewport_size(size)
    page.route("**/js/map/*", lambda route: None)  # held until `unroute`, which lets it go on
    page.goto(app)
    cards = page.locator(".st-key-cards")
    cards.locator("a").nth(2).wait_for()
    answered(page)
    before = cards.bounding_box()
    page.unroute("**/js/map/*")
    page.get_by_test_id("map").wait_for()
    settled(page)
    assert abs(cards.bounding_box()["y"] - before["y"]) <= 1
