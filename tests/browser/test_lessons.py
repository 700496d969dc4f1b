"""A lesson done from start to end in a real browser, and every equation of the Lab as a browser sets it."""

import pytest

from ui.lessons import LESSONS

pytestmark = pytest.mark.browser
HEIGHTS = "() => document.querySelectorAll('.js-plotly-plot')[0]?.data?.find(trace => trace.type === 'bar')?.y"
# KaTeX writes what it does not know in this red; and a line wider than its place would be cut off.
UNREADABLE = """() => [...document.querySelectorAll('[data-testid=stMarkdownContainer] .katex-display')].filter(equation =>
  equation.querySelector('.katex-error, [style*="rgb(204, 0, 0)"], [style*="#cc0000"]')
  || [...equation.querySelectorAll('.base')].some(part => part.getBoundingClientRect().width > equation.clientWidth + 1))
  .map(equation => equation.textContent)"""


def settled(page):
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .main-svg').length > 0")


def test_a_lesson_is_predicted_checked_moved_linked_to_and_followed_by_the_next(app, page):
    page.goto(f"{app}/learn")
    page.get_by_role("link", name="The KL term by hand").first.click()
    page.get_by_role("heading", level=1, name="The KL term by hand").wait_for()
    settled(page)
    page.get_by_text("It doubles").click()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("It is: It becomes four times as large").wait_for()
    page.get_by_text("It becomes four times as large", exact=True).click()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Yes. Only the mean's part").wait_for()
    before = page.evaluate(HEIGHTS)
    page.get_by_role("slider", name="Mean").press("ArrowRight")
    page.wait_for_url("**mean=1.1**")
    page.wait_for_function(  # Plotly puts a new picture in the old one's place, and for a moment there is none
        f"() => {{ const now = ({HEIGHTS})(); return now && JSON.stringify(now) !== JSON.stringify({before}); }}"
    )
    page.get_by_text("return 0.5 *").wait_for()
    page.reload()
    settled(page)
    assert page.get_by_role("slider", name="Mean").input_value() == "1.1"
    page.get_by_role("link", name="Next lesson").click()
    page.get_by_role("heading", level=1, name="The KL has a direction").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("slug", [entry.slug for entry in LESSONS])
def test_every_equation_is_set_whole(app, page, slug):
    page.set_viewport_size({"width": 800, "height": 1000})
    page.goto(f"{app}/{slug}")
    page.locator(".katex-display").wait_for()
    settled(page)
    assert page.evaluate(UNREADABLE) == []
