"""The tours in Chromium, with every request to another origin refused: from the start to the end, keys, and a touch."""

import pytest

from tests.support.axe import barriers
from tests.support.waiting import settled, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for a page and two models that load late on busy cores"),
]
PIXELS = "canvas => canvas.toDataURL()"
SLOWLY = "?speed=0.25"  # so that a slow test still meets the first step
# All steps, captions and pictures of a tour until its end, looked at in each animation frame: a test that asks for them from
# outside the browser misses a part on busy cores.
WATCH = """() => new Promise((resolve) => {
  const find = (root, selector) => root.querySelector(selector)
    ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot, selector)).find(Boolean);
  const tour = find(document, "[data-testid=tour]");
  const [steps, captions, pictures] = [new Set(), new Set(), new Set()];
  (function look() {
    steps.add(tour.querySelector(".tour-steps button[aria-current]").innerText);
    captions.add(tour.querySelector("[data-testid=tour-caption]").innerText);
    const picture = tour.querySelector("[data-testid=tour-picture]");
    if (picture) pictures.add(picture.toDataURL());
    if (tour.dataset.state === "playing") requestAnimationFrame(look);
    else resolve([steps, captions, pictures].map((found) => [...found]));
  })();
})"""


def open_tour(page, app, query=""):
    """Open a tour with the network blocked, and wait until it runs."""
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(app) else route.abort())
    page.goto(f"{app}/tour{query}")
    page.locator("[data-testid=tour][data-state=playing]").wait_for()


def caption(page):
    return page.get_by_test_id("tour-caption").inner_text()


def clock(page):
    """The second that the tour shows."""
    minutes, seconds = page.locator(".tour-time").inner_text().split(" / ")[0].split(":")
    return 60 * int(minutes) + int(seconds)


def current(page):
    return page.locator(".tour-steps button[aria-current]").inner_text()


@pytest.mark.slow
def test_the_tour_runs_to_its_end_without_a_network_and_its_five_steps_show_five_things(app, page):
    open_tour(page, app, "?speed=4")  # frames of half a second still show each caption
    steps, captions, pictures = map(set, page.evaluate(WATCH))
    assert steps == {"Drag", "Morph", "KL divergence", "Beta", "Draw"}
    assert len(captions) >= 12
    assert len(pictures) >= 20
    assert page.locator(".tour-time").inner_text() == "1:30 / 1:30"
    assert page.get_by_role("link", name="Train your own model").is_visible()


@pytest.mark.parametrize("height", [664, 844])
def test_on_a_phone_the_current_step_is_in_sight_and_no_image_covers_the_words(height, app, visitor):
    page = visitor()
    page.set_viewport_size({"width": 390, "height": height})
    open_tour(page, app, SLOWLY)
    for name in ("Drag", "Morph", "KL divergence", "Beta", "Draw"):
        page.locator(".tour-steps button[aria-current]", has_text=name).wait_for()
        row, mark = (page.locator(place).bounding_box() for place in (".tour-steps", ".tour-steps [aria-current]"))
        assert row["x"] <= mark["x"] + 1
        assert mark["x"] + mark["width"] <= row["x"] + row["width"] + 1
        parts = page.locator(".tour-side canvas:visible").all()
        words = page.get_by_test_id("tour-caption").bounding_box()["y"]
        assert all(part.bounding_box()["y"] + part.bounding_box()["height"] <= words for part in parts)
        page.get_by_role("button", name="Next step (right arrow key)").click()


# What lies over another part of the stage, and what is too low to be looked at.
FAULTS = """(tour) => {
  const all = (names) => [...tour.querySelectorAll(names)].filter((part) => part.checkVisibility());
  const box = (part) => part.getBoundingClientRect();
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  const parts = all(`.tour-legend, .tour-plane, .tour-picture, .tour-code, .tour-extra canvas, .tour-arrow span, .tour-sum strong,
    .tour-beta label, .tour-bar, .tour-pad button, .tour-caption, .tour-controls`);
  const low = (names, least) => all(names).filter((part) => box(part).height < least).map((part) => `${part.className} is low`);
  return [
    ...parts.flatMap((one, at) => parts.slice(at + 1).filter((other) => meet(box(one), box(other)))
      .map((other) => `${one.className || one.textContent} meets ${other.className || other.textContent}`)),
    ...low(".tour-plane", 150),
    ...low(".tour-picture", 45),
  ];
}"""


def test_the_parts_of_the_tour_lie_apart_however_the_window_is_held(app, visitor):
    page = visitor()
    open_tour(page, app, SLOWLY)
    page.keyboard.press("Space")
    for name in ("Drag", "Morph", "KL divergence", "Beta", "Draw"):
        page.locator(".tour-steps button[aria-current]", has_text=name).wait_for()
        for width, height in [(844, 390), (667, 375), (1180, 820), (820, 1180), (390, 844)]:
            page.set_viewport_size({"width": width, "height": height})
            settled(page)
            until(page, lambda: page.get_by_test_id("tour").evaluate(FAULTS), lambda faults: not faults)
        page.keyboard.press("ArrowRight")


