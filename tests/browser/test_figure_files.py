"""Charts of pages as PNG and SVG files, and the curves of a training also as CSV."""

import csv
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.support.waiting import answered, laid_out

pytestmark = pytest.mark.browser


def saved(page, button, ending):
    """The path of the file that a button saves."""
    with page.expect_download() as found:
        page.get_by_role("button", name=button, exact=True).click()
    assert found.value.suggested_filename.endswith(ending)
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
    with Image.open(saved(page, "PNG", "-figure.png")) as picture:
        assert picture.size == (2 * width, 2 * (height + 24))
        assert len(picture.convert("RGB").getcolors(10_000_000)) > 10
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 255
    figure = ElementTree.parse(saved(page, "SVG", "-figure.svg")).getroot()
    words = " ".join(text for text in figure.itertext() if text.strip())
    shown = chart.locator(".xtitle, .ytitle").all_text_contents()
    assert shown
    assert all(title in words for title in shown)
    page.get_by_role("tab", name="Predict").focus()
    page.get_by_role("tab", name="Predict").hover()
    assert page.get_by_role("group", name="Save figure").count() == 0


def test_the_curves_of_a_training_are_saved_as_pictures_and_as_a_table(app, page):
    page.goto(f"{app}/train")  # the recorded training
    curves = page.get_by_test_id("curves")
    curves.locator(".scatterlayer path.js-line").first.wait_for(state="attached")
    answered(page)
    curves.hover(position={"x": 120, "y": 60})
    laid_out(page)
    buttons = page.get_by_role("group", name="Save curves")
    assert buttons.evaluate("bar => getComputedStyle(bar).opacity") == "1"
    with Image.open(saved(page, "Save curves as PNG", ".png")) as picture:
        width, height = curves.evaluate("place => [place.clientWidth, place.clientHeight]")
        assert picture.size == (2 * width, 2 * (height + 34))
        assert len(picture.convert("RGB").getcolors(10_000_000)) > 10
    figure = ElementTree.parse(saved(page, "Save curves as SVG", ".svg")).getroot()
    words = " ".join(text for text in figure.itertext() if text.strip())
    assert "KL, validation" in words
    assert "nats per image" in words
    with saved(page, "Save curves as CSV", ".csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 10
    assert {"epoch", "train_elbo", "validation_kl"} <= rows[0].keys()
    last = [row for row in rows if row["validation_kl"]][-1]
    total = float(last["validation_reconstruction"]) + float(last["validation_kl"])
    assert total == pytest.approx(-float(last["validation_elbo"]), abs=1e-2)
