"""The pages that use a run in a real browser: a control and its effect are in one window of 1280 x 720 pixels."""

import pytest

from tests.support.waiting import answered, settled
from tests.support.windows import SIZES, inside, scrolls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for figures that busy cores compute late"),
]
SLIDERS, PICTURES, CHARTS = "[data-testid=stSlider]", "[data-testid=stImage] img", "[data-testid=stPlotlyChart]"
TABLE = "[data-testid=stDataFrame]"
CHOICE = ".st-key-page-row [data-testid=stSelectbox]"
TABS = "[role=tab]"
SECTIONS = "[data-testid=stTopNavSection]:visible"
WITHOUT_SCROLLING = ("", "learn", "compare", "disentanglement")


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
def test_control_and_effect_are_in_one_window(app, page, place, parts):
    page.set_viewport_size(SIZES[0])
    page.goto(f"{app}/{place}")
    for part, count in parts.items():
        page.locator(part).nth(count - 1).wait_for()
    answered(page)
    settled(page)
    for part, count in parts.items():
        for at in range(count):
            assert inside(page, page.locator(part).nth(at)), (part, at)
    if place in WITHOUT_SCROLLING:
        assert scrolls(page) == 0
    if SECTIONS in parts:  # nothing of the navigation is behind a number of further entries
        assert page.locator(SECTIONS).nth(1).inner_text().startswith("Learn")
