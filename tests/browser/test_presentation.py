"""Presentation mode, theme and letter size in Chromium: what fits, what is large, what lasts."""

import pytest

from tests.support.axe import barriers
from tests.support.map_page import open_map
from tests.support.waiting import answered, laid_out, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for pages that load late on busy cores"),
]
SIZES = [(1280, 720), (1366, 768), (1920, 1080)]
TRAIN_PARTS = ("beta", "curves", "plane", "reconstructions", "pause")
MAP_PARTS = ("map", "decoded")
FONT = "element => parseFloat(getComputedStyle(element).fontSize)"
BACKGROUND = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(16, 22, 29)"


def in_mode(page, wanted=True):
    """Waits until the page is in presentation mode, or no longer."""
    page.wait_for_function(
        "wanted => document.documentElement.classList.contains('is-presenting') === wanted", arg=wanted
    )


def open_train(page, app, query=""):
    page.goto(f"{app}/train{query}")
    page.locator("[data-testid=curves] .main-svg").first.wait_for()
    answered(page)
    laid_out(page)


def outside(page, names):
    """The parts that are not wholly inside the window, with their boxes."""
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    boxes = {name: page.get_by_test_id(name).first.bounding_box() for name in names}
    return {
        name: box
        for name, box in boxes.items()
        if not box
        or box["x"] < 0
        or box["y"] < 0
        or box["x"] + box["width"] > width
        or box["y"] + box["height"] > height
    }


def all_inside(page, names):
    """Waits until all parts are wholly inside the window."""
    until(page, lambda: outside(page, names), lambda found: found == {})


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_parts_of_train_and_map_are_wholly_inside_the_window(app, page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    open_train(page, app, "?present=1")
    all_inside(page, TRAIN_PARTS)
    assert page.get_by_test_id("beta").bounding_box()["width"] >= width / 4
    for name in ("data", "model", "field-latent_dim", "field-seconds"):
        box = page.locator(f".st-key-{name}").first.bounding_box()
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert box["y"] + box["height"] <= height, name
    row = page.locator(".st-key-train-row").bounding_box()
    for field in page.locator(".st-key-train-row [data-testid=stNumberInputContainer]").all():
        box = field.bounding_box()
        assert box["y"] + box["height"] <= row["y"] + row["height"] + 1, "the cockpit covers no field"
    more = page.get_by_role("button", name="More settings").bounding_box()
    leave = page.get_by_role("button", name="Leave presentation mode").bounding_box()
    assert more["x"] + more["width"] <= leave["x"], "the way out covers nothing"
    assert leave["x"] + leave["width"] <= width
    open_map(page, f"{app}/map?run=mnist-vae-2d&present=1")
    all_inside(page, MAP_PARTS)
    switches = page.get_by_role("switch").all()
    assert len(switches) >= 7
    for switch in switches:
        box = switch.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_first_film_of_interpolate_is_wholly_inside_the_window(app, page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{app}/interpolate?run=mnist-vae-10d&present=1")
    page.get_by_test_id("film-linear").wait_for()
    answered(page)
    laid_out(page)
    all_inside(page, ("film-linear", "share"))


def test_letters_and_controls_are_1_6_times_as_large(app, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    parts = {"train": ("[data-testid=pause]", ".live-figure output"), "map": (".legend-item", ".panel .switch-row")}
    for name, selectors in parts.items():
        page.goto(f"{app}/{name}?run=mnist-vae-2d")
        fonts, heights = [], []
        for is_presenting in (False, True):
            if is_presenting:
                page.keyboard.press("Alt+KeyP")
                in_mode(page)
            page.locator(selectors[0]).first.wait_for()
            laid_out(page)
            fonts.append([page.locator(selector).first.evaluate(FONT) for selector in selectors])
            heights.append(page.locator(selectors[0]).first.bounding_box()["height"])
        ratios = [after / before for before, after in zip(*fonts, strict=True)]
        assert ratios == pytest.approx([1.6, 1.6], abs=0.05), name
        assert heights[1] >= 1.3 * heights[0], name  # a row of controls has less room than their letters
        page.keyboard.press("Escape")
        in_mode(page, False)


def test_a_button_starts_it_and_it_lasts_over_pages_until_escape(app, page):
    page.goto(app)
    page.get_by_test_id("present").click()
    in_mode(page)
    page.wait_for_function("() => document.fullscreenElement === document.documentElement")
    page.get_by_test_id("stHeader").wait_for(state="hidden")
    page.wait_for_function("() => getComputedStyle(document.body).cursor.includes('data:image/svg')")
    page.get_by_role("link", name="Latent map").first.click()
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    in_mode(page)
    cursor = lambda: page.get_by_test_id("map").evaluate("map => getComputedStyle(map).cursor")  # noqa: E731
    until(page, cursor, lambda found: "data:image/svg" in found)
    page.goto(f"{app}/learn")
    in_mode(page)
    page.keyboard.press("Escape")
    in_mode(page, False)
    page.get_by_test_id("stHeader").wait_for()
    page.reload()
    page.get_by_test_id("present").wait_for()
    assert page.locator("html.is-presenting").count() == 0


def test_the_end_takes_the_parameter_out_of_the_address(app, page):
    page.goto(f"{app}/learn?present=1")
    in_mode(page)
    page.keyboard.press("Alt+KeyP")
    in_mode(page, False)
    page.wait_for_url(f"{app}/learn")


def test_the_theme_changes_without_a_reload_and_the_browser_keeps_it_for_all_pages(app, page):
    page.emulate_media(color_scheme="light")
    page.goto(app)
    page.get_by_role("button", name="Display: theme and letter size").click()
    page.evaluate("() => { window.isSame = true; }")
    page.get_by_role("radio", name="Dark").check()
    page.wait_for_function(f"dark => ({BACKGROUND})() === dark", arg=DARK)
    assert page.evaluate("() => window.isSame")
    other = page.context.new_page()
    other.goto(f"{app}/learn")
    other.wait_for_function(f"dark => ({BACKGROUND})() === dark", arg=DARK)
    other.close()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+KeyP")
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function(f"light => ({BACKGROUND})() === light", arg=LIGHT)
    assert page.evaluate("() => window.isSame")


def test_the_letter_size_changes_text_and_views_and_is_kept(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    legend = page.locator(".legend-item").first
    before = legend.evaluate(FONT)
    page.get_by_role("button", name="Display: theme and letter size").click()
    page.get_by_role("radio", name="Very large").check()
    until(page, lambda: legend.evaluate(FONT), lambda size: size == pytest.approx(1.4 * before, abs=0.1))
    page.set_viewport_size({"width": 1280, "height": 720})
    open_train(page, app)
    figure = page.locator(".live-figure output").first
    until(page, lambda: figure.evaluate(FONT), lambda size: size == pytest.approx(1.4 * 19, abs=0.1))
    all_inside(page, TRAIN_PARTS)
    page.goto(f"{app}/learn")
    page.wait_for_function("() => getComputedStyle(document.documentElement).fontSize === '22.4px'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_presentation_mode_has_no_serious_barrier(app, page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 1280, "height": 720})
    open_train(page, app, "?present=1")
    assert barriers(page) == []
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    assert barriers(page) == []
    page.goto(f"{app}/learn")
    page.get_by_role("heading", level=1).wait_for()
    answered(page)
    assert barriers(page) == []
