"""The cloud of three dimensions on the Map page: it is turned, zoomed, and its points have images."""

import re

import pytest

from tests.support.axe import barriers
from tests.support.map_page import changed, decoded, drag, open_map, point
from tests.support.touches import Fingers
from tests.support.waiting import answered, settled, until
from tests.support.windows import inside, scrolls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
WINDOWS = [(1280, 720), (1366, 768), (1920, 1080), (820, 1180), (390, 844)]


def seen(page):
    """The picture of the points, once nothing moves any more."""
    settled(page)
    return page.get_by_test_id("points").evaluate("canvas => canvas.toDataURL()")


def seen_turned(page, before):
    """The picture of the points, once it is another than before."""
    return until(page, lambda: seen(page), lambda now: now != before)


def corner(page):
    box = page.get_by_test_id("map").bounding_box()
    return box["x"] + 30, box["y"] + 30


@pytest.mark.parametrize("size", WINDOWS)
def test_the_cloud_and_its_controls_are_in_one_window(app, page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_map(page, f"{app}/map?run=mnist-vae-10d&plane=cloud")
    parts = ("plane", "cloud-dimensions", *(["decoded"] if size[0] > 640 else []))
    controls = [page.get_by_test_id(part) for part in parts]
    controls += [page.get_by_label("Plane shown"), page.get_by_role("button", name="Reset view to all points")]
    for part in controls:
        assert inside(page, part)
    assert size[0] < 900 or scrolls(page) == 0
    assert page.locator(".axis text").all_inner_texts() == []


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_drag_and_the_arrow_keys_turn_it_and_reset_turns_it_back(app, page, motion):
    page.emulate_media(reduced_motion=motion)
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    page.get_by_label("Plane shown").select_option("Cloud of three dimensions")
    page.wait_for_url("**plane=cloud-9-6-5**")  # the three with the largest KL
    answered(page)
    images, start = decoded(page), seen(page)
    x, y = corner(page)
    drag(page, (x, y), (x + 200, y + 40))
    page.mouse.up()
    turned = seen_turned(page, start)
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "+"):
        page.keyboard.press(key)
        turned = seen_turned(page, turned)
    told = re.compile("degrees to the (left|right), seen from")
    until(page, page.get_by_test_id("z-live").text_content, lambda words: told.search(words))
    assert decoded(page) == images
    page.get_by_role("button", name="Reset view to all points").click()
    until(page, lambda: seen(page), lambda now: now == start)


def test_its_angle_is_in_the_address_until_reset_turns_it_back(app, page):
    address = f"{app}/map?run=mnist-vae-10d&plane=cloud-9-6-5"
    open_map(page, address)
    start = seen(page)
    x, y = corner(page)
    drag(page, (x, y), (x + 200, y + 40))
    page.mouse.up()
    page.wait_for_url(re.compile(r"turn=-?\d{1,3}(,|%2C)-?\d{1,2}(&|$)"))
    answered(page)
    shared = page.url
    open_map(page, shared)  # as somebody else would
    turned = seen_turned(page, start)
    open_map(page, shared)
    until(page, lambda: seen(page), lambda now: now == turned)
    page.get_by_role("button", name="Reset view to all points").click()
    page.wait_for_url(lambda url: "turn=" not in url)
    until(page, lambda: seen(page), lambda now: now == start)


def test_an_angle_that_is_none_is_named_and_the_cloud_is_seen_from_its_start(app, page):
    address = f"{app}/map?run=mnist-vae-10d&plane=cloud-9-6-5"
    open_map(page, f"{address}&turn=400,0")
    page.get_by_text("turn is '400,0'").wait_for()
    assert "whole degrees from -180 to 180 and from -90 to 90" in page.get_by_text("turn is '400,0'").inner_text()


def test_a_clicked_point_shows_its_image_and_the_marker_decodes_while_it_is_dragged(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d&plane=cloud")
    x, y = point(page)
    page.mouse.move(x, y)
    page.get_by_test_id("hover-card").wait_for()
    before = decoded(page)
    page.mouse.click(x, y)
    page.get_by_test_id("original").wait_for()
    changed(page, before)
    settled(page)
    before = decoded(page)
    drag(page, (x, y), (x + 60, y - 50))
    changed(page, before)
    page.mouse.up()
    page.wait_for_url("**z=**")


def test_the_axes_are_chosen_and_a_dimension_chosen_twice_changes_places(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d&plane=cloud-1-2-3")
    overlay = page.get_by_test_id("map")
    assert "Cloud of codes in z1, z2 and z3" in overlay.get_attribute("aria-label")
    lists = page.get_by_test_id("cloud-dimensions").locator("select")
    lists.nth(0).select_option("z3")
    page.wait_for_url("**plane=cloud-3-2-1**")
    answered(page)
    lists.nth(1).select_option("z7")
    page.wait_for_url("**plane=cloud-3-7-1**")
    answered(page)
    until(page, lambda: overlay.get_attribute("aria-label"), lambda name: "z3, z7 and z1" in name)
    page.get_by_label("Plane shown").select_option("z1 and z2")
    until(page, page.get_by_test_id("cloud-dimensions").is_visible, lambda shown: not shown)
    until(page, lambda: overlay.get_attribute("aria-label"), lambda name: name.startswith("Latent map."))


def test_one_finger_turns_it_and_two_zoom(app, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_map(page, f"{app}/map?run=mnist-vae-10d&plane=cloud")
    before, (x, y) = seen(page), corner(page)
    fingers = Fingers(page)
    fingers.swipe((x, y), (x + 120, y + 10))
    turned = seen_turned(page, before)
    fingers.press((x + 60, y + 60), (x + 100, y + 60))
    fingers.move(((x + 60, y + 60), (x + 20, y + 60)), ((x + 100, y + 60), (x + 160, y + 60)))
    fingers.lift()
    seen_turned(page, turned)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_barrier(app, page, scheme):
    page.emulate_media(color_scheme=scheme)
    open_map(page, f"{app}/map?run=mnist-vae-10d&plane=cloud")
    assert barriers(page) == []
