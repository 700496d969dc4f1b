"""The time machine in a real browser: a training's frames are walked through, held and saved."""

from io import BytesIO

import pytest
from PIL import Image

from tests.support.trained_runs import trained
from tests.support.waiting import settled, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("reads canvases that a browser on busy cores may paint late"),
]
MARK = """() => document.querySelector('[data-testid=curves]')?.layout?.shapes
  .filter(({name, xref}) => name === 'time machine' && xref === 'x').map(({x0}) => x0)"""
# What is drawn, as text: equal only where all pixels are.
DRAWN = """(element) => (element.tagName === 'CANVAS' ? [element] : [...element.querySelectorAll('canvas')])
  .map((canvas) => canvas.toDataURL()).join()"""


@pytest.fixture(scope="module")
def address(app, runs_folder):
    """The address of a run that trained for a second."""
    return f"{app}/train?run={trained(runs_folder, 'frames', latent_dim=2, hidden=[64], epochs=6).id}"


def opened(page, address):
    """The page, with the last frame shown in full."""
    page.goto(address)
    slider = page.get_by_test_id("time-slider")
    page.locator("[data-testid=time-slider]:enabled").wait_for()
    page.get_by_test_id("held-picture").wait_for()
    for part in PARTS:
        page.wait_for_function(PAINTED, arg=part)
    settled(page)
    return slider


# Whether something is painted on each of a part's canvases.
PAINTED = """(selector) => {
  const part = document.querySelector(selector);
  const canvases = part.tagName === 'CANVAS' ? [part] : [...part.querySelectorAll('canvas')];
  return canvases.length && canvases.every((canvas) => canvas.width
    && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value));
}"""


def drawn(page):
    """Plane, points, picture of the held point and reconstructions."""
    shown = [page.get_by_test_id(name).evaluate(DRAWN) for name in ("plane-ground", "plane-points", "held-picture")]
    return [*shown, page.locator("[data-testid=reconstructions]").evaluate(DRAWN)]


def other(page, name, before):
    """Wait until a canvas shows something else."""
    page.wait_for_function(
        f"([selector, before]) => ({DRAWN})(document.querySelector(selector)) !== before", arg=[name, before]
    )


PARTS = (
    "[data-testid=plane-ground]",
    "[data-testid=plane-points]",
    "[data-testid=held-picture]",
    "[data-testid=reconstructions]",
)


def test_the_slider_moves_curves_points_pictures_and_held_point_together(page, address):
    slider = opened(page, address)
    assert page.evaluate(MARK) == []
    words, before = slider.get_attribute("aria-valuetext"), drawn(page)
    assert words == page.get_by_test_id("time-when").inner_text()
    last = int(slider.get_attribute("max"))
    assert last >= 4
    slider.focus()
    page.keyboard.press("Home")
    for part, shown in zip(PARTS, before, strict=True):
        other(page, part, shown)
    page.wait_for_function(f"() => ({MARK})()[0] === 0")
    assert slider.get_attribute("aria-valuetext").startswith("Before the first step (frame 1 of")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => ({MARK})()[0] > 0")
    page.keyboard.press("End")
    page.wait_for_function(f"() => ({MARK})().length === 0")
    assert slider.get_attribute("aria-valuetext") == words


def test_the_held_point_is_drawn_by_the_frame_s_own_decoder_and_asks_the_server_nothing(page, address):
    slider = opened(page, address)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    marker, picture = page.get_by_test_id("held-point"), page.get_by_test_id("held-picture")
    before, code = picture.evaluate(DRAWN), page.locator("[data-testid=held-place]").inner_text()
    box = page.get_by_test_id("plane-points").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.3, steps=5)
    page.mouse.up()
    other(page, PARTS[2], before)
    until(page, page.locator("[data-testid=held-place]").inner_text, lambda now: now != code)
    settled(page)
    moved = picture.evaluate(DRAWN)
    marker.focus()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("ArrowRight")
    other(page, PARTS[2], moved)
    assert [url for url in asked if "/events" not in url] == []
    settled(page)
    held = picture.evaluate(DRAWN)
    slider.fill("0")
    other(page, PARTS[2], held)
    until(page, lambda: any(url.endswith("/0.safetensors") for url in asked), bool)


