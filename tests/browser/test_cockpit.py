"""The Train page as one instrument: all of it in the window, nothing moves, beta is answered at once."""

import math
import re

import pytest

from dashboard.ui.glossary import explain
from tests.support.train_page import ENDLESS, LENGTH, open_page, press_train
from tests.support.waiting import settled, until
from vae_core.runs.run import list_runs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker and for frames of the browser while it trains"),
]
WINDOWS = [(1280, 720), (1366, 768), (1920, 1080)]
PARTS = ("beta", "curves", "plane", "reconstructions", "pause")
# From the press of Train on: where the parts are, each time one of them has moved, and what of them is outside the window.
WATCH = """(parts) => {
  const edges = (part) => {
    const {left, top, right, bottom} = document.querySelector(`[data-testid=${part}]`).getBoundingClientRect();
    return [left, top, right, bottom];
  };
  window.places = [];
  (function look() {
    const now = Object.fromEntries(parts.map((part) => [part, edges(part)]));
    if (JSON.stringify(places.at(-1)) !== JSON.stringify(now)) places.push(now);
    requestAnimationFrame(look);
  })();
}"""
SPREAD = """() => {  // of the painted points, in pixels
  const canvas = document.querySelector('[data-testid=plane-points]');
  const {data, width, height} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [count, x, y, squares] = [0, 0, 0, 0];
  for (let at = 0; at < width * height; at++) {
    const [r, g, b, a] = data.subarray(4 * at, 4 * at + 4);
    if (a < 120 || Math.max(r, g, b) - Math.min(r, g, b) < 60) continue;  // the prior's contours are grey
    const [column, row] = [at % width, Math.floor(at / width)];
    [count, x, y, squares] = [count + 1, x + column, y + row, squares + column ** 2 + row ** 2];
  }
  return Math.sqrt(squares / count - (x / count) ** 2 - (y / count) ** 2);
}"""
CURVES = "() => document.querySelector('[data-testid=curves]')"
SLIDER = "() => document.querySelector('[data-testid=time-slider]')"
KL = "() => document.querySelector('[data-testid=curves]').data[2].y.at(-1)"
MARKS = "() => document.querySelector('[data-testid=curves]').layout.annotations.map(({text}) => text)"
# Presses Train; returns the button's text and the run's state directly afterwards, and records the button's later texts.
PRESS_TRAIN = """() => {
  const button = document.querySelector('[data-testid=pause]');
  window.names = [];
  button.click();
  const note = () => names.at(-1) !== button.textContent && names.push(button.textContent);
  note();
  new MutationObserver(note).observe(button, {childList: true, characterData: true, subtree: true});
  return [button.textContent, document.querySelector('[data-testid=live-state]').textContent];
}"""
STEPS_OF_BETA = {20.0: 40}


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [*((*size, "") for size in WINDOWS), *((*size, "present=1&") for size in WINDOWS)],
)
def test_all_parts_are_in_the_window_and_none_moves_from_train_to_the_end(app, page, width, height, mode):
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, app, f"{mode}{ENDLESS}")
    for part in PARTS:
        assert page.get_by_test_id(part).count() == 1
    page.evaluate(WATCH, list(PARTS))
    press_train(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    if not mode:  # presentation mode leaves the button out
        page.get_by_role("button", name="Diagnosis").and_(page.locator(":enabled")).wait_for()
    places = page.evaluate("places")
    for part in PARTS:
        edges = [now[part] for now in places]
        assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in edges)
        assert max(abs(a - b) for now in edges for a, b in zip(now, edges[0], strict=True)) <= 2, part
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight") <= height
    assert page.get_by_test_id("beta").bounding_box()["width"] >= width / 4


def test_train_becomes_pause_under_the_pointer(app, page):
    open_page(page, app, ENDLESS)
    button = page.get_by_test_id("pause")
    before = button.bounding_box()
    assert page.evaluate(PRESS_TRAIN) == ["Starting", "Starting"], "at once, before the server answers"
    page.get_by_role("button", name="Pause", exact=True).wait_for()
    assert page.evaluate("() => window.names") == ["Starting", "Pause"], "and Train never returns in between"
    assert button.bounding_box() == before
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert button.bounding_box() == before


