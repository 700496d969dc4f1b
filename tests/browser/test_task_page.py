"""A teacher composes a link, a student follows it and trains, and the board shows the run; what a projector shows."""

import io

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tests.support.axe import barriers
from tests.support.waiting import answered, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker and several browsers at once"),
]
WINDOW = {"width": 1280, "height": 720}
THEMES = ("light", "dark")
CARDS = """() => { const found = []; const seek = root => { for (const each of root.querySelectorAll('*')) {
  if (each.matches('.board-cell')) { const {x, y, width, height} = each.getBoundingClientRect();
    if (width) found.push({x, y, width, height}); }
  if (each.shadowRoot) seek(each.shadowRoot); } }; seek(document); return found; }"""


def decoded(picture):
    """What a reader finds in the picture of a QR code, as it is on the screen."""
    shot = Image.open(io.BytesIO(picture.screenshot())).convert("L")
    found = zxingcpp.read_barcode(np.asarray(shot))
    return found.text if found else None


def lock(page, control):
    """Locks a control of the composed page."""
    page.get_by_role("radiogroup", name=f"{control}: students").get_by_role("radio", name="Locked").click()
    answered(page)


def open_room(page, app):
    """Opens a room; returns its code."""
    page.set_viewport_size(WINDOW)
    page.goto(f"{app}/room")
    page.get_by_label("Title").fill("Class 5B")
    page.get_by_role("button", name="Open room").click()
    page.get_by_text("Nobody has joined yet").wait_for()
    return page.get_by_test_id("address").input_value().split("code=")[1]


def join(page, app, code, name):
    page.goto(f"{app}/room?code={code}")
    page.get_by_label("Display name").fill(name)
    page.get_by_role("button", name="Join room").click()
    page.get_by_text(f"You are {name}.").wait_for()


def test_a_teacher_locks_two_controls_a_student_trains_with_them_and_the_board_shows_the_run(app, page, visitor):
    teacher, student = page, visitor()
    code = open_room(teacher, app)
    join(student, app, code, "Anna")
    student.get_by_text("Your teacher has not given a task yet").wait_for()
    teacher.get_by_role("button", name="Task", exact=False).first.click()
    teacher.get_by_role("link", name="Make a task").click()
    teacher.get_by_label("Title").fill("Beta and blur")
    teacher.get_by_label("Beta", exact=True).fill("4")
    teacher.keyboard.press("Enter")
    answered(teacher)
    lock(teacher, "Beta")
    lock(teacher, "Latent dimensions")
    field = teacher.get_by_test_id("address")
    teacher.wait_for_function(
        "() => location.search.includes('lock=latent_dim') && location.search.includes('lock=beta')"
    )
    answered(teacher)
    until(teacher, field.input_value, lambda address: "lock=latent_dim:2&lock=beta:4" in address)
    until(teacher, lambda: decoded(teacher.get_by_test_id("qr").first), lambda address: address == field.input_value())
    teacher.get_by_role("button", name="Give to this room").click()
    teacher.get_by_text("see this task on their Classroom page").wait_for()
    teacher.get_by_role("link", name="Show the room").click()

    begin = student.get_by_role("link", name="Start the task")  # it appears without a reload
    for scheme in THEMES:
        student.emulate_media(color_scheme=scheme)
        begin.wait_for()
        assert barriers(student) == [], scheme
        assert begin.evaluate("link => getComputedStyle(link).backgroundColor") != "rgba(0, 0, 0, 0)"
    card = teacher.get_by_test_id("board").get_by_role("listitem").filter(has_text="Anna")
    card.get_by_text("No training yet").wait_for()
    begin.click()
    student.get_by_text("Beta and blur").wait_for()
    student.get_by_text("Latent dimensions 2").wait_for()
    assert student.get_by_role("spinbutton", name="Latent dimensions").count() == 0
    slider = student.get_by_role("slider", name="Beta", exact=True)
    assert slider.is_disabled()
    assert slider.get_attribute("aria-valuetext") == "4"
    student.get_by_text("🔒 set by your teacher").wait_for()
    student.get_by_label("Seconds").fill("3600")  # until it is stopped
    student.get_by_label("Seconds").press("Enter")
    answered(student)
    student.locator("[data-testid=pause]:enabled").click()
    card.get_by_text("beta 4", exact=True).wait_for()
    card.get_by_role("img", name="Images of Anna's run, above their reconstructions").wait_for()
    assert slider.is_disabled()
    for scheme in THEMES:
        teacher.emulate_media(color_scheme=scheme)
        assert barriers(teacher) == [], scheme
        student.emulate_media(color_scheme=scheme)
        assert barriers(student) == [], scheme
    student.get_by_role("button", name="Stop", exact=True).click()