WATCH = """() => {
  window.seen = [];
  const [slider, words] = ['slider', 'when'].map((name) => document.querySelector(`[data-testid=time-${name}]`));
  new MutationObserver(() => seen.push(Number(slider.value))).observe(words, {childList: true});
}"""


# At each frame in which the curves are to be seen: how wide they are, and their place.
WIDTHS = """window.widths = [];
  (function look() {
    const place = document.querySelector('.live-charts');
    const drawn = place?.querySelector('.main-svg');
    if (drawn && place.checkVisibility({visibilityProperty: true})) widths.push([drawn.clientWidth, place.clientWidth]);
    requestAnimationFrame(look);
  })();"""


@pytest.mark.parametrize("width", [800, 1280])
def test_the_curves_of_a_run_that_is_over_fit_their_place(page, address, width):
    page.set_viewport_size({"width": width, "height": 1000})
    session = page.context.new_cdp_session(page)  # add_init_script would watch the pages of later tests, too
    session.send("Page.enable")
    session.send("Page.addScriptToEvaluateOnNewDocument", {"source": WIDTHS})
    page.goto(address)
    page.get_by_test_id("time-slider").wait_for()
    page.wait_for_function("() => widths.length > 10")
    session.detach()
    assert [pair for pair in page.evaluate("widths") if abs(pair[0] - pair[1]) > 1] == []


def test_play_goes_through_the_frames_to_the_last_and_stops(page, address):
    slider = opened(page, address)
    page.evaluate(WATCH)
    play = page.get_by_test_id("time-play")
    play.click()
    last = int(slider.get_attribute("max"))
    page.wait_for_function(f"() => seen.at(-1) === {last}")
    page.wait_for_function("() => document.querySelector('[data-testid=time-play]').textContent === 'Play'")
    assert page.evaluate("seen") == list(range(last + 1))
    assert play.get_attribute("aria-pressed") == "false"


def test_the_axes_can_be_shown_as_the_network_has_them(page, address):
    slider = opened(page, address)
    slider.fill("0")
    page.get_by_text("distances are unchanged").wait_for()
    before = drawn(page)
    page.get_by_role("switch", name="Align frames").uncheck()
    page.get_by_text("The axes as the network has them").wait_for()
    other(page, PARTS[1], before[1])


def test_the_animation_has_a_picture_for_each_frame(page, address):
    slider = opened(page, address)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save GIF").click()
    film = Image.open(BytesIO(download.value.path().read_bytes()))
    assert film.n_frames == int(slider.get_attribute("max")) + 1
    assert film.size[0] > 400
    first = film.convert("RGB").tobytes()
    film.seek(film.n_frames - 1)
    assert film.convert("RGB").tobytes() != first


def test_a_conditional_model_is_asked_for_the_class_one_chooses(page, app, runs_folder):
    run = trained(runs_folder, "conditional-frames", model="conditional_vae", epochs=4)
    slider = opened(page, f"{app}/train?run={run.id}")
    ground, _, picture, strip = drawn(page)
    page.get_by_label("Label of the picture").select_option(label="7")
    other(page, PARTS[0], ground)
    other(page, PARTS[2], picture)
    assert page.locator("[data-testid=reconstructions]").evaluate(DRAWN) == strip
    settled(page)
    of_seven = page.get_by_test_id("held-picture").evaluate(DRAWN)
    slider.fill("0")
    other(page, PARTS[2], of_seven)
    slider.fill(slider.get_attribute("max"))
    page.wait_for_function(
        f"([selector, wanted]) => ({DRAWN})(document.querySelector(selector)) === wanted", arg=[PARTS[2], of_seven]
    )