def test_a_touch_pauses_the_tour_and_hands_the_marker_over_where_it_stands(app, page):
    open_tour(page, app, SLOWLY)
    page.get_by_test_id("tour-marker").wait_for()
    box = page.get_by_test_id("tour-marker").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.locator("[data-testid=tour][data-state=paused]").wait_for()
    at, code = clock(page), page.get_by_test_id("tour-code").inner_text()
    before = page.get_by_test_id("tour-picture").evaluate(PIXELS)
    page.mouse.move(x + 150, y + 60, steps=8)
    page.mouse.up()
    until(page, lambda: page.get_by_test_id("tour-code").inner_text(), lambda now: now != code)
    until(page, lambda: page.get_by_test_id("tour-picture").evaluate(PIXELS), lambda now: now != before)
    assert caption(page) == "Your turn. Drag the marker, and watch the image."
    assert clock(page) == at
    page.get_by_role("button", name="Continue").click()
    until(page, lambda: clock(page), lambda now: now > at)


def test_arrow_keys_change_the_step_and_space_pauses(app, page):
    open_tour(page, app, SLOWLY)
    assert current(page) == "Drag"
    page.keyboard.press("ArrowRight")
    assert current(page) == "Morph"
    page.keyboard.press("Space")
    page.locator("[data-testid=tour][data-state=paused]").wait_for()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert current(page) == "Beta"
    page.keyboard.press("ArrowLeft")
    assert current(page) == "KL divergence"
    page.keyboard.press("Space")
    page.locator("[data-testid=tour][data-state=playing]").wait_for()


def test_at_the_end_a_visitor_draws_and_the_encoder_answers(app, page):
    open_tour(page, app)
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert current(page) == "Draw"
    code = page.get_by_test_id("tour-code").inner_text()
    box = page.get_by_test_id("pad").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20, steps=10)
    page.mouse.up()
    until(page, lambda: page.get_by_test_id("tour-code").inner_text(), lambda now: now != code)


def test_home_opens_the_tour_by_its_address_and_by_its_link(app, page):
    page.goto(f"{app}/?tour=1")
    page.locator("[data-testid=tour][data-state=playing]").wait_for()
    page.get_by_test_id("tour-leave").click()
    page.get_by_role("link", name="Show me").click()
    page.locator("[data-testid=tour][data-state=playing]").wait_for()


@pytest.mark.parametrize("query", ["?speed=20", "?of=teachers&speed=20"])
def test_a_tour_has_no_serious_barrier_in_either_theme(app, page, query):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        open_tour(page, app, query)
        page.locator("[data-testid=tour][data-state=ended]").wait_for()
        assert barriers(page) == [], scheme
        page.unroute_all()


# Where a part of the page in the frame is, in pixels of the window: Playwright leaves out that the frame is scaled.
IN_FRAME = """(frame, [selector, words]) => {
  const part = [...frame.contentDocument.querySelectorAll(selector)].find((each) => each.textContent.includes(words));
  if (!part) return null;
  const [around, {left, top, width, height}] = [frame.getBoundingClientRect(), part.getBoundingClientRect()];
  const scale = around.width / frame.offsetWidth;
  return {x: around.left + scale * left, y: around.top + scale * top, width: scale * width, height: scale * height};
}"""


def test_the_tour_for_teachers_points_at_the_parts_of_real_pages_and_hands_them_over_at_a_touch(app, page):
    open_tour(page, app, "?of=teachers")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Step 2: Lessons").click()
    frame, ring = page.locator("iframe[title='Page: Lessons']"), page.get_by_test_id("tour-ring")
    place = lambda selector, words: frame.evaluate(IN_FRAME, [selector, words])  # noqa: E731

    def is_around():
        box, part = ring.bounding_box(), place("[role=tablist]", "Basics")
        return bool(box and part) and all(
            box[at] <= part[at] and part[at] + part[size] <= box[at] + box[size]
            for at, size in (("x", "width"), ("y", "height"))
        )

    until(page, is_around, bool)
    tab = place("[role=tab]", "The objective")
    page.mouse.click(tab["x"] + tab["width"] / 2, tab["y"] + tab["height"] / 2)
    until(page, lambda: caption(page), lambda words: words.startswith("Your turn. This is the real page."))
    link = until(page, lambda: place("a", "The KL term by hand"), lambda box: box and box["width"] > 0)
    page.mouse.click(link["x"] + link["width"] / 2, link["y"] + link["height"] / 2)
    until(page, lambda: place("h1", "The KL term by hand"), bool)
    page.keyboard.press("ArrowRight")
    until(page, lambda: current(page), lambda name: name == "A lesson")
    page.keyboard.press("ArrowLeft")
    until(page, lambda: current(page), lambda name: name == "Lessons")
    leave, buttons = page.get_by_test_id("tour-leave").bounding_box(), page.locator(".lab-header").bounding_box()
    assert leave["x"] + leave["width"] <= buttons["x"], "the header's buttons cover nothing"
    page.get_by_test_id("tour-open").click()
    page.wait_for_url("**/learn")
