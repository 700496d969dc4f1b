"""Every page in a window of 320 pixels, as 1280 pixels at 400 %: it scrolls in one direction, and no bar covers the rest."""

import pytest

from tests.support.lessons import SLUGS
from tests.support.paths import ROOT
from tests.support.waiting import answered, settled, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for pages that busy cores load late"),
]
LESSONS = {path.stem for path in (ROOT / "pages" / "lab").glob("*.py")}
PLACES = sorted({path.stem for path in (ROOT / "pages").rglob("*.py")} - {"home", "navigation"} - LESSONS)
BESIDE = """() => Math.max(...[document.querySelector('[data-testid=stMain]'), document.documentElement].map(
  (part) => part.scrollWidth - part.clientWidth))"""
# By how many pixels a formula is wider than its place.
CUT = """() => Math.max(0, ...[...document.querySelectorAll('.katex-display')].map(
  (part) => part.scrollWidth - part.clientWidth))"""
# The lower edge of the lowest part that stays at the top, also inside a component.
BARS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  main.scrollTo(0, (main.scrollHeight - main.clientHeight) / 2);
  const all = (root) => [...root.querySelectorAll('*')].flatMap(
    (part) => [part, ...(part.shadowRoot ? all(part.shadowRoot) : [])]);
  return Math.max(0, ...all(document)
    .filter((part) => ['fixed', 'sticky'].includes(getComputedStyle(part).position))
    .filter((part) => part.scrollHeight <= part.clientHeight + 1 || getComputedStyle(part).overflowY !== 'auto')
    .map((part) => part.getBoundingClientRect())
    .filter(({top, width, height}) => width > innerWidth / 2 && height > 0 && top >= 0 && top < innerHeight / 2)
    .map(({bottom}) => bottom));
}"""


@pytest.mark.fault("R11")
@pytest.mark.parametrize("place", ["", *PLACES, *SLUGS])
def test_a_page_of_320_pixels_scrolls_in_one_direction_and_no_bar_covers_it(app, page, place):
    page.set_viewport_size({"width": 320, "height": 480})
    page.goto(f"{app}/{place}")
    page.get_by_role("heading", level=1).wait_for(state="attached")
    answered(page)
    settled(page)
    until(page, lambda: page.evaluate(BESIDE), lambda pixels: pixels == 0)
    if place == "learn":  # its formula is set by a module that comes later
        page.locator(".katex-display").wait_for()
    until(page, lambda: page.evaluate(CUT), lambda pixels: pixels == 0)
    page.set_viewport_size({"width": 320, "height": 180})
    settled(page)
    until(page, lambda: page.evaluate(BESIDE), lambda pixels: pixels == 0)
    until(page, lambda: page.evaluate(BARS), lambda edge: edge <= 90)
