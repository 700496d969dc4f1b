"""The main journeys in Firefox and in WebKitGTK, the engine of Safari: one server and one window each."""

import pytest

from tests.support.other_browsers import firefox, webkit
from tests.support.paths import PRETRAINED
from vae_core.runs.html_page import write_page
from vae_core.runs.run import Run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker and for pages that load late on busy cores"),
]
READY, DECODED = "[data-testid=latent-map][data-state=ready]", "[data-testid=decoded]"
# A number that differs between two pictures; false while there is none.
INK = """element && element.width > 1 && ((context) =>
  context.getImageData(0, 0, element.width, element.height).data
    .reduce((sum, value, at) => at % 4 === 3 ? sum : sum + value * (1 + at % 97), 0))(element.getContext('2d'))"""
ANSWERED = "element && element.dataset.testScriptState === 'notRunning'"
LENGTH = "element && Math.max(0, ...(element.data ?? []).map(trace => trace.x.length))"


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["firefox", "webkit"])
def window(request):
    with request.param() as opened:
        yield opened


def answered(window):
    window.until(ANSWERED, "[data-testid=stApp]")


def drag_marker(window):
    """Drags from the middle of the map, and returns whether the decoded image changed on the way."""
    window.shown(READY)
    before = window.until(INK, DECODED)
    x, y, width, height = window.shown("[data-testid=map]")
    middle = (x + width / 2, y + height / 2)
    window.drag([middle, *((middle[0] + 8 * step, middle[1] - 6 * step) for step in range(1, 11))], is_released=False)
    window.until(f"{INK} !== {before} && {INK}", DECODED)
    window.release()


def test_the_first_drag_decodes_on_the_way_and_its_end_is_in_the_address(window, app):
    window.open(f"{app}/map?run=mnist-vae-2d")
    answered(window)
    drag_marker(window)
    window.until("/[?&]z=/.test(location.search)")
    assert not window.evaluate("element", "#lab-old")  # the words for old browsers


RATIOS = """element && [...element.querySelectorAll('canvas')].filter(each => each.clientWidth)
  .map(each => each.width / each.clientWidth)"""


@pytest.mark.parametrize("window", [firefox], indirect=True, ids=["firefox"])  # others cannot set the ratio
def test_another_screen_ratio_draws_the_map_in_its_pixels(window, app):
    window.open(f"{app}/map?run=mnist-vae-2d")
    window.shown(READY)
    for ratio in (1, 2, 1.25):
        window.protocol.set_ratio(ratio)
        window.until(f"({RATIOS}).every(each => Math.abs(each - {ratio}) < 0.01)", "[data-testid=plane]")
    window.protocol.set_ratio(1)


def test_a_training_draws_its_curves_and_ends(window, app):
    window.open(f"{app}/train?data=digits&length=epochs&epochs=100")
    window.until("element && !element.disabled", "[data-testid=pause]")
    answered(window)
    window.click("button", "Train")
    window.until(f"({LENGTH}) > 5", "[data-testid=curves]")
    window.until("/Finished 100 epochs/.test(element.innerText)", "[data-testid=live-view]")
    window.until("element.querySelectorAll('canvas').length >= 8", "[data-testid=reconstructions]")


def test_an_interpolation_shows_its_steps_and_plays(window, app):
    window.open(f"{app}/interpolate")
    window.shown("[data-testid=interpolate][data-state=ready]")
    before = window.until(INK, "[data-testid=now-linear]")
    share = window.evaluate("element.value", "[data-testid=share]")
    window.click("[data-testid=play]")
    window.until(f"element.value !== {share!r}", "[data-testid=share]")
    window.until(f"{INK} !== {before}", "[data-testid=now-linear]")


def test_a_recovery_code_is_made_and_shown_in_a_window_above_the_page(window, app):
    window.open(f"{app}/runs")
    answered(window)
    window.click("[popovertarget=lab-person]")
    window.click("button", "Make recovery code")
    code = window.until("element.value", "[data-testid=own-code]")
    assert len(code.replace("-", "")) == 28


def test_a_saved_file_decodes_without_a_server(window, tmp_path):
    window.open(write_page(Run(PRETRAINED / "mnist-vae-2d"), tmp_path / "map, 100 %.html").as_uri())
    drag_marker(window)
