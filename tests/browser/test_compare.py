"""The compare page in a real browser: a click on a dot opens its run, and going back shows the dots again."""

import pytest

from tests.support.waiting import answered, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("clicks a figure that Plotly may still lay out on busy cores"),
]


def test_a_click_on_a_dot_opens_the_run_and_back_leads_back(app, page):
    page.goto(f"{app}/compare")
    dots = page.locator(".js-plotly-plot").first.locator(".scatterlayer .points path")
    dots.first.wait_for()
    answered(page)
    settled(page)
    box = dots.nth(3).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/map?run=mnist-vae-*")
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    page.go_back()
    page.get_by_role("heading", name="Compare", level=1).wait_for()
    dots.first.wait_for()
    answered(page)
    settled(page)
    assert "/compare" in page.url
