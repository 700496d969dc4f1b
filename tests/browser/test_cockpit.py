"""The Train page as one instrument: all of it in the window, nothing moves, beta is answered at once."""

import pytest

from tests.support.train_page import LENGTH, open_page, press_train

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


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_all_parts_are_in_the_window_and_none_moves_from_train_to_the_end(app, page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, app, "data=digits&seconds=8")
    for part in PARTS:
        assert page.get_by_test_id(part).count() == 1
    page.evaluate(WATCH, list(PARTS))
    press_train(page)
    page.get_by_text("The 8 s are over").wait_for()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.get_by_role("button", name="Diagnosis").and_(page.locator(":enabled")).wait_for()
    places = page.evaluate("places")
    for part in PARTS:
        edges = [now[part] for now in places]
        assert all(0 <= left < right <= width and 0 <= top < bottom <= height for left, top, right, bottom in edges)
        assert max(abs(a - b) for now in edges for a, b in zip(now, edges[0], strict=True)) <= 2, part
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight") <= height
    assert page.get_by_test_id("beta").bounding_box()["width"] >= width / 4


def test_train_becomes_pause_under_the_pointer(app, page):
    open_page(page, app, "data=digits&seconds=60")
    button = page.get_by_test_id("pause")
    before = button.bounding_box()
    assert page.evaluate(PRESS_TRAIN) == ["Starting", "Starting"], "at once, before the server answers"
    page.get_by_role("button", name="Pause", exact=True).wait_for(timeout=180_000)
    assert page.evaluate("() => window.names") == ["Starting", "Pause"], "and Train never returns in between"
    assert button.bounding_box() == before
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert button.bounding_box() == before


def test_beta_20_lowers_the_kl_within_a_second_and_contracts_the_plane(app, page):
    open_page(page, app, "data=digits&seconds=60&beta=0")
    press_train(page, reports=25)
    page.get_by_role("switch", name="Decoded images").uncheck()
    page.wait_for_function(f"() => ({SPREAD})() > 40")
    before = {"kl": page.evaluate(KL), "spread": page.evaluate(SPREAD)}
    page.evaluate(
        f"""(before) => {{
      const start = performance.now();
      (function look() {{
        if (({KL})() < before / 2) return void (window.answered = performance.now() - start);
        requestAnimationFrame(look);
      }})();
    }}""",
        before["kl"],
    )
    page.get_by_role("slider", name="Beta", exact=True).fill(str(STEPS_OF_BETA[20.0]))
    page.wait_for_function("() => window.answered")
    page.wait_for_function(f"() => ({SPREAD})() < {before['spread'] / 2}")
    assert page.get_by_test_id("beta").locator("output").inner_text() == "20"
    print(f"the KL was halved after {page.evaluate('answered'):.0f} ms")
    assert page.evaluate("answered") < 3000  # on a busy machine; about a third of that on an idle one
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert "beta=20" in page.url, "the next training begins with it"


def test_beta_before_a_training_is_that_of_the_training(app, page):
    open_page(page, app, "data=digits&seconds=60")
    assert page.get_by_role("slider", name="Beta", exact=True).count() == 1
    page.get_by_role("slider", name="Beta", exact=True).fill("29")  # the step of beta 4
    press_train(page)
    assert page.locator(".live-figure small").last.inner_text().split(" + ")[1].startswith("4 ")
    page.get_by_role("button", name="Stop", exact=True).click()


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
    for name in ("One step", "Slow", "Stop", "+5 epochs"):
        assert page.get_by_role("button", name=name, exact=True).is_disabled()


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
def phone(browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def test_on_a_phone_one_sees_the_training_after_train(app, phone):
    open_page(phone, app, "data=digits&seconds=8")
    phone.get_by_test_id("pause").tap()
    phone.get_by_role("button", name="Pause", exact=True).wait_for(timeout=180_000)
    phone.wait_for_function(f"() => ({LENGTH})() > 5")
    for part in ("beta", "plane", "reconstructions", "pause"):
        box = phone.get_by_test_id(part).bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 844, part
        assert box["x"] + box["width"] <= 390, part
    assert phone.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert phone.get_by_test_id("pause").bounding_box()["height"] >= 44
    phone.get_by_text("The 8 s are over").wait_for()
