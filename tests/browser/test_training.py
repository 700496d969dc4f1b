"""A training seen in a real browser: it outlives a reload, its curves only grow, and stopping keeps what was learned."""

import pytest

from tests.support.train_page import LENGTH, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]


# Where the live view's parts begin, each time anything has moved, once the last of them is open.
TOPS = """() => {
  window.tops = [];
  const view = document.querySelector('[data-testid=live-view]');
  (function look() {
    const [last] = [...view.querySelectorAll('.live-window')].slice(-1);
    const of = (part) => Math.round(part.getBoundingClientRect().top - view.getBoundingClientRect().top);
    const now = JSON.stringify([...view.querySelectorAll('.live-section, .live-window')].map(of));
    if (last.clientHeight && tops.at(-1) !== now) tops.push(now);
    requestAnimationFrame(look);
  })();
}"""


def stop(page):
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()  # a diagnosis may say so, too


def test_a_training_goes_on_through_a_reload_to_its_end(app, page):
    start(page, app, 15)
    assert "run=" in page.url
    before = page.evaluate(LENGTH)
    page.reload()
    page.wait_for_function(f"() => ({LENGTH})() >= {before}")
    page.wait_for_function(f"() => ({LENGTH})() > {before} + 10")
    page.evaluate("() => Plotly.relayout(document.querySelector('.js-plotly-plot'), {'xaxis.range': [2, 9]})")
    now = page.evaluate(LENGTH)
    page.wait_for_function(f"() => ({LENGTH})() > {now} + 5")
    assert page.evaluate("() => document.querySelector('.js-plotly-plot').layout.xaxis.range") == [2, 9]
    page.get_by_text("The 15 s are over").wait_for()
    assert page.locator(".live-picture").and_(page.locator(":not(.time-machine *)")).count() == 30
    page.get_by_role("link", name="Walk through its latent space").click()
    page.locator("[data-testid=latent-map][data-state=ready]").wait_for()


def test_stopping_keeps_what_was_learned(app, page):
    start(page, app, 600)
    stop(page)
    page.get_by_role("link", name="Walk through its latent space").wait_for()


MARKS = "() => document.querySelector('.js-plotly-plot').layout.annotations.map(({text}) => text)"
KL = """() => {
  const {x, y} = document.querySelector('.js-plotly-plot').data[2];
  return {last: y.at(-1), most: Math.max(...y), length: x.length};
}"""


def test_beta_moved_from_0_to_10_while_it_trains_is_seen_in_the_kl_within_a_second(app, page):
    page.goto(f"{app}/train?data=digits&seconds=60&beta=0")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({LENGTH})() > 20")
    slider = page.get_by_role("slider", name="Beta", exact=True).last
    before = page.evaluate(KL)
    slider.fill("10")  # the eleventh step of 0, 0.01, 0.02, 0.05, 0.1, ...
    page.wait_for_function(f"() => ({MARKS})().includes('beta 10')")
    page.wait_for_function(f"() => ({KL})().last < {before['last']} / 3")
    assert before["last"] > 10
    stop(page)


def test_a_training_is_paused_stepped_and_goes_on_and_longer(app, page):
    start(page, app, 600)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_text("Paused", exact=True).wait_for()
    page.wait_for_timeout(3500)  # the curves may lag by so much where the cores are busy
    count = page.evaluate(LENGTH)
    page.get_by_role("button", name="One step").click()
    page.get_by_role("button", name="One step").click()
    page.wait_for_function(f"() => ({LENGTH})() >= {count} + 2")
    page.wait_for_timeout(3500)
    assert page.evaluate(LENGTH) <= count + 3
    assert page.get_by_text("Paused", exact=True).is_visible()
    page.get_by_text("in slow motion").wait_for()
    assert page.locator(".live-step").all_inner_texts()[3].count("=") == 1
    assert page.locator(".live-step canvas").count() == 2
    page.get_by_role("button", name="Go on").click()
    page.wait_for_function(f"() => ({LENGTH})() > {count} + 8")
    page.get_by_role("button", name="+5 epochs").click()
    page.wait_for_function(f"() => ({MARKS})().includes('+5 epochs')")
    stop(page)
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("button", name="Stop", exact=True).click()


STRIP = "() => document.querySelector('.js-plotly-plot').data.find(({type}) => type === 'heatmap')"
PICTURE = "() => document.querySelector('[data-testid=live-held]').toDataURL()"


def test_a_held_point_s_picture_changes_with_each_decoder_while_the_pointer_stays_still(app, page):
    page.goto(f"{app}/train?data=digits&seconds=600&latent_dim=3")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_test_id("live-view").wait_for()
    page.evaluate(TOPS)
    puck = page.get_by_test_id("live-puck")
    puck.wait_for()
    puck.evaluate("(puck) => puck.scrollIntoView({block: 'center'})")  # nothing is decoded while nobody sees it
    page.get_by_test_id("live-held").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    box, words = puck.bounding_box(), page.get_by_test_id("live-place")
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    before = words.inner_text()
    page.mouse.move(box["x"] + 62, box["y"] + 2, steps=4)
    page.wait_for_function(f"() => document.querySelector('[data-testid=live-place]')?.innerText !== {before!r}")
    place = words.inner_text()
    picture = page.evaluate(PICTURE)
    for _ in range(2):  # the pointer is down and rests
        page.wait_for_function(f"() => ({PICTURE})() !== {picture!r}")
        picture = page.evaluate(PICTURE)
    assert words.inner_text() == place
    page.mouse.up()
    puck.press("ArrowLeft")
    page.wait_for_function(f"() => document.querySelector('[data-testid=live-place]')?.innerText !== {place!r}")
    assert page.evaluate(f"() => ({STRIP})().z.length") == 3
    assert page.evaluate(f"() => ({STRIP})().y") == ["z1", "z2", "z3"]
    assert page.get_by_test_id("live-samples").locator("canvas").count() == 10
    assert len(page.evaluate("tops")) == 1, "the parts must not move once they are open"
    stop(page)
