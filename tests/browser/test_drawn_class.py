"""A class drawn in a real browser, from the pad to an island of its own on the latent map; and shots of the camera."""

import random
import re

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from tests.support.axe import barriers
from tests.support.browsers import FLAGS
from tests.support.map_page import open_map
from tests.support.patient_browser import PatientBrowser
from tests.support.waiting import answered, settled, until, wait_for
from tests.support.windows import inside
from vae_core.datasets.own_images import read_own
from vae_core.files import read_tensors
from vae_core.own_sets import find_own, list_own
from vae_core.runs.run import open_run

pytestmark = pytest.mark.browser
STAR = [(0.5, 0.0), (0.8, 0.95), (0.02, 0.36), (0.98, 0.36), (0.2, 0.95), (0.5, 0.0)]  # in a square of side 1
GLYPHS, HELD = 20, 10
# Of the retraining, two epochs, after which it is stopped: a busy machine takes 22 in 5 s, a quiet one 1000.
STEPS = 1000
FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def draw_star(page, rng):
    """Draws a star with the mouse, each corner up to a twentieth of the pad away from its place."""
    box = page.get_by_test_id("pad").bounding_box()
    within = lambda start, size, at: start + size * (0.15 + 0.7 * at + rng.gauss(0, 0.03))  # noqa: E731
    places = [(within(box["x"], box["width"], x), within(box["y"], box["height"], y)) for x, y in STAR]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def open_pad(page, app, name):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/data?source=draw")
    field = page.get_by_label("Class name")
    field.fill(name)
    field.press("Enter")
    page.get_by_test_id("class-pad").wait_for()
    answered(page)


def counted(page, words):
    until(page, page.get_by_test_id("glyph-count").inner_text, lambda now: now == words)


def test_the_pad_takes_a_glyph_from_the_keyboard_and_stays_while_the_person_is_elsewhere(app, page):
    open_pad(page, app, "corner")
    add = page.get_by_role("button", name="Add data set")
    for part in (page.get_by_test_id("class-pad"), add):
        assert until(page, lambda part=part: inside(page, part), bool)
    page.get_by_test_id("pad").focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "Space", "Enter"):
        page.keyboard.press(key)
    counted(page, "1 of 20 glyphs")
    page.get_by_text("Draw 4 more glyphs.").wait_for()
    assert add.is_disabled()
    assert barriers(page) == []
    page.get_by_role("radio", name="files").click()
    page.locator("input[type=file]").wait_for(state="attached")
    page.get_by_role("radio", name="draw").click()
    counted(page, "1 of 20 glyphs")
    page.get_by_role("button", name="Remove last").click()
    counted(page, "0 of 20 glyphs")


@pytest.mark.slow
def test_twenty_drawn_stars_become_an_island_of_the_latent_map(app, page, runs_folder):
    rng = random.Random(0)
    open_pad(page, app, "star")
    for number in range(GLYPHS):
        draw_star(page, rng)
        page.get_by_role("button", name="Keep glyph").click()
        counted(page, f"{number + 1} of 20 glyphs")
    answered(page)
    page.get_by_role("button", name="Add data set").click()
    field = page.get_by_label("Seconds")
    field.wait_for()  # 77,000 images are stored: 11 s on a quiet machine
    field.fill("3600")
    field.press("Enter")
    page.get_by_role("button", name="Retrain 3600 s").click()
    page.wait_for_url("**/train?run=*")
    run = open_run(runs_folder / page.url.partition("run=")[2].partition("&")[0])
    wait_for(run, lambda run: run.reached >= STEPS)
    run.ask_to_stop()
    wait_for(run, lambda run: run.is_over)
    assert (run.config.start_from, run.config.dataset.title) == ("mnist-vae-2d", "MNIST digits and star")
    open_map(page, f"{app}/map?run={run.id}")
    page.get_by_role("tab", name="Draw").click()
    codes, shown = [], page.get_by_test_id("z")
    for _ in range(HELD):
        before = shown.inner_text()
        draw_star(page, rng)
        until(page, shown.inner_text, lambda now, before=before: now != before)
        settled(page)  # the encoder may still be at the ink of an earlier moment
        codes.append(
            [float(part) for part in re.findall(r"-?\d+\.\d+", shown.inner_text().replace("\N{MINUS SIGN}", "-"))]
        )
        page.get_by_role("button", name="Clear", exact=True).click()
    latents, _ = read_tensors(run.path / "latents.safetensors")
    star = run.config.dataset.class_names.index("star")
    assert star == 10
    judge = KNeighborsClassifier(10).fit(latents["mean"].numpy(), latents["label"].numpy())
    recall = float((judge.predict(np.array(codes)) == star).mean())
    print(f"10-NN recall of {HELD} held stars after {run.last_report().epoch:.1f} epochs: {recall:.2f}")
    assert recall >= 0.8


@pytest.fixture
def camera_page(browser, chromium):
    """A page of a browser whose camera shows a moving test pattern."""
    kind = browser.browser.browser_type
    with kind.launch(executable_path=chromium, args=[*FLAGS, *FAKE_CAMERA]) as launched:
        yield PatientBrowser(launched).new_page(viewport={"width": 1280, "height": 720})


def test_shots_of_two_things_become_a_data_set(app, camera_page, runs_folder, monkeypatch):
    page = camera_page
    page.goto(app)
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("radio", name="camera").click()
    # The document was loaded as Home, which may not use the camera, so the page is loaded again.
    page.get_by_role("button", name="Turn camera on").click()
    page.wait_for_url("**/data?*camera=1*")
    page.get_by_role("button", name="Turn camera on").click()
    page.get_by_role("button", name="Turn camera off").wait_for()
    counts = page.get_by_test_id("shot-count")
    first = page.get_by_role("button", name="Hold to take shots of first")
    for part in (page.get_by_test_id("camera"), page.get_by_role("button", name="Add data set")):
        assert until(page, lambda part=part: inside(page, part), bool)
    first.hover()
    page.mouse.down()
    until(page, counts.first.inner_text, lambda words: words == "40 of 40")
    page.mouse.up()
    page.get_by_role("button", name="Hold to take shots of second").focus()
    page.keyboard.down(" ")
    until(page, counts.last.inner_text, lambda words: int(words.split()[0]) >= 8)
    page.keyboard.up(" ")
    second = int(counts.last.inner_text().split()[0])
    add = page.get_by_role("button", name="Add data set")
    until(page, add.is_enabled, bool)
    page.get_by_label("Name", exact=True).fill("pattern")
    page.get_by_label("Name", exact=True).press("Enter")
    answered(page)
    add.click()
    page.get_by_text("pattern was added.").wait_for()
    monkeypatch.setenv("LATENT_LAB_RUNS", str(runs_folder))
    (own,) = [found for found in list_own() if found.data.title == "pattern"]
    assert (own.data.shape, own.data.class_names) == ((1, 32, 32), ("first", "second"))
    images = read_own(find_own(own.data.name).data)
    assert [int((images.labels == label).sum()) for label in (0, 1)] == [40, second]
    assert len({image.numpy().tobytes() for image in images.images}) > 20  # the pattern moves
    assert counts.first.inner_text() == "0 of 40"
