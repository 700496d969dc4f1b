"""The Map page as one screen: a control and its effect in the window, and nothing moves."""

import io

import pytest
from PIL import Image

from tests.support.map_page import PIXELS, decoded, drag, draw_a_seven, marker, open_map
from tests.support.waiting import settled, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
WINDOWS = [(1280, 720), (1366, 768), (1920, 1080)]
PARTS = ("plane", "picture", "layers")
# Parts live in a shadow root. From the call on: where each of them is, whenever one has moved.
WATCH = """(parts) => {
  const find = (root, id) => root.querySelector(`[data-testid=${id}]`) ??
    [...root.querySelectorAll('*')].flatMap((e) => (e.shadowRoot ? [find(e.shadowRoot, id)] : [])).find(Boolean);
  const found = parts.map((part) => find(document, part));
  window.places = [];
  (function look() {
    const now = found.map((part) => {
      const {left, top, right, bottom} = part.getBoundingClientRect();
      return [left, top, right, bottom];
    });
    if (JSON.stringify(places.at(-1)) !== JSON.stringify(now)) places.push(now);
    requestAnimationFrame(look);
  })();
}"""
SCROLLS = "() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollHeight - main.clientHeight; }"
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
# The texts of the map that may have so many lines at most, and have more.
CUT = """map => [...map.querySelectorAll('*')]
  .filter((part) => getComputedStyle(part).webkitLineClamp !== 'none' && part.scrollHeight > part.clientHeight + 1)
  .map(({textContent}) => textContent)"""
# Columns of the plane's pictures that have ink, as runs: how many, and where the first begins (share of the width).
INK = """canvas => {
  const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [runs, first, wasInk] = [0, 1, false];
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += data[4 * (y * width + x) + 3];
    const isInk = sum > 4 * height;
    if (isInk && !wasInk) { runs += 1; first = Math.min(first, x / width); }
    wasInk = isInk;
  }
  return [runs, first];
}"""


def is_inside(page, width, height, *parts):
    for part in parts:
        assert page.get_by_test_id(part).count() == 1
        box = page.get_by_test_id(part).bounding_box()
        assert box, part
        assert box["x"] >= 0, part
        assert box["y"] >= 0, part
        assert box["x"] + box["width"] <= width, part
        assert box["y"] + box["height"] <= height, part


def sized(page, app, size, address):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page, f"{app}/map?{address}")


@pytest.mark.parametrize("size", WINDOWS)
def test_plane_picture_and_layers_are_in_the_window_and_nothing_moves(app, page, size):
    sized(page, app, size, "run=mnist-vae-2d")
    is_inside(page, *size, *PARTS)
    assert page.evaluate(SCROLLS) <= 0
    assert page.get_by_test_id("decoded").bounding_box()["width"] >= size[0] / 4
    page.evaluate(WATCH, list(PARTS))
    for switch in page.get_by_test_id("layers").get_by_role("switch").all():
        switch.check()
    page.get_by_label("Colour of the points").select_option("kl")
    x, y = marker(page)
    drag(page, (x, y), (x + 90, y + 20))
    page.mouse.up()
    page.get_by_test_id("map").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("original").wait_for()
    for tab in ("Selection", "Traverse", "Posterior", "Draw"):
        page.get_by_role("tab", name=tab).click()
    settled(page)
    places = page.evaluate("places")
    assert (
        max(
            abs(a - b)
            for now in places
            for one, other in zip(now, places[0], strict=True)
            for a, b in zip(one, other, strict=True)
        )
        <= 2
    )
    assert page.evaluate(SCROLLS) <= 0


@pytest.mark.parametrize("size", WINDOWS)
@pytest.mark.parametrize("address", ["", "map?run=mnist-vae-2d", "map?run=mnist-vae-10d"])
def test_no_text_is_cut_off_wherever_the_marker_is(app, page, size, address):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page, f"{app}/{address}")
    instrument, words = page.get_by_test_id("latent-map"), page.get_by_test_id("density-here")
    for far in (0, 60, 200):
        x, y = marker(page)
        drag(page, (x, y), (x + far, y - far / 3))
        page.mouse.up()
        until(page, words.inner_text, lambda text: "have nearer ones." in text)
        settled(page)
        assert instrument.evaluate(CUT) == []