def test_beta_moved_from_0_to_20_while_it_trains_lowers_the_kl_and_contracts_the_plane(app, page):
    open_page(page, app, f"{ENDLESS}&beta=0")
    press_train(page, reports=25)
    page.get_by_role("switch", name="Decoded images").uncheck()
    page.wait_for_function(f"() => ({SPREAD})() > 40")
    page.wait_for_function(f"() => ({KL})() > 10")  # after how many reports depends on the machine
    kl, spread = page.evaluate(KL), page.evaluate(SPREAD)
    page.get_by_role("slider", name="Beta", exact=True).fill(str(STEPS_OF_BETA[20.0]))
    page.wait_for_function(f"() => ({MARKS})().includes('beta 20')")
    page.wait_for_function(f"() => ({KL})() < {kl / 3}")
    page.wait_for_function(f"() => ({SPREAD})() < {spread / 2}")
    assert page.get_by_test_id("beta").locator("output").inner_text() == "20"
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert "beta=20" in page.url, "the next training begins with it"


def test_the_buttons_are_locked_while_the_last_files_are_written(app, page):
    open_page(page, app, "data=mnist&seconds=3")  # the codes of 70,000 images take a second or more
    page.evaluate(PRESS_TRAIN)
    page.get_by_text("The 3 s are over").wait_for()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert page.evaluate("() => window.names") == ["Starting", "Pause", "Saving", "Train"]


def test_tiles_and_controls_explain_themselves_and_nothing_moves(app, page):
    open_page(page, app)
    term, tip = page.locator(".live-figures").locator(".live-term").first, page.get_by_role("tooltip")
    before = [page.get_by_test_id(part).bounding_box() for part in PARTS]
    term.focus()
    term.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert tip.inner_text() == explain("ELBO")
    assert term.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.get_by_role("button", name="One step").hover(force=True)
    page.get_by_role("slider", name="Beta", exact=True).focus()
    page.locator(".beta-words").get_by_role("button").click()
    tip.get_by_text(explain("beta")).wait_for()
    page.mouse.click(5, 5)
    tip.wait_for(state="hidden")
    assert [page.get_by_test_id(part).bounding_box() for part in PARTS] == before


def test_beta_before_a_training_is_that_of_the_training_and_its_effect_is_measured(app, page):
    open_page(page, app, f"{ENDLESS}&likelihood=gaussian&sd=0.5")
    meter = page.get_by_test_id("effective-beta")
    assert meter.inner_text() == "effective \N{EN DASH}", "the error is unknown before the training"
    assert page.get_by_role("slider", name="Beta", exact=True).count() == 1
    page.get_by_role("slider", name="Beta", exact=True).fill("29")  # the step of beta 4
    press_train(page)
    assert page.locator(".live-figure small").last.inner_text().split(" + ")[1].startswith("4 ")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    reconstruction = float(page.locator(".live-figure output").nth(1).inner_text())
    error = 2 * 0.5**2 * (reconstruction - 32 * math.log(2 * math.pi * 0.5**2)) / 64
    assert float(meter.inner_text().split()[1]) == pytest.approx(4 * 0.5**2 / error, rel=0.06)  # two digits


def test_an_empty_page_shows_a_recorded_training_in_the_time_machine(app, page):
    open_page(page, app)
    page.get_by_text("Recorded training", exact=True).wait_for()
    slider = page.get_by_test_id("time-slider")
    page.locator("[data-testid=time-slider]:enabled").wait_for()
    assert int(slider.get_attribute("max")) >= 11
    slider.fill("3")
    page.wait_for_function(f"() => ({CURVES})().layout?.shapes.some(({{name}}) => name === 'time machine')")
    early = page.locator(".live-figure output").first.inner_text()
    slider.press("End")
    page.wait_for_function(f"() => document.querySelector('.live-figure output').textContent !== {early!r}")
    assert re.fullmatch(r"gap [+\u2212]\d+\.\d", page.get_by_test_id("gap").inner_text())
    for name in ("One step", "Slow", "Stop", "+5 epochs"):
        assert page.get_by_role("button", name=name, exact=True).is_disabled()


def test_the_recorded_training_is_played_from_the_plane_by_mouse_and_keyboard(app, page):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, app)
    name = "Play the recorded training"
    play, below, plane = (
        page.get_by_role("button", name=name),
        page.get_by_test_id("time-play"),
        page.locator(".plane-plot"),
    )
    page.get_by_text(f"“{name}” shows how it learned").wait_for()
    button, window = play.bounding_box(), plane.bounding_box()
    assert window["x"] < button["x"] < button["x"] + button["width"] < window["x"] + window["width"]
    assert window["y"] < button["y"] < button["y"] + button["height"] < window["y"] + window["height"]
    before = page.get_by_test_id("plane-points").bounding_box()
    play.focus()
    page.keyboard.press("Enter")
    play.wait_for(state="hidden")
    assert page.get_by_test_id("plane-points").bounding_box() == before
    page.wait_for_function(f"() => Number(({SLIDER})().value) > 0")
    page.keyboard.press("Space")  # the focus is on the button that stops
    play.wait_for()
    assert below.inner_text() == "Play"
    assert int(page.get_by_test_id("time-slider").input_value()) < int(
        page.get_by_test_id("time-slider").get_attribute("max")
    )
    play.click()
    play.wait_for(state="hidden")
    assert below.inner_text() == "Stop film"


