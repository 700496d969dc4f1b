"""What axe-core finds on every page, in both themes, as a visitor's system turns from one to the other: nothing."""

import pytest

from tests.support.axe import OF_COLOURS, assert_no_barrier_in_either_theme, barriers
from tests.support.map_page import open_map
from tests.support.paths import PRETRAINED, ROOT
from tests.support.train_page import start
from tests.support.waiting import answered
from vae_core.runs.html_page import write_page
from vae_core.runs.run import Run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.may_retry("waits for pages that load late, and for a training worker, on busy cores"),
]
LESSONS = {path.stem for path in (ROOT / "pages" / "lab").glob("*.py")}  # checked where test_lessons.py opens them
PLACES = sorted({path.stem for path in (ROOT / "pages").rglob("*.py")} - {"home", "navigation"} - LESSONS)
STATES = ["train?run=mnist-vae-2d", "train?data=sprites&model=autoencoder", "map?run=nobody"]


@pytest.mark.parametrize("place", ["", *PLACES, *STATES])
def test_every_page_follows_the_theme_and_has_no_serious_barrier_in_either(app, page, place):
    page.goto(f"{app}/{place}")
    page.get_by_role("heading", level=1).wait_for()
    answered(page)
    assert_no_barrier_in_either_theme(page)


def test_the_map_has_none_with_a_point_in_hand_and_all_layers_on(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-10d")
    for switch in page.get_by_role("switch").all():
        switch.check()
    page.get_by_role("button", name="3", exact=True).click()
    page.get_by_test_id("map").click(position={"x": 300, "y": 250})
    for tab in ("Sliders", "Draw", "Selection", "Traverse", "Posterior"):
        page.get_by_role("tab", name=tab).click()
        assert_no_barrier_in_either_theme(page)


@pytest.mark.slow
def test_a_training_has_none_while_it_runs(app, page):
    start(page, app)
    assert_no_barrier_in_either_theme(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()
    assert_no_barrier_in_either_theme(page)


def test_a_run_taken_home_has_none(browser, tmp_path):
    path = write_page(Run(PRETRAINED / "sprites-vae-6d"), tmp_path / "page.html")
    page = browser.new_page(color_scheme="light")
    page.goto(path.as_uri())
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, OF_COLOURS) == []
    page.close()


def test_a_barrier_would_be_found_also_inside_a_component(app, page):
    open_map(page, f"{app}/map?run=mnist-vae-2d")
    page.get_by_test_id("decoded").evaluate(
        "canvas => { const button = document.createElement('button'); canvas.after(button); }"
    )
    assert ["button-name" in line for line in barriers(page)] == [True]