@pytest.mark.parametrize("size", WINDOWS)
def test_they_are_in_the_window_in_presentation_mode_too(app, page, size):
    sized(page, app, size, "run=mnist-vae-2d&present=1")
    page.wait_for_function("() => getComputedStyle(document.documentElement).getPropertyValue('--scale') === '1.6'")
    settled(page)
    is_inside(page, *size, *PARTS)
    assert page.get_by_test_id("decoded").bounding_box()["width"] >= size[0] / 4


def test_no_tool_of_the_plane_is_cut_off_in_presentation_mode(app, page):
    sized(page, app, WINDOWS[0], "run=mnist-vae-10d&plane=cloud&present=1")
    page.wait_for_function("() => getComputedStyle(document.documentElement).getPropertyValue('--scale') === '1.6'")
    settled(page)
    plane = page.get_by_test_id("plane").bounding_box()
    tools = page.get_by_role("toolbar", name="Tools of the plane").get_by_role("button").all()
    boxes = [tool.bounding_box() for tool in tools]
    assert len(boxes) == 10
    assert len({round(box["y"]) for box in boxes}) == 1
    assert min(box["y"] for box in boxes) >= 0
    assert max(box["x"] + box["width"] for box in boxes) <= plane["x"] + plane["width"] + 1


@pytest.mark.parametrize("size", WINDOWS)
def test_ten_sliders_are_on_the_screen_of_the_picture_that_they_change(app, page, size):
    sized(page, app, size, "run=mnist-vae-10d")
    is_inside(page, *size, *PARTS, *(f"slider-z{number}" for number in range(1, 11)))
    before = decoded(page)
    page.get_by_test_id("slider-z4").fill("2")
    until(page, lambda: decoded(page), lambda now: now != before)


@pytest.mark.parametrize("size", WINDOWS)
def test_the_drawing_pad_is_on_the_screen_of_its_answer(app, page, size):
    sized(page, app, size, "run=mnist-vae-2d")
    is_inside(page, *size, *PARTS, "pad")
    before = decoded(page)
    draw_a_seven(page)
    until(page, page.get_by_test_id("support").inner_text, lambda words: "7s" in words)
    until(page, lambda: decoded(page), lambda now: now != before)
    for part in ("original", "reconstruction"):
        page.get_by_test_id(part).wait_for()
    settled(page)
    is_inside(page, *size, *PARTS, "pad", "original", "reconstruction")


def test_the_images_of_a_lasso_appear_beside_it(app, page):
    size = WINDOWS[0]
    sized(page, app, size, "run=mnist-vae-10d")
    x, y = marker(page)
    page.get_by_role("button", name="Select images with a lasso").click()
    drag(page, (x - 60, y - 60), (x + 60, y - 60))
    page.mouse.move(x, y + 60, steps=6)
    page.mouse.up()
    page.get_by_role("tab", name="Selection", selected=True).wait_for()
    page.get_by_test_id("selection").wait_for()
    settled(page)
    is_inside(page, *size, *PARTS, "selection")
    thumbnail = page.get_by_role("tabpanel", name="Selection").get_by_role("img").first
    until(page, lambda: max(thumbnail.evaluate(PIXELS)), lambda brightest: brightest > 100)
    assert thumbnail.bounding_box()["y"] < size[1] - 44
    page.get_by_role("button", name="Clear selection").click()
    page.get_by_test_id("selection").get_by_text("Press Lasso or Box").wait_for()


