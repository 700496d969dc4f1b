"""Targets for fingers: rings of lessons, the pad and the numbers of beta; a second finger takes nothing from the first."""

import pytest

from tests.support.map_page import open_map
from tests.support.touches import Fingers
from tests.support.waiting import answered, laid_out, settled, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for the browser's first decode, which may take long on busy cores"),
]
INK = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data
    .filter((value, at) => at % 4 === 0 && value > 127).length"""
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def phone(phone):
    return phone, Fingers(phone)


def middle(part):
    """The middle of a part of the page, in the window; a paint may just be putting it in its place."""
    box = until(part.page, part.bounding_box, bool)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_18_pixels_beside_a_ring_of_a_lesson_drags_it_and_a_second_one_changes_nothing(app, phone):
    page, fingers = phone
    page.goto(f"{app}/kl?mean=1&sd=1")
    page.get_by_role("button", name="Show without predicting").tap()
    answered(page)
    ring = page.locator("circle.handle").first
    ring.wait_for()
    laid_out(page)
    x, y = middle(ring)
    before = x
    fingers.press((x - 18, y))
    fingers.move(((x - 18, y), (x - 30, y + 60)), steps=20)
    fingers.move(((x - 30, y + 60), (x - 48, y)), steps=20)
    held = until(page, lambda: middle(ring)[0], lambda now: now < before - 25)
    assert page.evaluate(SCROLLED) == 0
    fingers.send("touchStart", [(x - 48, y), (x + 120, y)])
    fingers.move(((x - 48, y), (x - 48, y)), ((x + 120, y), (x + 140, y + 30)))
    settled(page)
    assert middle(ring)[0] == held
    fingers.move(((x - 48, y), (x - 18, y)), ((x + 140, y + 30), (x + 140, y + 30)))
    until(page, lambda: middle(ring)[0], lambda now: now > held + 10)
    fingers.lift()
    page.wait_for_function("() => location.search.includes('mean=')")


def test_a_hand_that_rests_on_the_pad_adds_nothing_to_the_stroke_of_a_finger(app, phone):
    page, fingers = phone
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.get_by_role("tab", name="Draw").tap()
    pad = page.get_by_test_id("pad")
    pad.evaluate("pad => pad.scrollIntoView({block: 'center'})")
    settled(page)
    x, y = middle(pad)

    def drawn(*others):
        """The pixels of ink after a stroke, during which the others rest and move."""
        page.get_by_role("button", name="Clear").dispatch_event("click")
        until(page, lambda: pad.evaluate(INK), lambda ink: ink == 0)
        settled(page)
        fingers.press((x - 60, y))
        fingers.move(((x - 60, y), (x, y)))
        if others:
            fingers.send("touchStart", [(x, y), *others])
            fingers.move(((x, y), (x, y)), *[(other, (other[0] + 10, other[1] - 20)) for other in others])
            fingers.send("touchEnd", [(x, y)])
        fingers.move(((x, y), (x + 60, y)))
        fingers.lift()
        settled(page)
        return pad.evaluate(INK)

    alone = drawn()
    assert alone > 500
    assert drawn((x + 40, y + 90)) == alone


def test_a_tap_on_a_number_below_the_slider_sets_beta_to_it(app, phone):
    page, _ = phone
    page.goto(f"{app}/train")
    page.get_by_role("slider", name="Beta", exact=True).wait_for()
    answered(page)
    laid_out(page)
    value = page.locator(".beta-value")
    for number in ("0", "4", "1", "10", "0.1"):
        page.touchscreen.tap(
            *middle(
                page.locator(".beta-tick", has_text=number)
                .filter(has_text=number)
                .and_(page.get_by_text(number, exact=True))
            )
        )
        until(page, value.inner_text, lambda words, number=number: words.strip() == number)
