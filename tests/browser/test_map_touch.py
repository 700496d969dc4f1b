"""The Map page under fingers: one scrolls from empty space and drags the marker, two move and zoom."""

import pytest

from tests.support.axe import barriers
from tests.support.map_page import changed, decoded, marker, open_map
from tests.support.touches import Fingers
from tests.support.waiting import settled, until
from tests.support.windows import inside

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
DEVICES = [(390, 844), (820, 1180)]
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
SMALL = """root => [...root.querySelectorAll('button, select, input, .switch-row')].filter((e) => {
  const {width, height} = (e.closest('label') ?? e).getBoundingClientRect();
  return width && (height < 44 || width < 44);
}).map((e) => `${e.className} ${e.textContent}`)"""


@pytest.fixture(params=DEVICES, ids=lambda size: f"{size[0]}x{size[1]}")
def device(browser, request, app):
    """A phone or a tablet with the map open, and its fingers."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    yield page, Fingers(page)
    context.close()


def corner(page):
    """A place of the plane without points near it."""
    box = page.get_by_test_id("map").bounding_box()
    return box["x"] + box["width"] - 16, box["y"] + box["height"] - 14


def test_a_swipe_on_empty_space_scrolls_the_page(device):
    page, fingers = device
    x, y = corner(page)
    before, ticks = decoded(page), page.locator(".axis text").all_text_contents()
    fingers.swipe((x, y), (x, y - 200))
    until(page, lambda: page.evaluate(SCROLLED), lambda top: top > 60)
    assert decoded(page) == before
    assert page.locator(".axis text").all_text_contents() == ticks


def test_a_finger_drags_the_marker_and_sees_the_picture_meanwhile(device):
    page, fingers = device
    x, y = marker(page)
    before = decoded(page)
    fingers.press((x, y))
    fingers.move(((x, y), (x + 15, y - 70)))  # upwards, where the page could scroll too
    changed(page, before)
    seen = page.get_by_test_id("finger-picture")
    until(
        page,
        lambda: seen.evaluate("c => c.toDataURL()"),
        lambda now: now == page.get_by_test_id("decoded").evaluate("c => c.toDataURL()"),
    )
    box, viewport = seen.bounding_box(), page.viewport_size
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    assert box["y"] + box["height"] < y - 70, "above the finger"
    assert page.evaluate(SCROLLED) == 0
    top = page.get_by_test_id("map").bounding_box()["y"]
    codes = []
    for start, end in ((y - 70, top - 20), (top - 20, top - 90)):  # out of the plane, where the marker stays at its rim
        fingers.move(((x + 15, start), (x + 15, end)))
        settled(page)
        codes.append(page.get_by_test_id("z").inner_text())
    assert codes[0] == codes[1]
    fingers.lift()
    seen.wait_for(state="hidden")
    page.wait_for_function("() => location.search.includes('z=')")
    before = decoded(page)
    fingers.swipe((x + 15, top + 6), (x + 15, y))
    changed(page, before)


def test_two_fingers_zoom(device):
    page, fingers = device
    x, y = marker(page)
    ticks = page.locator(".axis text").all_text_contents()
    fingers.press((x - 20, y - 60), (x + 20, y - 60))
    fingers.move(((x - 20, y - 60), (x - 90, y - 60)), ((x + 20, y - 60), (x + 90, y - 60)))
    fingers.lift()
    until(page, page.locator(".axis text").all_text_contents, lambda texts: texts != ticks)
    assert page.evaluate(SCROLLED) == 0


def test_plane_key_and_picture_share_the_first_screen_and_no_tool_covers_the_plane(device):
    page, _ = device
    plane, picture = (page.get_by_test_id(part).bounding_box() for part in ("plane", "picture"))
    assert picture["y"] + picture["height"] <= page.viewport_size["height"]
    assert plane["height"] >= 280
    for tool in page.get_by_role("toolbar").get_by_role("button").all():
        box = tool.bounding_box()
        assert box["y"] + box["height"] <= plane["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= page.viewport_size["width"]
    colour, last = page.get_by_label("Colour of the points"), page.locator(".legend-item").last
    assert inside(page, colour)
    words = page.get_by_test_id("latent-map").inner_text()
    assert not {"Click", "Drop"} & set(words.split()), "words for a mouse"
    last.scroll_into_view_if_needed()
    settled(page)
    name, key = last.bounding_box(), page.locator(".key").bounding_box()
    assert name["x"] + name["width"] <= key["x"] + key["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_targets_have_44_pixels_and_the_view_has_no_barrier(device, scheme):
    page, _ = device
    page.emulate_media(color_scheme=scheme)
    settled(page)
    assert page.get_by_test_id("latent-map").evaluate(SMALL) == []
    # On a phone the list of pages is Streamlit's own, and so are its faults.
    assert [line for line in barriers(page) if "st-emotion-cache" not in line] == []


def test_on_a_phone_plane_and_picture_share_the_screen_with_a_slider_or_beside_each_other(app, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    slider = page.get_by_test_id("slider-z10")
    slider.evaluate("slider => slider.scrollIntoView({block: 'end'})")
    before = decoded(page)
    slider.fill("2")
    changed(page, before)
    for part in ("plane", "picture", "slider-z10"):
        box = page.get_by_test_id(part).bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= 844, part
    row = page.locator(".st-key-map-row :is(button, input)").all()
    assert all(box["x"] + box["width"] <= 390 for part in row if (box := part.bounding_box()))
    page.set_viewport_size({"width": 844, "height": 390})  # held sideways: beside each other below the row of pages
    settled(page)
    plane, picture = (page.get_by_test_id(part).bounding_box() for part in ("plane", "picture"))
    assert picture["x"] >= plane["x"] + plane["width"]
    shown = page.get_by_test_id("decoded").bounding_box()
    assert max(plane["y"] + plane["height"], shown["y"] + shown["height"]) - min(plane["y"], shown["y"]) <= 390 - 58
    context.close()


def test_a_shade_shows_on_a_tablet_that_the_layers_go_on_below(app, browser):
    context = browser.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    panel = page.locator(".panel")
    box = panel.bounding_box()
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    corner = {"x": right - 20, "y": bottom - 8, "width": 16, "height": 6}  # there is no text
    before = page.screenshot(clip=corner)
    panel.evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
    settled(page)
    assert page.screenshot(clip=corner) != before
    context.close()
