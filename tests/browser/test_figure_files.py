"""Charts of pages as PNG and SVG files."""

from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.support.waiting import answered, laid_out

pytestmark = pytest.mark.browser


def saved(page, kind):
    """The path of the file that a chart's button saves."""
    with page.expect_download() as found:
        page.get_by_role("button", name=kind, exact=True).click()
    assert found.value.suggested_filename.endswith(f"-figure.{kind.lower()}")
    return found.value.path()


def test_a_chart_is_saved_as_png_and_svg_with_what_it_shows(app, page):
    page.goto(f"{app}/continuity")
    page.get_by_role("button", name="Show without predicting").click()
    answered(page)
    chart = page.get_by_test_id("stPlotlyChart").first
    chart.locator(".main-svg").first.wait_for()
    laid_out(page)
    assert page.get_by_role("group", name="Save figure").count() == 0
    chart.hover()
    width, height = chart.locator(".js-plotly-plot").evaluate("plot => [plot.clientWidth, plot.clientHeight]")
    with Image.open(saved(page, "PNG")) as picture:
        assert picture.size == (2 * width, 2 * (height + 24))
        assert len(picture.convert("RGB").getcolors(10_000_000)) > 10
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 255
    figure = ElementTree.parse(saved(page, "SVG")).getroot()
    words = " ".join(text for text in figure.itertext() if text.strip())
    shown = chart.locator(".xtitle, .ytitle").all_text_contents()
    assert shown
    assert all(title in words for title in shown)
    page.get_by_role("tab", name="Predict").focus()
    page.get_by_role("tab", name="Predict").hover()
    assert page.get_by_role("group", name="Save figure").count() == 0