def test_a_press_on_the_curves_shows_that_moment(app, page):
    open_page(page, app)
    page.locator("[data-testid=time-slider]:enabled").wait_for()
    page.wait_for_function(f"() => ({LENGTH})() > 20")
    box = page.get_by_test_id("curves").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_function(f"() => Number(({SLIDER})().value) < Number(({SLIDER})().max)")
    at = int(page.get_by_test_id("time-slider").input_value())
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_function(f"() => Number(document.querySelector('[data-testid=time-slider]').value) > {at}")


@pytest.fixture
def phone(phone, runs_folder):
    yield phone
    for run in list_runs(runs_folder):
        if not run.is_over:
            run.ask_to_stop()


class Finger:
    """A finger on the page, by the browser's own protocol: it scrolls, drags and cancels as a real one does."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def send(self, name, *points):
        touched = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": name, "touchPoints": touched})

    def move(self, x, y, right, down, steps=10):
        """Put it down at x, y, in pixels of the window, and move it."""
        self.send("touchStart", (x, y))
        for step in range(1, steps + 1):
            self.send("touchMove", (x + right * step / steps, y + down * step / steps))

    def swipe(self, *places):
        self.move(*places)
        self.send("touchEnd")


SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"
PICTURE = "() => document.querySelector('[data-testid=held-picture]').toDataURL()"
# Small targets: neither the element nor what reacts for it (its ::after, or the label around it) has 44 x 44 pixels.
SMALL = """() => {
  const size = (element, part) => {
    const {width, height} = element.getBoundingClientRect();
    const inset = getComputedStyle(element, '::after');
    const [x, y] = part && inset.content !== 'none' && inset.position === 'absolute'
      ? [-2 * parseFloat(inset.left), -2 * parseFloat(inset.top)] : [0, 0];
    return [width + x, height + y];
  };
  return [...document.querySelectorAll('.live-view :is(button, input, select, [role=application])')]
    .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
    .map((element) => ({name: element.textContent || element.ariaLabel, size: size(element.closest('label') ?? element, true)}))
    .filter(({size}) => size[1] < 44 || size[0] < 44);
}"""


# What of a row is seen beyond the window's right edge.
BEYOND = """(row) => [...document.querySelectorAll(`${row} :is(button, input, a, p)`)]
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth).map((part) => part.textContent)"""


def test_a_swipe_scrolls_a_phone_and_a_drag_moves_the_marker_beside_its_picture(app, phone):
    open_page(phone, app)
    phone.locator("[data-testid=time-slider]:enabled").wait_for()
    puck, plane = phone.get_by_test_id("held-point"), phone.get_by_test_id("plane-points").bounding_box()
    puck.wait_for()
    before, box = phone.evaluate(PICTURE), puck.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = Finger(phone)
    finger.move(x, y, 56, 28)
    phone.wait_for_function(f"() => ({PICTURE})() !== {before!r}")
    picture = phone.get_by_test_id("held-picture").bounding_box()
    assert 0 < picture["y"] < picture["y"] + picture["height"] <= 844, "the picture is seen while the finger drags"
    finger.send("touchEnd")
    assert phone.evaluate(SCROLLED) == 0
    finger.swipe(plane["x"] + 20, plane["y"] + plane["height"] - 10, 0, -200)
    phone.wait_for_function(f"() => ({SCROLLED})() > 100")
    scrolled, value = phone.evaluate(SCROLLED), phone.get_by_test_id("time-slider").input_value()
    curves = phone.get_by_test_id("curves").bounding_box()
    finger.swipe(curves["x"] + 150, curves["y"] + 100, 0, -100)
    phone.wait_for_function(f"() => ({SCROLLED})() > {scrolled}")
    assert phone.get_by_test_id("time-slider").input_value() == value, "the page scrolls, the time machine stays"
    label = phone.locator(".beta-words .live-term")
    assert label.evaluate("""(term) => {
      const {left, top, height} = term.getBoundingClientRect();
      return document.elementFromPoint(left + 4, top + height / 2) === term;
    }"""), "the header covers nothing of the bar"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (820, 1180)])
def test_targets_of_fingers_are_44_pixels_high(app, browser, width, height):
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_page(page, app)
    page.locator("[data-testid=time-slider]:enabled").wait_for()
    assert page.evaluate(SMALL) == []
    context.close()


def test_two_taps_on_train_make_one_run(app, phone, runs_folder):
    before = len(list_runs(runs_folder))
    open_page(phone, app, "data=digits&seconds=3")
    # The third within a frame: a later one could meet the button as Pause.
    phone.evaluate("""() => new Promise((done) => {
      const tap = () => document.querySelector("[data-testid=pause]").click();
      tap();
      tap();
      requestAnimationFrame(() => done(tap()));
    })""")
    phone.get_by_text("The 3 s are over").wait_for()
    phone.get_by_role("button", name="Train", exact=True).wait_for()
    assert len(list_runs(runs_folder)) == before + 1


def test_on_a_phone_one_sees_the_training_after_train(app, phone):
    open_page(phone, app, ENDLESS)
    phone.get_by_test_id("pause").tap()
    phone.get_by_role("button", name="Pause", exact=True).wait_for()
    phone.wait_for_function(f"() => ({LENGTH})() > 5")
    for part in ("beta", "plane", "reconstructions", "pause"):
        box = phone.get_by_test_id(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844, part
        assert box["x"] + box["width"] <= 390, part
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert phone.evaluate(BEYOND, ".st-key-train-row") == []
    assert phone.get_by_test_id("pause").bounding_box()["height"] >= 44
    phone.get_by_role("button", name="Stop", exact=True).tap()
    phone.get_by_role("button", name="Train", exact=True).wait_for()


# What lies over another part, runs out of its own, or is too low to be used; in a window that scrolls.
FAULTS = """() => {
  const all = (names) => [...document.querySelectorAll(names)].filter((part) => part.checkVisibility());
  const name = (part) => `${part.className.baseVal ?? part.className} ${part.textContent.slice(0, 20)}`;
  const meet = (one, other) => {
    const [a, b] = [one, other].map((part) => part.getBoundingClientRect());
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  };
  const pairs = (parts) => parts.flatMap((one, at) => parts.slice(at + 1).filter((other) => meet(one, other))
    .map((other) => `${name(one)} meets ${name(other)}`));
  const around = (inner, outer) => {
    const [a, b] = [inner, outer].map((names) => all(names)[0].getBoundingClientRect());
    return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom ? [] : [`${inner} leaves ${outer}`];
  };
  return [
    ...pairs(all(
      ".live-steer, .live-plane, .live-pictures, .live-charts, .live-time, .live-figures, .live-tabs")),
    ...pairs(all(".live-buttons > *, .beta-words, .beta-track, .beta-figure, .live-status")),
    ...pairs(all(".live-key > *, .live-switch, .live-files, .live-charts .nsewdrag")),
    ...pairs(all(".time-player > *")),
    ...pairs(all(".st-key-train-row .stNumberInput :is(label, [data-testid=stNumberInputContainer])")),
    ...all(".live-button, .live-message, .live-place, .live-caption")
      .filter((part) => part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1)
      .map((part) => `${name(part)} is cut`),
    ...all(".plane-plot, .live-held, .live-charts").filter((part) => part.clientHeight < 60)
      .map((part) => `${name(part)} is low`),
    ...around(".plane-play", ".plane-plot"),
    ...all("[data-testid=stMain]").filter((part) => part.scrollWidth > part.clientWidth).map(() => "scrolls sideways"),
  ];
}"""
SMALL_WINDOWS = [(844, 390), (667, 375), (740, 360), (932, 430), (820, 700), (820, 1180), (390, 844), (320, 640)]


def test_on_phones_and_tablets_nothing_covers_another_part_at_any_letter_size(app, phone):
    open_page(phone, app)
    phone.locator("[data-testid=time-slider]:enabled").wait_for()
    for letters in ("Normal", "Very large"):
        phone.get_by_role("button", name="Display: theme and letter size").tap()
        phone.get_by_role("radio", name=letters, exact=True).check()
        phone.keyboard.press("Escape")
        for width, height in SMALL_WINDOWS if letters == "Normal" else SMALL_WINDOWS[:-1]:
            phone.set_viewport_size({"width": width, "height": height})
            settled(phone)
            until(phone, lambda: phone.evaluate(FAULTS), lambda faults: not faults)