def test_the_grid_is_even_in_the_window_decoded_again_after_a_zoom_or_of_quantiles(app, page):
    sized(page, app, WINDOWS[0], "run=mnist-vae-2d&layers=grid")
    backdrop = page.locator("canvas.layer").first
    _, first = until(page, lambda: backdrop.evaluate(INK), lambda found: found[0] >= 12)
    assert first < 0.06, "from the window's left edge on"
    page.get_by_test_id("map").focus()
    for _ in range(4):
        page.keyboard.press("+")
    until(page, lambda: backdrop.evaluate(INK), lambda found: found[0] >= 12 and found[1] < 0.06)
    page.keyboard.press("0")
    page.get_by_test_id("grid-kind").select_option("quantile")
    page.wait_for_function("() => location.search.includes('grid=quantile')")
    until(page, lambda: backdrop.evaluate(INK), lambda found: found[1] > 0.15)


def test_the_wheel_scrolls_the_page_until_the_plane_is_active(app, page):
    page.set_viewport_size({"width": 820, "height": 700})
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    assert page.evaluate(SCROLLS) > 100
    ticks = page.locator(".axis text").all_text_contents()
    box = page.get_by_test_id("map").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.wheel(0, 100)
    until(page, lambda: page.evaluate(SCROLLED), lambda top: top > 0)
    assert page.get_by_test_id("advice").inner_text().startswith("Hold Ctrl")
    page.mouse.wheel(0, -100)
    until(page, lambda: page.evaluate(SCROLLED), lambda top: top == 0)
    assert page.locator(".axis text").all_text_contents() == ticks
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    until(page, page.locator(".axis text").all_text_contents, lambda texts: texts != ticks)
    assert page.evaluate(SCROLLED) == 0
    settled(page)
    ticks = page.locator(".axis text").all_text_contents()
    page.get_by_test_id("map").focus()
    page.mouse.wheel(0, 300)
    until(page, page.locator(".axis text").all_text_contents, lambda texts: texts != ticks)
    assert page.evaluate(SCROLLED) == 0


def test_plane_and_picture_are_saved_as_png(app, page):
    sized(page, app, WINDOWS[0], "run=mnist-vae-2d&layers=points,grid,prior")
    plane = page.get_by_test_id("plane").bounding_box()
    images = []
    for name in ("Save the plane as a PNG image", "Save the decoded image as a PNG image"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        with open(waiting.value.path(), "rb") as file:
            images.append((waiting.value.suggested_filename, Image.open(io.BytesIO(file.read())).convert("RGB")))
    (plane_name, saved), (picture_name, picture) = images
    assert (plane_name, picture_name) == ("latent-map-mnist-vae-2d.png", "decoded-mnist-vae-2d.png")
    assert saved.size == (round(plane["width"]), round(plane["height"]))
    assert len(saved.crop((60, 20, saved.width - 20, saved.height - 60)).getcolors(1 << 20)) > 200
    ticks = saved.crop((0, saved.height - 40, saved.width, saved.height))
    assert min(ticks.convert("L").tobytes()) < 128, "the axes' numbers are there"
    assert picture.size == (560, 560)
    small = picture.resize((28, 28), Image.Resampling.NEAREST).convert("L").tobytes()
    assert max(abs(a - b) for a, b in zip(small, decoded(page), strict=True)) <= 1


def test_the_first_tab_stop_leads_to_the_plane(app, page):
    sized(page, app, WINDOWS[0], "run=mnist-vae-2d")
    page.keyboard.press("Tab")
    link = page.get_by_test_id("skip-link")
    assert link.evaluate("link => document.activeElement === link")
    assert link.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    before = decoded(page)
    page.keyboard.press("ArrowRight")
    until(page, lambda: decoded(page), lambda now: now != before)


def test_full_screen_gives_the_map_the_whole_window(app, page):
    sized(page, app, WINDOWS[0], "run=mnist-vae-2d")
    before = page.get_by_test_id("plane").bounding_box()["height"]
    button = page.get_by_role("button", name="Show the map in full screen")
    button.click()
    page.get_by_role("button", name="Show the map in full screen", pressed=True).wait_for()
    until(page, lambda: page.get_by_test_id("plane").bounding_box()["height"], lambda now: now > before + 50)
    button.click()
    until(page, lambda: page.get_by_test_id("plane").bounding_box()["height"], lambda now: abs(now - before) <= 2)
