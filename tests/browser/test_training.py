"""A training seen in a real browser: it outlives a reload, its curves only grow, and stopping keeps what was learned."""

import pytest

from tests.support.train_page import ENDLESS, LENGTH, open_page, press_train, start
from tests.support.waiting import until, wait_for
from vae_core.runs.control import read
from vae_core.runs.library import discard
from vae_core.runs.run import Run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker, which may get little CPU time on busy cores"),
]


def stop(page):
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()  # a diagnosis may say so, too


def test_a_training_goes_on_through_a_reload_and_stopping_keeps_what_was_learned(app, page):
    start(page, app)
    assert "run=" in page.url
    before = page.evaluate(LENGTH)
    page.reload()
    page.wait_for_function(f"() => ({LENGTH})() >= {before}")
    page.wait_for_function(f"() => ({LENGTH})() > {before} + 10")
    page.evaluate("() => Plotly.relayout(document.querySelector('[data-testid=curves]'), {'xaxis.range': [2, 9]})")
    now = page.evaluate(LENGTH)
    page.wait_for_function(f"() => ({LENGTH})() > {now} + 5")
    assert page.evaluate("() => document.querySelector('[data-testid=curves]').layout.xaxis.range") == [2, 9]
    stop(page)
    assert page.get_by_test_id("reconstructions").locator("canvas").count() >= 8
    page.get_by_role("tab", name="Prior samples").click()  # painted once it is seen
    assert page.get_by_test_id("live-samples").locator("canvas").count() == 10
    page.get_by_role("link", name="Open map").first.click()
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()


STEP_10 = 36  # of the slider: where beta is 10
MARKS = "() => document.querySelector('[data-testid=curves]').layout.annotations.map(({text}) => text)"


# Pixels of the step's five boxes that the window or their panel cuts off.
CUT_STEPS = """() => Math.max(...[...document.querySelectorAll(".live-step")].map((box) => {
  const panel = box.closest("[role=tabpanel]").getBoundingClientRect();
  return Math.max(0, box.getBoundingClientRect().bottom - Math.min(panel.bottom, innerHeight));
}))"""


def all_drawn(page, run):
    """Returns the number of the run's reports once the page shows all of them."""
    return until(page, lambda: page.evaluate(LENGTH), lambda count: count == len(run.reports()))


def test_a_training_is_paused_stepped_and_goes_on_and_longer(app, page, runs_folder):
    start(page, app)
    run = Run(runs_folder / page.url.split("run=")[1].split("&")[0])
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_text("Paused", exact=True).wait_for()
    wait_for(run, lambda run: run.summary.status == "paused")
    count = all_drawn(page, run)
    page.get_by_role("button", name="One step").click()
    page.get_by_role("button", name="One step").click()
    wait_for(run, lambda run: len(run.reports()) >= count + 2)
    page.get_by_text("in slow motion").wait_for()
    assert all_drawn(page, run) == count + 2
    assert [command.name for command in read(run.path)] == ["pause", "step", "step"]
    assert page.get_by_text("Paused", exact=True).is_visible()
    assert page.get_by_role("tab", name="Step in numbers").get_attribute("aria-selected") == "true"
    assert page.locator(".live-step").all_inner_texts()[3].count("=") == 1
    assert page.locator(".live-step canvas").count() == 2
    for width, height in ((1280, 720), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        until(page, lambda: page.evaluate(CUT_STEPS), lambda cut: cut == 0)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(f"() => ({LENGTH})() > {count} + 8")
    page.get_by_role("button", name="+5 epochs").click()
    page.wait_for_function(f"() => ({MARKS})().includes('+5 epochs')")
    stop(page)
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Stop", exact=True).click()


STRIP = "() => document.querySelector('.live-tabfigure').data.find(({type}) => type === 'heatmap')"
PICTURE = "() => document.querySelector('[data-testid=held-picture]').toDataURL()"
PLACE = "() => document.querySelector('[data-testid=held-place]').innerText"


def test_a_held_point_s_picture_changes_with_each_decoder_while_the_pointer_stays_still(app, page):
    open_page(page, app, f"{ENDLESS}&latent_dim=3")
    press_train(page)
    marker = page.get_by_test_id("held-point")
    marker.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(f"() => ({PLACE})().includes('the other dimensions')")  # that of the three-dimensional run
    box, words = marker.bounding_box(), page.get_by_test_id("held-place")
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    before = words.inner_text()
    page.mouse.move(box["x"] + 62, box["y"] + 2, steps=4)
    page.wait_for_function(f"() => ({PLACE})() !== {before!r}")
    place = words.inner_text()
    picture = page.evaluate(PICTURE)
    for _ in range(2):  # the pointer is down and rests
        page.wait_for_function(f"() => ({PICTURE})() !== {picture!r}")
        picture = page.evaluate(PICTURE)
    assert words.inner_text() == place
    page.mouse.up()
    marker.press("ArrowLeft")
    page.wait_for_function(f"() => ({PLACE})() !== {place!r}")
    page.get_by_role("tab", name="KL over time").click()
    page.wait_for_function(f"() => document.querySelector('.live-tabfigure').data && ({STRIP})().z.length === 3")
    assert page.evaluate(f"() => ({STRIP})().y") == ["z1", "z2", "z3"]
    stop(page)


@pytest.mark.fault("R6")
def test_two_tabs_of_one_person_steer_stop_and_delete_one_run(app, page, runs_folder):
    """What one tab does, the other shows without a reload; a command for a deleted run is answered in words."""
    start(page, app)
    other = page.context.new_page()
    problems = []
    other.on("pageerror", lambda error: problems.append(str(error)))
    other.goto(page.url)
    other.get_by_role("button", name="Pause", exact=True).wait_for()
    sliders = [tab.get_by_role("slider", name="Beta", exact=True) for tab in (page, other)]
    run = Run(runs_folder / page.url.partition("run=")[2].partition("&")[0])
    for mover, watcher, step in ((*sliders, 20), (*sliders[::-1], STEP_10)):
        mover.fill(str(step))
        until(page, watcher.input_value, lambda value, step=step: value == str(step))
    other.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Go on", exact=True).click()
    other.get_by_role("button", name="Pause", exact=True).wait_for()
    stop(other)
    page.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert [slider.input_value() for slider in sliders] == [str(STEP_10)] * 2  # for the next training too
    # The words "Stopped by you" come before the last files: a page that had not been answered yet would show at once that
    # the run is gone, and offer nothing.
    resume = page.get_by_role("button", name="Resume", exact=True)
    resume.wait_for()
    discard(run)
    resume.click()
    page.get_by_text("This run was not found. It may have been deleted.").wait_for()
    assert "run=" not in page.url
    assert problems == []