def test_a_projected_room_is_read_from_the_back_row_and_by_a_camera(app, visitor):
    page = visitor()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")  # as over plain http
    code = open_room(page, app)
    address = page.get_by_test_id("address").input_value()
    page.get_by_role("button", name="Copy address").click()
    page.get_by_role("button", name="Copied").wait_for()
    page.get_by_role("button", name="Project this").click()
    shown = page.get_by_test_id("projected")
    letters = shown.get_by_text(f"{code[:4]}-{code[4:]}")
    assert letters.bounding_box()["height"] >= WINDOW["height"] / 8
    qr = shown.get_by_test_id("qr")
    assert qr.bounding_box()["height"] >= WINDOW["height"] / 2
    assert decoded(qr) == address
    for part in (letters, qr, shown.get_by_role("button", name="Close")):
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WINDOW["width"]
        assert box["y"] + box["height"] <= WINDOW["height"]
    for scheme in THEMES:
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], scheme
    page.keyboard.press("Escape")
    shown.wait_for(state="hidden")


def fill_the_window(boxes, count):
    """Returns whether the board has so many cards, which reach its end and no further."""
    ends = [box["y"] + box["height"] for box in boxes]
    return len(boxes) == count and 0.85 * WINDOW["height"] < max(ends) <= WINDOW["height"]


def test_cards_fill_the_board_and_choices_stay_as_students_join(app, page, visitor):
    code = open_room(page, app)
    for number, name in enumerate(("Cem", "Anna")):
        join(visitor(), app, code, name)
        page.get_by_role("button", name=f"Enlarge the card of {name}").wait_for()
        until(page, lambda: page.evaluate(CARDS), lambda boxes, count=number + 1: fill_the_window(boxes, count))
    page.get_by_label("Sort by").select_option("Name")
    page.get_by_role("button", name="Cards", exact=True).click()
    names = page.locator(".board-name")
    until(page, names.all_inner_texts, lambda shown: shown[:2] == ["Anna", "Cem"])
    page.get_by_role("button", name="Enlarge the card of Cem").click()
    large = page.get_by_test_id("enlarged")
    large.get_by_text("No training yet").wait_for()
    join(visitor(), app, code, "Ben")
    page.wait_for_function(f"() => ({CARDS})().length === 4")  # three cards and the enlarged one
    assert large.is_visible()
    assert barriers(page) == []
    large.get_by_role("button", name="Close").click()
    until(page, names.all_inner_texts, lambda shown: shown[:3] == ["Anna", "Ben", "Cem"])
    page.reload()
    page.get_by_role("button", name="Enlarge the card of Ben").wait_for()
    until(page, page.get_by_label("Sort by").input_value, lambda value: value == "name")
    assert page.get_by_role("button", name="Cards", exact=True).get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("scheme", THEMES)
def test_the_task_page_fits_one_window_and_the_map_s_locked_layers_stay(scheme, app, page):
    page.set_viewport_size(WINDOW)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{app}/task")
    page.get_by_test_id("qr").first.wait_for()
    last = page.get_by_text("Hide all other settings")
    answered(page)
    until(page, last.bounding_box, lambda box: box and box["y"] + box["height"] <= WINDOW["height"])
    assert barriers(page) == []
    page.goto(f"{app}/map?lock=layers:points,grid&title=Look")
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    switch = page.get_by_role("switch", name="Density")
    assert switch.is_disabled()
    page.get_by_test_id("map").focus()
    page.keyboard.press("d")
    assert not switch.is_checked()
    assert barriers(page) == []


def test_a_task_stays_in_its_tab_when_another_address_is_typed_until_it_is_left(app, page):
    is_kept = "() => sessionStorage.getItem('latent-lab-task') !== null"
    page.goto(f"{app}/kl?title=Look%20first")
    page.wait_for_function(is_kept)
    page.goto(f"{app}/map")
    back = page.get_by_role("link", name="Back to the task")
    back.wait_for()
    page.reload()
    back.wait_for()
    page.get_by_role("button", name="Leave the task").click()
    page.wait_for_function(f"() => !({is_kept})()")
    page.reload()
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    answered(page)
    assert back.count() == 0
