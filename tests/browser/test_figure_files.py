"""Charts of pages, pictures of lessons, and the figures of the cockpit as PNG, SVG and CSV files."""

import csv
from contextlib import closing
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.support.waiting import answered, laid_out, timers_fired, until

pytestmark = pytest.mark.browser


# The heights of the line of the VAE, as Plotly draws it.
DRAWN = """plot => plot.calcdata
    .find(([{ trace }]) => trace.type === "scatter" && trace.name === "VAE" && trace.x.length > 2)
    .map(point => point.y)"""


def saved(page, button, ending):
    """The path of the file that a button saves."""
    with page.expect_download() as found:
        page.get_by_role("button", name=button, exact=True).click()
    assert found.value.suggested_filename.endswith(ending)
    return found.value.path()


def saved_as_shown(page, button, ending, figure, key):
    """The path of the PNG file that a button saves, once it has two pixels for each of the figure and of its key's height."""

    def look():
        path = saved(page, button, ending)
        width, height = figure.evaluate("shown => [shown.clientWidth, shown.clientHeight]")
        with Image.open(path) as picture:
            return path, picture.size == (2 * width, 2 * (height + key))

    return until(page, look, lambda found: found[1])[0]


def opacity(buttons):
    """Returns a function that looks how visible buttons are."""
    return lambda: buttons.evaluate("bar => getComputedStyle(bar).opacity")


