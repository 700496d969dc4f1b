"""Streamlit's own elements on touch screens: large enough for a finger, covered by nothing, and with room for figures."""

import pytest

from tests.support.waiting import answered, settled, until
from tests.support.windows import on_top

pytestmark = pytest.mark.browser

FINGER = 44  # pixels
LEAST_LETTERS = 16  # pixels; into a field with smaller ones an iPhone zooms
LETTERS = """() => [...document.querySelectorAll('input:not([type=file], [type=radio], [type=checkbox]), textarea')]
  .map((field) => parseFloat(getComputedStyle(field).fontSize))"""
# The pictures of a comparison, each with its name, if that is shown.
NAMES = """() => [...document.querySelectorAll('.st-key-compared-pictures .stImage')].map((picture) => {
  const name = picture.querySelector('[data-testid=stImageCaption]');
  return [name?.checkVisibility() ? name.textContent.trim() : '', picture.getBoundingClientRect().width];
})"""


def opened(page, address):
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    answered(page)
    settled(page)


def is_for_fingers(part):
    return part.bounding_box()["height"] >= FINGER


def tools_of_a_table(page):
    page.get_by_test_id("stDataFrame").wait_for()
    settled(page)
    return page.locator(":visible[data-testid=stBaseButton-elementToolbar]").all()


def test_a_phone_compares_runs_with_free_tabs_large_letters_and_named_pictures(app, phone):
    opened(phone, f"{app}/compare")
    phone.get_by_role("tab", name="Table").wait_for()
    letters = until(phone, lambda: phone.evaluate(LETTERS), bool)
    assert min(letters) >= LEAST_LETTERS
    assert is_for_fingers(phone.get_by_test_id("stPageLink").get_by_role("link"))
    phone.get_by_role("tab", name="Table").tap()
    tools = tools_of_a_table(phone)
    assert tools
    assert [part for part in (*tools, *phone.get_by_role("tab").all()) if not on_top(part)] == []
    assert [tool for tool in tools if not is_for_fingers(tool)] == []
    phone.get_by_role("tab", name="Images side by side").tap()
    settled(phone)
    pictures = until(phone, lambda: phone.evaluate(NAMES), lambda found: len(found) > 30)
    kinds = ["Latent map", "Reconstructions", "Samples"]
    assert [name for name, _ in pictures] == ["", *kinds * (len(pictures) // 3)]
    assert max(width for name, width in pictures if name == kinds[0]) <= 200


def test_a_phone_has_the_tools_of_the_runs_and_closes_the_navigation(app, phone):
    opened(phone, f"{app}/runs")
    tools = tools_of_a_table(phone)
    assert tools
    assert [tool for tool in tools if not on_top(tool)] == []
    phone.get_by_test_id("stExpandSidebarButton").tap()
    close = phone.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
    close.wait_for()
    settled(phone)
    assert on_top(close)
    assert is_for_fingers(close)
    assert is_for_fingers(phone.get_by_test_id("stSidebarNavLink").first)
    close.tap()
    phone.locator(".lab-header").wait_for()  # our buttons, which were in its place


def test_a_tablet_has_large_answers_and_figures_without_an_empty_column_beside_them(app, phone):
    phone.set_viewport_size({"width": 820, "height": 1180})
    opened(phone, f"{app}/kl")
    assert [part for part in phone.get_by_test_id("stRadioOption").all() if not is_for_fingers(part)] == []
    phone.get_by_role("button", name="Show without predicting").tap()
    figure = phone.locator(".lesson-plot:visible")
    figure.wait_for()
    until(phone, lambda: figure.bounding_box()["width"], lambda pixels: pixels > 700)
    phone.set_viewport_size({"width": 1180, "height": 820})
    until(phone, lambda: figure.bounding_box()["width"], lambda pixels: pixels > 1000)
    phone.set_viewport_size({"width": 844, "height": 390})
    opened(phone, f"{app}/cures")
    phone.get_by_role("button", name="Show without predicting").tap()
    chart = phone.locator(".stPlotlyChart:visible")
    chart.wait_for()
    until(phone, lambda: chart.bounding_box()["height"], lambda pixels: pixels >= 260)