def table_of(path):
    """The rows of a CSV file."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def colours_of(path):
    """Returns the number of colours of a PNG file."""
    with Image.open(path) as picture:
        return len(picture.convert("RGB").getcolors(10_000_000))


def words_of(path):
    """The words of an SVG file."""
    return " ".join(text for text in ElementTree.parse(path).getroot().itertext() if text.strip())


def test_a_chart_is_saved_as_png_svg_and_csv_with_what_it_shows(app, page):
    page.goto(f"{app}/continuity")
    page.get_by_role("button", name="Show without predicting").click()
    answered(page)
    chart = page.get_by_test_id("stPlotlyChart").first
    chart.locator(".main-svg").first.wait_for()
    laid_out(page)
    assert page.get_by_role("group", name="Save figure").count() == 0
    chart.hover()
    path = saved_as_shown(page, "Save figure as PNG", "-figure.png", chart.locator(".js-plotly-plot"), 24)
    assert colours_of(path) > 10
    with Image.open(path) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 255
    words = words_of(saved(page, "Save figure as SVG", "-figure.svg"))
    shown = chart.locator(".xtitle, .ytitle").all_text_contents()
    assert shown
    assert all(title in words for title in shown)
    rows = table_of(saved(page, "Save figure as CSV", "-figure.csv"))
    path = [row for row in rows if row["trace"] == "VAE" and row["x_axis"] == "share of the path"]
    assert [float(path[0]["x"]), float(path[-1]["x"])] == [0, 1]
    # Streamlit sends numbers in base 64: those of the file are the ones that the figure shows.
    line = chart.locator(".js-plotly-plot").evaluate(DRAWN)
    assert [float(row["y"]) for row in path] == line
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
    until(page, opacity(page.get_by_role("group", name="Save curves")), lambda now: now == "1")
    path = saved_as_shown(page, "Save curves as PNG", ".png", curves, 34)
    assert colours_of(path) > 10
    words = words_of(saved(page, "Save curves as SVG", ".svg"))
    assert "KL, validation" in words
    assert "nats per image" in words
    rows = table_of(saved(page, "Save curves as CSV", ".csv"))
    assert len(rows) > 10
    assert {"epoch", "train_elbo", "validation_kl"} <= rows[0].keys()
    last = [row for row in rows if row["validation_kl"]][-1]
    total = float(last["validation_reconstruction"]) + float(last["validation_kl"])
    assert total == pytest.approx(-float(last["validation_elbo"]), abs=1e-2)


@pytest.mark.parametrize(
    ("title", "drawn", "words", "columns"),
    [
        (
            "KL by dimension",
            ".kl-row",
            ["KL, nats", "posterior sd", "z1", "z2"],
            {"dimension", "kl_nats", "sd_from_0.05"},
        ),
        ("Loss terms", ".main-svg", ["nats per image", "validation images"], {"epoch", "train_kl", "validation_elbo"}),
        ("KL over time", ".main-svg", ["latent dimension", "epoch"], {"epoch", "train_kl_1", "train_kl_2"}),
        ("Speed", ".main-svg", ["images/s", "epoch"], {"epoch", "images_per_second"}),
    ],
)
def test_the_figure_of_a_tab_is_saved_larger_than_it_is_shown(app, page, title, drawn, words, columns):
    page.goto(f"{app}/train")  # the recorded training
    page.get_by_test_id("curves").locator(".scatterlayer path.js-line").first.wait_for(state="attached")
    page.get_by_role("tab", name=title).click()
    panel = page.get_by_role("tabpanel", name=title)
    panel.locator(drawn).first.wait_for()
    laid_out(page)
    page.get_by_test_id("curves").hover()
    buttons = panel.get_by_role("group", name=f"Save {title}")
    until(page, opacity(buttons), lambda now: now == "0")
    panel.hover(position={"x": 60, "y": 40})
    until(page, opacity(buttons), lambda now: now == "1")
    path = saved(page, f"Save {title} as PNG", ".png")
    assert colours_of(path) > 10
    with Image.open(path) as picture:
        assert min(picture.width / 1440, picture.height / 720) >= 1
    found = words_of(saved(page, f"Save {title} as SVG", ".svg"))
    assert all(each in found for each in words)
    rows = table_of(saved(page, f"Save {title} as CSV", ".csv"))
    assert columns <= rows[0].keys()
    assert len(rows) == 2 if title == "KL by dimension" else len(rows) > 100


def test_the_prior_samples_are_saved_as_one_picture(app, page):
    page.goto(f"{app}/train")  # the recorded training
    page.get_by_test_id("curves").locator(".scatterlayer path.js-line").first.wait_for(state="attached")
    page.get_by_role("tab", name="Prior samples").click()
    panel = page.get_by_role("tabpanel", name="Prior samples")
    panel.locator("canvas").nth(9).wait_for()
    count = panel.locator("canvas").count()
    panel.hover()
    path = saved(page, "Save prior samples as PNG", ".png")
    assert colours_of(path) > 10
    with Image.open(path) as picture:
        assert (picture.width % (28 * count), picture.width >= 640, picture.height) == (0, True, picture.width // count)


def test_a_picture_of_a_lesson_is_saved_without_style_sheets_and_with_its_key(app, page):
    page.goto(f"{app}/kl?mean=1&sd=0.5")
    page.get_by_role("button", name="Show without predicting").click()
    answered(page)
    plot = page.locator(".lesson-plot")
    plot.locator("path.line").first.wait_for()
    plot.hover()
    assert colours_of(saved(page, "Save figure as PNG", "-figure.png")) > 10
    path = saved(page, "Save figure as SVG", "-figure.svg")
    assert "prior N(0, 1)" in words_of(path)
    line = plot.locator("path.line.first").last
    stroke = line.evaluate("path => getComputedStyle(path).stroke")
    svg = ElementTree.parse(path).getroot()
    same = [each for each in svg.iter() if each.get("d") == line.get_attribute("d") and each.get("class") is None]
    assert f"stroke: {stroke}" in same[0].get("style")
    rows = table_of(saved(page, "Save figure as CSV", "-figure.csv"))
    prior = [row for row in rows if row["curve"] == "prior N(0, 1)"]
    assert max(float(row["y"]) for row in prior) == pytest.approx(0.398942, abs=1e-6)
    bars = [float(row["x"]) for row in rows if row["panel"] == "KL and its parts" and row["curve"]][:4]
    assert sum(bars[:3]) == pytest.approx(bars[3])


def test_a_finger_finds_the_buttons_of_a_figure_after_a_touch(app, browser):
    with closing(
        browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ) as context:
        page = context.new_page()
        page.goto(f"{app}/train")
        page.get_by_role("tab", name="Speed").tap()
        panel = page.get_by_role("tabpanel", name="Speed")
        panel.locator(".main-svg").first.wait_for()
        answered(page)
        buttons = panel.get_by_role("group", name="Save Speed")
        box = buttons.get_by_role("button").first.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert buttons.evaluate("bar => getComputedStyle(bar).pointerEvents") == "none"  # no press by chance
        saves = []
        page.on("download", lambda file: saves.append(file))
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        until(page, opacity(buttons), lambda shown: shown == "1")
        timers_fired(page, 500)
        assert not saves  # the touch that shows the buttons presses none of them
        with page.expect_download() as found:
            page.get_by_role("button", name="Save Speed as CSV").tap()
        assert len(table_of(found.value.path())) > 100
